/** The order of the P-256 group (FIPS 186-5, SEC 2 section 2.4.2). */
export const p256Order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export function toInteger(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`);
}

/** Big-endian, 32 bytes. */
export function toScalarBytes(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
}

export function isScalar(value: bigint): boolean {
  return value > 0n && value < p256Order;
}

/** The inverse modulo the group order, by the extended Euclidean algorithm. Not constant in time. */
export function invert(value: bigint): bigint {
  let [x, y, u, v] = [value % p256Order, p256Order, 1n, 0n];
  while (x > 1n) {
    const quotient = y / x;
    [x, y] = [y % x, x];
    [u, v] = [v - quotient * u, u];
  }
  return ((u % p256Order) + p256Order) % p256Order;
}
