import { createServer } from 'node:net';

/** A loopback port that nobody listens on right now. Whoever takes it must still be ready to find it taken. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('the probe socket has no port');
  return address.port;
}
