import type { Healing } from '../fault.ts';
import type { FaultStage } from '../stage.ts';

/** Statuses that have no body to spoil (RFC 9110): they are shown as 200, which means the same to a platform. */
const withoutBody: readonly number[] = [204, 205, 304];

/** The body of an answer: what comes after each pull, or never. */
export interface SpoiltBody {
  readonly headers: Readonly<Record<string, string>>;
  /** Called for each part; undefined ends the body. Rejects where the connection breaks. */
  part(index: number): Promise<string | undefined>;
}

/**
 * Lets deliveries reach the receiver and keeps its status, but spoils the body of its answer: on the virtual clock as a
 * stream in memory, on the wall clock over a socket of its own.
 */
export async function spoilAnswers(stage: FaultStage, { headers, part }: SpoiltBody): Promise<Healing> {
  const socket = stage.clock.kind === 'wall' ? await (await import('./socket-proxy.ts')).openSocketProxy() : undefined;
  const off = stage.intercept('webhooks', (next) => async (request) => {
    const real = await next(request);
    await real.body?.cancel();
    const status = withoutBody.includes(real.status) ? 200 : real.status;
    const body = streamed(part);
    return socket ? socket.answer(request, { status, headers, body }) : new Response(body, { status, headers });
  });
  return async () => {
    off();
    await socket?.close();
  };
}

function streamed(part: SpoiltBody['part']): ReadableStream<Uint8Array> {
  let index = 0;
  let cancelled = false;
  return new ReadableStream({
    async pull(controller) {
      const text = await part(index++);
      if (cancelled) return;
      if (text === undefined) controller.close();
      else controller.enqueue(Buffer.from(text));
    },
    cancel() {
      cancelled = true;
    },
  });
}
