/**
 * Android's compiled XML (AOSP ResourceTypes.h): chunks with a type, a header size and a size; a string pool first, then
 * start and end tags that point into it.
 */
const chunkType = { stringPool: 0x0001, xml: 0x0003, startElement: 0x0102, endElement: 0x0103 } as const;
const utf8Flag = 0x100;
const noString = 0xffffffff;
const typeString = 0x03;
const typeIntegers = [0x10, 0x11];

/** A start tag: its name and attributes, nested ones not included. */
export interface BinaryElement {
  readonly name: string;
  readonly depth: number;
  readonly attributes: ReadonlyMap<string, string>;
}

function utf8String(pool: Buffer, at: number): string {
  // two lengths, characters then bytes, of one or two bytes each
  const skip = (offset: number): number => offset + ((pool.readUInt8(offset) & 0x80) === 0 ? 1 : 2);
  const bytesAt = skip(at);
  const first = pool.readUInt8(bytesAt);
  const length = (first & 0x80) === 0 ? first : ((first & 0x7f) << 8) | pool.readUInt8(bytesAt + 1);
  const start = skip(bytesAt);
  return pool.toString('utf8', start, start + length);
}

function utf16String(pool: Buffer, at: number): string {
  const first = pool.readUInt16LE(at);
  const long = (first & 0x8000) !== 0;
  const length = long ? ((first & 0x7fff) << 16) | pool.readUInt16LE(at + 2) : first;
  const start = at + (long ? 4 : 2);
  return pool.toString('utf16le', start, start + length * 2);
}

function stringReader(pool: Buffer): (index: number) => string {
  const count = pool.readUInt32LE(8);
  const utf8 = (pool.readUInt32LE(16) & utf8Flag) !== 0;
  const stringsAt = pool.readUInt32LE(20);
  return (index) => {
    if (index === noString || index >= count) return '';
    const at = stringsAt + pool.readUInt32LE(28 + index * 4);
    return utf8 ? utf8String(pool, at) : utf16String(pool, at);
  };
}

function startElement(chunk: Buffer, depth: number, text: (index: number) => string): BinaryElement {
  const attributes = new Map<string, string>();
  const firstAt = 16 + chunk.readUInt16LE(24);
  const size = chunk.readUInt16LE(26);
  const count = chunk.readUInt16LE(28);
  for (let index = 0; index < count; index++) {
    const at = firstAt + index * size;
    const kind = chunk.readUInt8(at + 15);
    const data = chunk.readUInt32LE(at + 16);
    const name = text(chunk.readUInt32LE(at + 4));
    if (kind === typeString) attributes.set(name, text(data));
    else if (typeIntegers.includes(kind)) attributes.set(name, String(data));
  }
  return { name: text(chunk.readUInt32LE(20)), depth, attributes };
}

/** The start tags of a compiled XML document, in order. Ends early where the bytes stop making sense; never throws. */
export function* readBinaryXml(xml: Buffer): Generator<BinaryElement> {
  let text = (_index: number): string => '';
  let depth = 0;
  try {
    if (xml.readUInt16LE(0) !== chunkType.xml) return;
    for (let at = xml.readUInt16LE(2); at + 8 <= xml.length; ) {
      const size = xml.readUInt32LE(at + 4);
      if (size < 8) return;
      const chunk = xml.subarray(at, at + size);
      const type = chunk.readUInt16LE(0);
      if (type === chunkType.stringPool) text = stringReader(chunk);
      else if (type === chunkType.endElement) depth--;
      else if (type === chunkType.startElement) yield startElement(chunk, depth++, text);
      at += size;
    }
  } catch {
    // an offset that leads outside the buffer: what was read so far is all there is
  }
}
