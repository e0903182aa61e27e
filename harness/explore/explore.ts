import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { z } from 'zod';

/** What one world of an exploration came to. */
export const worldResult = z.strictObject({
  index: z.int(),
  /** The hash of its journal's last entry; of the plan's failure when there is no journal. */
  head: z.string(),
  virtual_ms: z.number(),
  /** Invariants that had something to judge. */
  exercised: z.array(z.string()),
  /** How often each fault was injected. */
  fired: z.record(z.string(), z.int()),
  violated: z.array(z.string()),
  /** Why something could not be judged. */
  unknown: z.array(z.string()),
});
export type WorldResult = z.infer<typeof worldResult>;

/** Sent to a worker. */
export interface WorldsAsked {
  readonly seed: number;
  readonly indexes: readonly number[];
}

/** A worker process ended, or said what it must not: the exploration shows nothing more. */
export class ExplorationFailure extends Error {
  override readonly name = 'ExplorationFailure';
}

export interface ExploreOptions {
  readonly seed: number;
  /** Indexes still to be played. */
  readonly indexes: readonly number[];
  readonly workers: number;
  /** Called with every result, in the order in which worlds end. */
  readonly onResult: (result: WorldResult) => void;
  /** Aborted: no further world begins, and the promise resolves. */
  readonly signal?: AbortSignal;
}

/** So many worlds are handed to a worker at a time: it has the next while we hear of the last. */
const handful = 2;

/**
 * Plays worlds in `workers` processes. Which process plays which makes no difference to any of them.
 * @throws ExplorationFailure
 */
export async function explore({ seed, indexes, workers, onResult, signal }: ExploreOptions): Promise<void> {
  const waiting = [...indexes].reverse();
  const count = Math.min(workers, indexes.length);
  const stop = new AbortController();
  const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  try {
    await Promise.all([...Array(count)].map(() => work({ seed, waiting, onResult, signal: both })));
  } finally {
    stop.abort();
  }
}

interface Work {
  readonly seed: number;
  readonly waiting: number[];
  readonly onResult: (result: WorldResult) => void;
  readonly signal: AbortSignal;
}

/** One process, until nothing is waiting. */
function work({ seed, waiting, onResult, signal }: Work): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const child = startWorker();
  let open = 0;
  const ask = (): void => {
    const indexes: number[] = [];
    while (open + indexes.length < handful) {
      const index = waiting.pop();
      if (index === undefined) break;
      indexes.push(index);
    }
    open += indexes.length;
    if (indexes.length > 0) child.send({ seed, indexes } satisfies WorldsAsked);
    else if (open === 0) child.kill('SIGTERM');
  };
  return new Promise((resolve, reject) => {
    const end = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', end, { once: true });
    child.on('message', (message) => {
      const result = worldResult.safeParse(message);
      if (!result.success) {
        reject(new ExplorationFailure(`a worker said something else than a result: ${JSON.stringify(message)}`));
        child.kill('SIGTERM');
        return;
      }
      open--;
      if (!signal.aborted) {
        onResult(result.data);
        ask();
      }
    });
    child.once('error', reject);
    child.once('exit', (code, killedBy) => {
      signal.removeEventListener('abort', end);
      if (open === 0 || signal.aborted) resolve();
      else reject(new ExplorationFailure(`a worker ended with ${killedBy ?? code} in the middle of a world`));
    });
    ask();
  });
}

function startWorker(): ChildProcess {
  const program = join(import.meta.dirname, `worlds-worker${extname(import.meta.filename)}`);
  return fork(program, { execArgv: ['--no-warnings'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}
