import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { FuzzNews, FuzzOrder } from './child.ts';

/** How a stretch of fuzzing ended; `next` is the first input that was not tried. */
export type FuzzOutcome =
  | { readonly ended: 'done'; readonly next: number; readonly heapGrowthBytes: number }
  | { readonly ended: 'stopped'; readonly next: number }
  | { readonly ended: 'failed' | 'hung'; readonly next: number; readonly input: number; readonly error: string };

/** Without news for this long, ms, the child hangs in an input; where each takes seconds, longer. */
const patienceMs = 30_000;
const longPatienceMs = 300_000;

/** Runs one fuzzer in a process of its own, so that a hang or a crash is seen from outside. */
export function fuzz(order: FuzzOrder, onProgress: (at: number) => void, signal: AbortSignal): Promise<FuzzOutcome> {
  return new Promise((resolve) => {
    const child = fork(join(import.meta.dirname, 'child.ts'), { execArgv: ['--expose-gc'] });
    let next = order.from;
    let firstHeap: number | undefined;
    let lastHeap = 0;
    let outcome: FuzzOutcome | undefined;
    const limitMs = order.slow ? longPatienceMs : patienceMs;
    let watchdog: NodeJS.Timeout | undefined;
    const end = (how: FuzzOutcome): void => {
      outcome ??= how;
      child.kill(how.ended === 'stopped' ? 'SIGTERM' : 'SIGKILL');
    };
    const watch = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(
        () => end({ ended: 'hung', next, input: next, error: `no input finished for ${limitMs / 1000} s` }),
        limitMs,
      );
    };
    watch();
    signal.addEventListener('abort', () => end({ ended: 'stopped', next }), { once: true });
    child.on('message', (news: FuzzNews) => {
      watch();
      if ('failed' in news) return end({ ended: 'failed', next: news.failed, input: news.failed, error: news.error });
      next = news.at;
      firstHeap ??= news.heapBytes;
      lastHeap = news.heapBytes;
      onProgress(next);
    });
    child.on('exit', (code, killed) => {
      clearTimeout(watchdog);
      if (code === 0 && next === order.to)
        outcome ??= { ended: 'done', next, heapGrowthBytes: lastHeap - (firstHeap ?? lastHeap) };
      resolve(outcome ?? { ended: 'failed', next, input: next, error: `the process ended with ${killed ?? code}` });
    });
    child.send(order);
  });
}
