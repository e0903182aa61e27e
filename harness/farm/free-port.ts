import { createServer, type Server } from 'node:net';

/** A loopback port that nobody listens on right now. Whoever takes it must still be ready to find it taken. */
export async function freePort(): Promise<number> {
  const probe = await listen(0);
  const address = probe.address();
  await close(probe);
  if (typeof address !== 'object' || address === null) throw new Error('the probe socket has no port');
  return address.port;
}

/** @throws Error when somebody listens there */
export async function requireFree(port: number): Promise<void> {
  await close(await listen(port));
}

function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
