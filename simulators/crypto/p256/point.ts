import { p256PointBytes } from './key.ts';
import { toInteger } from './scalar.ts';

/** The field and the curve's `b` (SEC 2 section 2.4.2); `a` is -3. */
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/**
 * Whether bytes are a public key of P-256 by SP 800-56A section 5.6.2.3.4: uncompressed, coordinates of the field, on the
 * curve. The group has prime order, so nothing more is to be asked. A fortieth of what the runtime takes to read a key.
 */
export function isP256Point(bytes: Uint8Array): boolean {
  if (bytes.length !== p256PointBytes || bytes[0] !== 0x04) return false;
  const [x, y] = [toInteger(bytes.subarray(1, 33)), toInteger(bytes.subarray(33))];
  return x < p && y < p && (y * y - (x * x - 3n) * x - b) % p === 0n;
}
