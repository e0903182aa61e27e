import type { Socket } from 'node:net';

/** A line for whoever watches the phone's services: what was refused and why. Never the bytes themselves. */
export type ServiceLog = (line: string) => void;

/**
 * Feeds a connection's bytes to a protocol. Bytes that break it end the connection and leave one log line.
 *
 * @returns how to stop feeding, for protocols that hand the socket on
 */
export function feed(
  socket: Socket,
  service: string,
  log: ServiceLog,
  receive: (bytes: Uint8Array) => void,
): () => void {
  const onData = (bytes: Buffer): void => {
    try {
      receive(bytes);
    } catch (error) {
      log(`${service}: connection ended: ${error instanceof Error ? error.message : 'malformed bytes'}`);
      socket.destroy();
    }
  };
  socket.on('data', onData);
  return () => void socket.off('data', onData);
}
