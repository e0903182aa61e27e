import { plistLimits } from './limits.ts';
import { ArchiveUid, dictionary, PlistError, type PlistValue } from './value.ts';

/** Seconds between the Unix epoch and 2001-01-01, the epoch of plist dates. */
const appleEpochSeconds = 978_307_200;
const headerBytes = 8;
const trailerBytes = 32;

/**
 * Reads a binary property list (`bplist00`). Unlike general readers it survives hostile bytes: object tables that
 * refer to themselves, share objects exponentially or claim more than is there.
 *
 * @throws PlistError
 */
export function readBinaryPlist(input: Uint8Array): PlistValue {
  if (input.length > plistLimits.bytes) throw new PlistError(`binary plist of ${input.length} bytes is too large`);
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (bytes.length < headerBytes + trailerBytes || bytes.toString('latin1', 0, headerBytes) !== 'bplist00') {
    throw new PlistError('not a binary plist: the bplist00 header or the trailer is missing');
  }
  const trailer = bytes.length - trailerBytes;
  const offsetSize = bytes.readUInt8(trailer + 6);
  const referenceSize = bytes.readUInt8(trailer + 7);
  const objectCount = readLength(bytes, trailer + 8, 8);
  const topObject = readLength(bytes, trailer + 16, 8);
  const tableOffset = readLength(bytes, trailer + 24, 8);
  if (offsetSize < 1 || offsetSize > 8 || referenceSize < 1 || referenceSize > 8) {
    throw new PlistError(`binary plist has offsets of ${offsetSize} and references of ${referenceSize} bytes`);
  }
  if (tableOffset + objectCount * offsetSize > trailer) throw new PlistError('binary plist: offset table is cut off');

  let visited = 0;
  const open = new Set<number>();

  function object(index: number): PlistValue {
    if (index >= objectCount) throw new PlistError(`binary plist refers to object ${index} of ${objectCount}`);
    if (++visited > plistLimits.values) throw new PlistError(`binary plist has more than ${plistLimits.values} values`);
    const at = readLength(bytes, tableOffset + index * offsetSize, offsetSize);
    if (at >= tableOffset) throw new PlistError(`binary plist: object ${index} lies outside the object table`);
    const marker = bytes.readUInt8(at);
    const type = marker >> 4;
    if (type === 0xa || type === 0xc || type === 0xd) return container(index, at, type);
    return scalar(at, type, marker & 0x0f);
  }

  function container(index: number, at: number, type: number): PlistValue {
    if (open.has(index)) throw new PlistError(`binary plist: object ${index} contains itself`);
    if (open.size >= plistLimits.depth) throw new PlistError(`binary plist nests deeper than ${plistLimits.depth}`);
    open.add(index);
    const { count, start } = sized(at);
    const slots = type === 0xd ? 2 * count : count;
    claim(start, slots * referenceSize);
    const child = (slot: number): PlistValue => object(readLength(bytes, start + slot * referenceSize, referenceSize));
    const result = type === 0xd ? pairs(count, child) : Array.from({ length: count }, (_, slot) => child(slot));
    open.delete(index);
    return result;
  }

  function pairs(count: number, child: (slot: number) => PlistValue): PlistValue {
    const entries: [string, PlistValue][] = [];
    for (let slot = 0; slot < count; slot++) {
      const key = child(slot);
      if (typeof key !== 'string') throw new PlistError('binary plist: a dictionary key is not a string');
      entries.push([key, child(count + slot)]);
    }
    return dictionary(entries);
  }

  function scalar(at: number, type: number, info: number): PlistValue {
    switch (type) {
      case 0x0:
        if (info === 0 || info === 8 || info === 9) return info === 0 ? null : info === 9;
        break;
      case 0x1:
        return integer(at + 1, 2 ** info);
      case 0x2:
        if (info === 2) return claim(at + 1, 4).readFloatBE(0);
        if (info === 3) return claim(at + 1, 8).readDoubleBE(0);
        break;
      case 0x3: {
        const date = new Date((claim(at + 1, 8).readDoubleBE(0) + appleEpochSeconds) * 1000);
        if (!Number.isNaN(date.getTime())) return date;
        break;
      }
      case 0x8:
        return new ArchiveUid(readLength(claim(at + 1, info + 1), 0, info + 1));
      case 0x4:
      case 0x5:
      case 0x6: {
        const { count, start } = sized(at);
        const data = claim(start, type === 0x6 ? 2 * count : count);
        if (type === 0x4) return new Uint8Array(data);
        return type === 0x5 ? data.toString('latin1') : Buffer.from(data).swap16().toString('utf16le');
      }
    }
    throw new PlistError(`binary plist: object of unknown type 0x${((type << 4) | info).toString(16)}`);
  }

  function integer(start: number, length: number): number | bigint {
    if (length > 16) throw new PlistError(`binary plist: integer of ${length} bytes`);
    const digits = claim(start, length);
    // Shorter ones are unsigned, eight bytes are two's complement, sixteen carry unsigned 64-bit values.
    let value = BigInt(`0x${digits.toString('hex')}`);
    if (length === 8) value = BigInt.asIntN(64, value);
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : value;
  }

  /** The element count in a marker, or in the integer after it, and where the elements start. */
  function sized(at: number): { count: number; start: number } {
    const info = bytes.readUInt8(at) & 0x0f;
    if (info !== 0x0f) return { count: info, start: at + 1 };
    const marker = claim(at + 1, 1).readUInt8(0);
    const length = 2 ** (marker & 0x0f);
    if (marker >> 4 !== 0x1 || length > 8) throw new PlistError('binary plist: malformed length');
    return { count: readLength(claim(at + 2, length), 0, length), start: at + 2 + length };
  }

  /** The bytes an object says it has, which must lie within the object table. */
  function claim(start: number, length: number): Buffer {
    if (start + length > tableOffset) throw new PlistError('binary plist: an object is cut off');
    return bytes.subarray(start, start + length);
  }

  return object(topObject);
}

/** An unsigned big-endian number of up to eight bytes; beyond 2^53 it is merely too large for anything here. */
function readLength(bytes: Buffer, at: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}
