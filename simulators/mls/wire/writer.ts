/** Big-endian, 2 bytes. */
export function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value);
}

/** Big-endian, 4 bytes. */
export function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** Big-endian, 8 bytes. */
export function uint64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

/** The length header of a variable-size vector (RFC 9420 section 2.1.2), at most 2^30 - 1. */
export function lengthHeader(length: number): Uint8Array {
  if (length < 64) return Uint8Array.of(length);
  if (length < 16384) return uint16(length | 0x4000);
  if (length < 2 ** 30) return uint32((length | 0x80000000) >>> 0);
  throw new RangeError(`a vector of ${length} bytes cannot be written: the limit is 2^30 - 1`);
}

/** `opaque value<V>`. */
export function opaque(value: Uint8Array): Uint8Array {
  const header = lengthHeader(value.length);
  const out = new Uint8Array(header.length + value.length);
  out.set(header);
  out.set(value, header.length);
  return out;
}
