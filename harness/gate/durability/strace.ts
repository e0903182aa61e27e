import { readFileSync } from 'node:fs';
import { type BrokenCall, type CallCounts, writingCalls } from './broken-call.ts';

/** Calls by which an HTTP server answers, and those that make durable: what the order of them is read from. */
const traced = [...writingCalls, 'writev', 'sendto'];

/** A command line that runs `command` under strace, noting its calls in a file and breaking one of them if asked to. */
export function straced(command: readonly string[], trace: string, broken?: BrokenCall): string[] {
  const inject =
    broken === undefined
      ? []
      : ['-e', `inject=${broken.call}:${broken.how === 'EIO' ? 'error=EIO' : 'signal=SIGKILL'}:when=${broken.nth}`];
  return ['strace', '-f', '-qq', '-s', '32', '-o', trace, '-e', `trace=${traced.join(',')}`, ...inject, ...command];
}

/** One call in a trace, as strace notes it. */
export interface TracedCall {
  readonly process: number;
  readonly call: string;
  /** Descriptor and the beginning of what was written. */
  readonly told: string;
}

/** The calls of a trace in the order in which they began; a call that was interrupted by another's note counts once. */
export function readTrace(file: string): TracedCall[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, process, call, told] = /^(\d+)\s+(\w+)\((.*)$/.exec(line) ?? [];
      return process !== undefined && call !== undefined && told !== undefined
        ? [{ process: Number(process), call, told }]
        : [];
    });
}

/** For each call, the most that any one process or thread made of it: strace counts them apart. */
export function countCalls(calls: readonly TracedCall[]): CallCounts {
  const most = (name: string): number => {
    const each = new Map<number, number>();
    for (const { process, call } of calls) if (call === name) each.set(process, (each.get(process) ?? 0) + 1);
    return Math.max(0, ...each.values());
  };
  return {
    pwrite64: most('pwrite64'),
    write: most('write'),
    fsync: most('fsync'),
    fdatasync: most('fdatasync'),
    rename: most('rename'),
  };
}
