/** A farm file that cannot be used: which file, where in it, what is wrong and what to do. Exit code 2. */
export class FarmError extends Error {
  constructor(source: string, problem: string) {
    super(`${source}: ${problem}`);
    this.name = 'FarmError';
  }
}
