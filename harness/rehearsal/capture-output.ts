import { appendFileSync } from 'node:fs';

/**
 * Sends everything that is written to this process's standard output and error to a file: the spec runner and its
 * reporters print there as they please. Returns how to end it.
 */
export function captureOutput(file: string): () => void {
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map(({ write }) => write);
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      appendFileSync(file, chunk);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') process.nextTick(() => callback());
      return true;
    };
  }
  return () => {
    for (const [index, stream] of streams.entries()) {
      const write = originals[index];
      if (write !== undefined) stream.write = write;
    }
  };
}
