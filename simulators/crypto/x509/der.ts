/**
 * DER (X.690) read as strictly as it is defined: one encoding for one value, so bytes that are read again are never
 * two spellings of the same. Lengths are definite and minimal, integers and object identifiers too, booleans are 00 or
 * FF, unused bits are zero, the elements of a SET stand in order, and strings have the letters of their kind.
 */
export interface DerElement {
  /** The identifier byte: class, constructed or not, and a tag number below 31. */
  readonly tag: number;
  /** The element from its identifier byte on, and what is in it. Views. */
  readonly whole: Uint8Array;
  readonly content: Uint8Array;
  /** Of a constructed element, in order. */
  readonly elements: readonly DerElement[];
}

/** Bytes that are no DER, or do not say what was asked for. Never leaves this folder. */
export class DerError extends Error {}

const fail = (problem: string): never => {
  throw new DerError(problem);
};

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

const constructed = 0x20;
const contextSpecific = 0x80;
/** Nothing that we read is deeper than a certificate's extensions or names. */
const deepest = 16;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const latin1 = (content: Uint8Array): string =>
  Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');

/** What the content of each primitive type must be like. A type that is not here is refused. */
const wellFormed: Readonly<Record<number, (content: Uint8Array) => boolean>> = {
  [tags.boolean]: ({ length, 0: value }) => length === 1 && (value === 0 || value === 0xff),
  [tags.integer]: ({ length, 0: first = 0, 1: second = 0 }) =>
    length === 1 || (length > 1 && !(first === 0 && second < 0x80) && !(first === 0xff && second >= 0x80)),
  [tags.bitString](content) {
    const [unused = 8] = content;
    const last = content.at(-1) ?? 0;
    return content.length === 1 ? unused === 0 : unused < 8 && (last & ((1 << unused) - 1)) === 0;
  },
  [tags.octetString]: () => true,
  5: ({ length }) => length === 0, // NULL
  [tags.objectIdentifier]: (content) =>
    ((content.at(-1) ?? 0x80) & 0x80) === 0 &&
    content.every((byte, at) => byte !== 0x80 || (at > 0 && ((content[at - 1] ?? 0) & 0x80) !== 0)),
  [tags.utf8String](content) {
    try {
      utf8.decode(content);
      return true;
    } catch {
      return false;
    }
  },
  18: (content) => /^[0-9 ]*$/.test(latin1(content)), // NumericString
  [tags.printableString]: (content) => /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(latin1(content)),
  20: () => true, // TeletexString
  22: (content) => content.every((byte) => byte < 0x80), // IA5String
  [tags.utcTime]: (content) => /^[0-9]{12}Z$/.test(latin1(content)),
  [tags.generalizedTime]: (content) => /^[0-9]{14}Z$/.test(latin1(content)),
  26: (content) => content.every((byte) => byte >= 0x20 && byte < 0x7f), // VisibleString
  28: ({ length }) => length % 4 === 0, // UniversalString
  30: ({ length }) => length % 2 === 0, // BMPString
};

/** Reads the element that starts at `start` and ends not after `end`. */
function elementAt(bytes: Uint8Array, start: number, end: number, depth: number): DerElement {
  if (depth > deepest) fail('nested too deeply');
  const { [start]: tag = 0, [start + 1]: first = 0 } = bytes;
  if (end - start < 2) fail('cut short');
  if ((tag & 0x1f) === 0x1f) fail('a tag number of more than one byte');
  let at = start + 2;
  let length = first;
  if (first >= 0x80) {
    const size = first & 0x7f;
    if (size === 0 || size > 3 || end - at < size) fail('a length that is indefinite, cut short or beyond reading');
    length = 0;
    for (const stop = at + size; at < stop; at++) length = length * 256 + (bytes[at] ?? 0);
    if (length < 0x80 || length < 2 ** (8 * (size - 1))) fail('a length longer than it need be');
  }
  if (length > end - at) fail('longer than what it is in');
  const stop = at + length;
  const [whole, content] = [bytes.subarray(start, stop), bytes.subarray(at, stop)];
  const universal = tag < 0x40;
  if ((tag & constructed) === 0) {
    if (universal && !wellFormed[tag]?.(content)) fail(`not the content of a type ${tag}`);
    return { tag, whole, content, elements: [] };
  }
  if (universal && tag !== tags.sequence && tag !== tags.set) fail(`a constructed type ${tag}`);
  const elements: DerElement[] = [];
  while (at < stop) {
    const element = elementAt(bytes, at, stop, depth + 1);
    elements.push(element);
    at += element.whole.length;
  }
  if (
    tag === tags.set &&
    !elements.every((each, n) => n === 0 || Buffer.compare(elements[n - 1]?.whole ?? each.whole, each.whole) <= 0)
  )
    fail('a set out of order');
  return { tag, whole, content, elements };
}

/**
 * The one element that these bytes are.
 * @throws DerError for anything but DER, or something after it
 */
export function readDer(bytes: Uint8Array): DerElement {
  const element = elementAt(bytes, 0, bytes.length, 0);
  return element.whole.length === bytes.length ? element : fail('something after the end');
}

/** @throws DerError unless it is there and has this tag */
export function expected(element: DerElement | undefined, tag: number): DerElement {
  return element?.tag === tag ? element : fail(`not a type ${tag}`);
}

/** The elements of a SEQUENCE or, with that tag, a SET. */
export function elementsOf(element: DerElement | undefined, tag: number = tags.sequence): readonly DerElement[] {
  return expected(element, tag).elements;
}

/** The tag of `[number] EXPLICIT`, or of an IMPLICIT constructed type. */
export const explicit = (number: number): number => contextSpecific | constructed | number;

/** The tag of `[number] IMPLICIT` on a primitive type. */
export const implicit = (number: number): number => contextSpecific | number;

/** Dotted. Arcs up to 2^48, which leaves out the UUIDs under 2.25. */
export function objectIdentifier(element: DerElement | undefined): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of expected(element, tags.objectIdentifier).content) {
    arc = arc * 128 + (byte & 0x7f);
    if (arc > 2 ** 48) fail('an arc beyond reading');
    if (byte >= 0x80) continue;
    if (arcs.length === 0) {
      const root = Math.min(2, Math.floor(arc / 40));
      arcs.push(root, arc - 40 * root);
    } else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}

export function boolean(element: DerElement | undefined): boolean {
  return expected(element, tags.boolean).content[0] === 0xff;
}

/** An INTEGER from 0 to 2^31-1. */
export function smallInteger(element: DerElement | undefined): number {
  const { content } = expected(element, tags.integer);
  if (content.length > 4 || (content[0] ?? 0) >= 0x80) fail('a number beyond reading');
  return content.reduce((value, byte) => value * 256 + byte, 0);
}

/** The bytes of a BIT STRING that has nothing but whole ones. */
export function bitStringBytes(element: DerElement | undefined): Uint8Array {
  const { content } = expected(element, tags.bitString);
  return content[0] === 0 ? content.subarray(1) : fail('a BIT STRING with a part of a byte');
}

/** Positions of the bits that are set in a BIT STRING of named bits, which ends with one (X.690 section 11.2.2). */
export function namedBits(element: DerElement | undefined): readonly number[] {
  const { content } = expected(element, tags.bitString);
  const [unused = 0, ...bytes] = content;
  const last = bytes.at(-1);
  if (last !== undefined && ((last >> unused) & 1) === 0) fail('named bits that do not end with one');
  return bytes.flatMap((byte, at) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => byte & (0x80 >> bit)).map((bit) => 8 * at + bit),
  );
}

/** UTCTime or GeneralizedTime as RFC 5280 section 4.1.2.5 has them: milliseconds since the Unix epoch. */
export function timeMs(element: DerElement | undefined): number {
  const short = element?.tag === tags.utcTime;
  const text = latin1(expected(element, short ? tags.utcTime : tags.generalizedTime).content);
  const digits = short ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const [, year, month, day, hour, minute, second] = /^(....)(..)(..)(..)(..)(..)Z$/.exec(digits) ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const ms = Date.parse(iso);
  // A day that is not in the calendar is none, whichever way a runtime reads it.
  return !Number.isNaN(ms) && new Date(ms).toISOString() === iso ? ms : fail('no date');
}

export function printable(element: DerElement | undefined): string {
  return latin1(expected(element, tags.printableString).content);
}
