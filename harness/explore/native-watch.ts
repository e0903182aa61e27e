import { createHook } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/** What runs on microtasks, and the turn of the virtual clock. */
const allowed: ReadonlySet<string> = new Set(['PROMISE', 'Immediate', 'TickObject', 'Microtask']);
/**
 * One-shot calls of node:crypto and node:zlib make a request also when they are synchronous; only an asynchronous one calls
 * back.
 */
const oneShot = /^([A-Z0-9]+REQUEST|ZLIB)$/;
/** Time for threads to call back, ms. */
const lateMs = 100;

export interface NativeWatch {
  /** Ends the watch and names every native request that was made, with where first. */
  stop(): Promise<ReadonlyMap<string, string>>;
}

/**
 * Watches this process for asynchronous work that threads, sockets or the machine's clock finish (TCPWRAP, FSREQCALLBACK,
 * Timeout, Zlib ..): on the virtual clock it would end in another order in the next run.
 */
export function watchNative(): NativeWatch {
  const found = new Map<string, string>();
  const requests = new Map<number, { readonly type: string; readonly at: string }>();
  let watching = true;
  const here = (): string => (new Error().stack ?? '').split('\n').slice(4, 12).join('\n');
  const hook = createHook({
    init(id, type) {
      if (!watching || allowed.has(type)) return;
      if (oneShot.test(type)) requests.set(id, { type, at: here() });
      else if (!found.has(type)) found.set(type, here());
    },
    before(id) {
      const request = requests.get(id);
      if (request && !found.has(request.type)) found.set(request.type, request.at);
    },
  }).enable();
  return {
    async stop() {
      watching = false;
      await pause(lateMs);
      hook.disable();
      return found;
    },
  };
}
