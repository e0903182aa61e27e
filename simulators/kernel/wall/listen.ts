import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Fetch } from '../network.ts';

/** A listening socket of ours. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  /** Stops listening and breaks every connection. Resolves when the port is free. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
}

/** Listens for raw TCP connections. A connection's errors end that connection and nothing else. */
export async function listenTcp(options: ListenOptions, onConnection: (socket: Socket) => void): Promise<Listening> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  return opened(server, options);
}

/** Listens on a Unix domain socket, whose file is gone after `close`. @throws Error when something is at `path` */
export async function listenUnix(
  path: string,
  onConnection: (socket: Socket) => void,
): Promise<Pick<Listening, 'close'>> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  const close = closing(server);
  await listening(server, path, () => server.listen(path));
  return { close };
}

/** A refusal of what never becomes a request that a party sees (RFC 9457). */
function refusal(status: number, detail: string): string {
  return JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status] ?? 'Refused', status, detail });
}
const problemHeader = { 'content-type': 'application/problem+json' } as const;

const refused = (status: number, detail: string): Response =>
  new Response(refusal(status, detail), { status, headers: problemHeader });

/** Refuses what no party gets to see, and whatever comes after it on that connection. */
function refuse(outgoing: ServerResponse, status: number, detail: string): void {
  outgoing.writeHead(status, { ...problemHeader, connection: 'close' }).end(refusal(status, detail));
}

/** What a party's failure is to who asked. A request for no host never got to a party. */
function failed(error: unknown): Response {
  if (error instanceof RequestError) return refused(400, error.message);
  return new Response(null, { status: error instanceof Error && error.name === 'TimeoutError' ? 504 : 500 });
}

/** What ails bytes that are no HTTP request, by the code of node's parser. */
function unreadable(code: string | undefined): readonly [status: number, detail: string] {
  if (code === 'HPE_HEADER_OVERFLOW') return [431, 'the headers are too large'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'the request did not come to its end'];
  return [400, 'not an HTTP request'];
}

/** Serves a party's HTTP app on a socket. */
export async function listenHttp(options: ListenOptions, app: Fetch): Promise<Listening & { readonly origin: string }> {
  const answer: Fetch = (request) =>
    request.method === 'TRACE' ? Promise.resolve(refused(501, 'TRACE is not offered')) : app(request);
  const listener = getRequestListener(answer, { overrideGlobalObjects: false, errorHandler: failed });
  // Who names no host is refused by the listener, with a reason; node would give none.
  const server = createHttpServer({ requireHostHeader: false }, (incoming, outgoing) => {
    // RFC 9112 section 3.2: which of two hosts is meant, those before us may see otherwise than we do.
    if ((incoming.headersDistinct['host'] ?? []).length > 1)
      return refuse(outgoing, 400, 'there is more than one Host');
    return listener(incoming, outgoing);
  });
  server.on('checkExpectation', (_: IncomingMessage, outgoing: ServerResponse) =>
    refuse(outgoing, 417, 'no expectation but 100-continue is met'),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const [status, detail] = unreadable(error.code);
    const body = refusal(status, detail);
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${problemHeader['content-type']}\r\n`;
    socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
  });
  const listening = await opened(server, options);
  return { ...listening, origin: `http://${listening.host}:${listening.port}` };
}

async function opened(
  server: Server | HttpServer,
  { host = '127.0.0.1', port = 0 }: ListenOptions,
): Promise<Listening> {
  const close = closing(server);
  await listening(server, `${host}:${port}`, () => server.listen(port, host));
  return { host, port: (server.address() as AddressInfo).port, close };
}

function listening(server: Server | HttpServer, where: string, listen: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`${where} is in use: stop what listens there or choose another port`)
          : error,
      );
    });
    listen();
  });
}

function closing(server: Server | HttpServer): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
}
