import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
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

/** Serves a party's HTTP app on a socket. */
export async function listenHttp(options: ListenOptions, app: Fetch): Promise<Listening & { readonly origin: string }> {
  const server = createHttpServer(getRequestListener(app, { overrideGlobalObjects: false }));
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
