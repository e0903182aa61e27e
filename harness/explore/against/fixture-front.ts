import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What a front does with requests: hands them on, lets them wait for ever, or says that it failed. */
export type FrontMode = 'forwards' | 'hangs' | 'fails';

/** A server before another one, that can be told to go wrong. */
export interface Front {
  readonly url: string;
  mode: FrontMode;
  /** How many requests it got. */
  requests(): number;
  /** Stops listening and cuts every connection: whoever asks is refused. */
  leave(): Promise<void>;
}

/** @param behind where requests are handed on to; without it nothing can be */
export async function front(mode: FrontMode, behind = 'http://127.0.0.1:9'): Promise<Front> {
  const sockets = new Set<Socket>();
  let count = 0;
  const it = { mode };

  function handOn(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '/', headers } = request;
    const onward = forward(new URL(url, behind), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }

  const server = createServer((request, response) => {
    count++;
    if (it.mode === 'forwards') handOn(request, response);
    else if (it.mode === 'fails') response.writeHead(500).end();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    get mode() {
      return it.mode;
    },
    set mode(next) {
      it.mode = next;
    },
    requests: () => count,
    async leave() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
