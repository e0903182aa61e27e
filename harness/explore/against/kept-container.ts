import type { SubjectContainer } from '../../subject/container/subject-container.ts';

/** A container that is as it was when a world is over, however that ended. */
export interface KeptContainer extends SubjectContainer {
  /** Until when silence of what runs in it is the plan's doing, ms: it takes its time to start. */
  excusedUntilMs(): number;
  /** Undoes what was done to it and not undone. */
  restore(): Promise<void>;
}

/** How long what runs in it may take to answer after a start, ms. */
const startMs = 40_000;

/** @param now ms */
export function keptContainer(container: SubjectContainer, now: () => number): KeptContainer {
  let undo: (() => Promise<void>) | undefined;
  let backMs = 0;
  const back = async (how: () => Promise<void>): Promise<void> => {
    await how();
    undo = undefined;
    backMs = now();
  };
  return {
    name: container.name,
    async kill() {
      undo = container.start;
      await container.kill();
    },
    async pause() {
      undo = container.resume;
      await container.pause();
    },
    start: () => back(container.start),
    resume: () => back(container.resume),
    excusedUntilMs: () => (undo ? Number.POSITIVE_INFINITY : backMs + startMs),
    restore: async () => undo?.(),
  };
}
