import type { Server } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { getLocal, type Mockttp } from 'mockttp';

/** An answer that the network spoils on its way. */
export interface SpoiltAnswer {
  readonly status: number;
  /** With a Content-Length: without one the end of the connection is the end of the body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReadableStream<Uint8Array>;
}

/**
 * Sits on a real socket between the platform and the receiver and does what only a socket can: connections that end
 * without an answer, answers that end before their end. Each request really crosses the socket.
 */
export interface SocketProxy {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** The connection is reset (TCP RST) when the request is there. Rejects as `fetch` does. */
  reset(request: Request): Promise<Response>;
  /** Sends `answer` over the connection, byte for byte as its body comes, and breaks the connection where it fails. */
  answer(request: Request, answer: SpoiltAnswer): Promise<Response>;
  /** Stops listening and breaks every connection. */
  close(): Promise<void>;
}

/** Opens a proxy on a free port of 127.0.0.1. */
export async function openSocketProxy(): Promise<SocketProxy> {
  const mock = getLocal({ recordTraffic: false });
  onLoopbackOnly(mock);
  await mock.start(0);
  const origin = `http://127.0.0.1:${mock.port}`;
  let exchanges = 0;
  await mock.forAnyRequest().withHeaders({ 'x-greenroom-break': 'reset' }).always().thenResetConnection();

  async function cross(request: Request, path: string, headers: Readonly<Record<string, string>>): Promise<Response> {
    return fetch(`${origin}${path}`, {
      method: request.method,
      headers: { ...Object.fromEntries(request.headers), ...headers },
      body: await request.clone().arrayBuffer(),
      redirect: 'manual',
      signal: request.signal,
    });
  }

  return {
    origin,
    reset: (request) => cross(request, new URL(request.url).pathname, { 'x-greenroom-break': 'reset' }),
    async answer(request, { status, headers, body }) {
      const path = `/${++exchanges}${new URL(request.url).pathname}`;
      await mock
        .forPost(path)
        .once()
        .thenStream(status, Readable.fromWeb(body as NodeReadableStream), headers);
      return cross(request, path, {});
    },
    close: () => mock.stop(),
  };
}

/** mockttp listens on every interface and has no option for it: its server is told where, the moment it is made. */
function onLoopbackOnly(mock: Mockttp): void {
  let server: Server | undefined;
  Object.defineProperty(mock, 'server', {
    get: () => server,
    set(made: Server | undefined) {
      server = made;
      if (!made) return;
      const listen = made.listen.bind(made) as (port: number, host: string) => Server;
      Object.assign(made, { listen: (port: number) => listen(port, '127.0.0.1') });
    },
  });
}
