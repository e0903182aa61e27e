import { inflateRawSync, constants as zlib } from 'node:zlib';

/** More than this from one segment is not searched, and said so: no message or attachment of ours opens to as much. */
const maxInflatedBytes = 64 * 1024 * 1024;

/**
 * What comes out of every deflate stream that can be recognised in `bytes`: gzip members and zlib streams anywhere, raw
 * deflate at the start and after each empty line (bodies of HTTP, SIP and MIME parts). A stream that is cut short gives
 * what came before the cut; one that is damaged gives nothing.
 */
export function* inflateSegments(bytes: Buffer, unsearched: string[]): Generator<Buffer> {
  for (const start of deflateStarts(bytes)) {
    const inflated = inflate(bytes.subarray(start), unsearched);
    if (inflated && inflated.length > 0) yield inflated;
  }
}

function* deflateStarts(bytes: Buffer): Generator<number> {
  for (let at = bytes.indexOf(0x1f); at !== -1; at = bytes.indexOf(0x1f, at + 1)) {
    const start = gzipBody(bytes, at);
    if (start !== undefined) yield start;
  }
  for (let at = bytes.indexOf(0x78); at !== -1; at = bytes.indexOf(0x78, at + 1)) {
    // RFC 1950 section 2.2: the two header bytes are a multiple of 31; bit 5 announces a dictionary, which nobody has.
    const flags = bytes[at + 1];
    if (flags !== undefined && (0x7800 + flags) % 31 === 0 && (flags & 0x20) === 0) yield at + 2;
  }
  if (looksDeflated(bytes, 0)) yield 0;
  for (let at = bytes.indexOf('\r\n\r\n'); at !== -1; at = bytes.indexOf('\r\n\r\n', at + 2)) {
    if (looksDeflated(bytes, at + 4)) yield at + 4;
  }
}

/** RFC 1952 section 2.3: where the deflate stream of a gzip member at `at` begins. */
function gzipBody(bytes: Buffer, at: number): number | undefined {
  const flags = bytes[at + 3];
  if (bytes[at + 1] !== 0x8b || bytes[at + 2] !== 8 || flags === undefined || flags > 0x1f) return undefined;
  let start = at + 10;
  if (flags & 4) start += 2 + (bytes[start] ?? 0) + 256 * (bytes[start + 1] ?? 0);
  for (const bit of [8, 16]) if (flags & bit) start = bytes.indexOf(0, start) + 1 || bytes.length;
  if (flags & 2) start += 2;
  return start < bytes.length ? start : undefined;
}

/** RFC 1951 section 3.2.3: rules out most of what is not deflate before a decoder is made for it. */
function looksDeflated(bytes: Buffer, at: number): boolean {
  const first = bytes[at];
  if (first === undefined || bytes.length - at < 8) return false;
  const blockType = (first >> 1) & 3;
  if (blockType === 3) return false;
  if (blockType === 0) return bytes.readUInt16LE(at + 1) === (~bytes.readUInt16LE(at + 3) & 0xffff);
  return !bytes.subarray(at, at + 24).every((byte) => byte < 0x7f && (byte >= 0x20 || byte === 10 || byte === 13));
}

function inflate(deflated: Buffer, unsearched: string[]): Buffer | undefined {
  try {
    return inflateRawSync(deflated, { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: maxInflatedBytes });
  } catch (error) {
    if (error instanceof RangeError) unsearched.push(`a deflate stream opens to more than ${maxInflatedBytes} bytes`);
    return undefined;
  }
}
