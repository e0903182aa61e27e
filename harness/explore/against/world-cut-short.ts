/** Somebody ended the world before its end: nothing of it counts. */
export class WorldInterrupted extends Error {
  override readonly name = 'WorldInterrupted';
  constructor() {
    super('the world was interrupted');
  }
}

/** The subject answered, and failed itself, before there was anything to judge: what it would have kept is unknown. */
export class NothingJudged extends Error {
  override readonly name = 'NothingJudged';
  constructor(why: string) {
    super(`nothing could be judged: ${why}`);
  }
}
