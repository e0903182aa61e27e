import { hash } from 'node:crypto';
import { plain } from './bytes.ts';

/** SHA-256 (FIPS 180-4): 32 bytes. */
export function sha256(data: Uint8Array): Uint8Array {
  return plain(hash('sha256', data, 'buffer'));
}

/** SHA-256 in lower-case hex. */
export function sha256Hex(data: Uint8Array): string {
  return hash('sha256', data, 'hex');
}
