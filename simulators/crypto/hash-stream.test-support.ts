import type { SplittableRandomBytes } from './random-bytes.ts';
import { sha256 } from './sha256.ts';

/** A reproducible stream for this room's tests, which may not import the kernel's. */
export function hashStream(label: string): SplittableRandomBytes {
  let block = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let offset = 0; offset < length; offset += 32) {
        out.set(sha256(Buffer.from(`${label} ${block++}`)).subarray(0, length - offset), offset);
      }
      return out;
    },
    split: (child) => hashStream(`${label}/${child}`),
  };
}
