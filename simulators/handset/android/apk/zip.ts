import { inflateRawSync } from 'node:zlib';

/** Two little-endian signatures of APPNOTE.TXT 4.3. */
const endOfCentralDirectory = 0x06054b50;
const centralEntry = 0x02014b50;

const endBytes = 22;
const maxCommentBytes = 0xffff;
const maxEntries = 100_000;

function findEnd(zip: Buffer): number | undefined {
  const first = Math.max(0, zip.length - endBytes - maxCommentBytes);
  for (let at = zip.length - endBytes; at >= first; at--) {
    if (zip.readUInt32LE(at) === endOfCentralDirectory) return at;
  }
  return undefined;
}

/**
 * One file out of a ZIP archive, at most `maxBytes` when unpacked. Undefined when the archive has no such file or is
 * broken; it never throws.
 */
export function readZipFile(archive: Uint8Array, name: string, maxBytes: number): Buffer | undefined {
  const zip = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  try {
    const end = zip.length < endBytes ? undefined : findEnd(zip);
    if (end === undefined) return undefined;
    const entries = Math.min(zip.readUInt16LE(end + 10), maxEntries);
    let at = zip.readUInt32LE(end + 16);
    for (let entry = 0; entry < entries; entry++) {
      if (zip.readUInt32LE(at) !== centralEntry) return undefined;
      const method = zip.readUInt16LE(at + 10);
      const packedBytes = zip.readUInt32LE(at + 20);
      const nameBytes = zip.readUInt16LE(at + 28);
      const found = zip.toString('utf8', at + 46, at + 46 + nameBytes);
      if (found === name) {
        const local = zip.readUInt32LE(at + 42);
        const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
        const packed = zip.subarray(start, start + packedBytes);
        if (method === 0) return packed.length <= maxBytes ? packed : undefined;
        return method === 8 ? inflateRawSync(packed, { maxOutputLength: maxBytes }) : undefined;
      }
      at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    }
    return undefined;
  } catch {
    return undefined; // offsets that lead outside, or bytes that do not inflate
  }
}
