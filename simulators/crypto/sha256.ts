import { hash } from 'node:crypto';

/** SHA-256's output. */
export const digestBytes = 32;
const written = Buffer.allocUnsafeSlow(digestBytes);

/** SHA-256 (FIPS 180-4): 32 bytes. */
export function sha256(data: Uint8Array): Uint8Array {
  // The runtime makes a string in a third of the time that a buffer takes it.
  written.write(hash('sha256', data, 'binary'), 'latin1');
  return new Uint8Array(written);
}

/** SHA-256 into 32 bytes of a buffer, from `offset` on: for who hashes so much that making arrays for it shows. */
export function sha256Into(target: Buffer, offset: number, data: Uint8Array): void {
  target.write(hash('sha256', data, 'binary'), offset, 'latin1');
}

/** SHA-256 in lower-case hex. */
export function sha256Hex(data: Uint8Array): string {
  return hash('sha256', data, 'hex');
}
