import { concatBytes } from '../bytes.ts';
import { hkdfExpand, hkdfExtract } from '../hkdf.ts';

const version = Buffer.from('HPKE-v1');

export function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

/** RFC 9180 section 4. */
export function labeledExtract(
  suiteId: Uint8Array,
  salt: Uint8Array,
  label: string,
  inputKeyMaterial: Uint8Array,
): Uint8Array {
  return hkdfExtract(salt, concatBytes(version, suiteId, Buffer.from(label), inputKeyMaterial));
}

/** RFC 9180 section 4. */
export function labeledExpand(
  suiteId: Uint8Array,
  pseudorandomKey: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
): Uint8Array {
  return hkdfExpand(pseudorandomKey, concatBytes(uint16(length), version, suiteId, Buffer.from(label), info), length);
}
