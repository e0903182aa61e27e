import { canaryLength, findCanaries } from '../../simulators/kernel/canary.ts';
import { inflateSegments } from './wire-inflate.ts';

/** How a token stood in the bytes. Steps are joined by `>`: `inflated>base64`. */
export type Encoding = 'raw' | 'utf-16' | 'hex' | 'percent' | 'base64' | 'inflated';

export interface Sighting {
  readonly canary: string;
  /** Outermost first. */
  readonly encodings: readonly Encoding[];
}

export interface Search {
  readonly sightings: readonly Sighting[];
  /** Why some of the bytes could not be searched; empty when all were. */
  readonly unsearched: readonly string[];
}

/** What is packed in what is packed is opened this many times: percent-encoded base64 of gzip of base64. */
const maxDepth = 4;

const utf16Shape = /G\0R(?:\0[0-9A-HJKMNP-TV-Z]){10}/g;
const hexShape = /4752(?:3[0-9]|4[1-9A-Fa-f]|5[0-9Aa]){10}/g;
/** Where `GR` can stand in base64, by its three alignments: the sextets that its sixteen bits determine. */
const base64Shape = /R1[I-L]|[EUk0]dS|[BFJNRVZdhlptx159]HU[g-v]/;
/** Percent encodings of what a token in any form consists of: not of the colons and quotes that every URN has. */
const hidingPercent = /%(?:2[BbDdFf]|3[0-9Dd]|[014-9A-Fa-f][0-9A-Fa-f])/;
const notBase64 = /[^A-Za-z0-9+/_-]+/;
/** Characters of base64 that a token takes, at least. */
const base64Length = (canaryLength * 4) / 3;

/**
 * Searches bytes for canary tokens: as they are, as UTF-16 of either order, hex, percent encoding and base64 of every
 * alignment (both alphabets, broken into lines or not), and inside gzip, zlib and raw deflate segments; each within each.
 */
export function searchBytes(bytes: Uint8Array): Search {
  const sightings = new Map<string, Sighting>();
  const unsearched: string[] = [];

  function search(segment: Buffer, path: readonly Encoding[]): void {
    const text = segment.toString('latin1');
    const see = (found: string, encoding: Encoding): void => {
      for (const canary of findCanaries(found)) {
        const encodings = encoding === 'raw' && path.length > 0 ? path : [...path, encoding];
        const key = `${canary} ${encodings.join('>')}`;
        if (!sightings.has(key)) sightings.set(key, { canary, encodings });
      }
    };
    see(text, 'raw');
    if (text.includes('G\0R'))
      for (const [match] of text.matchAll(utf16Shape)) see(match.replaceAll('\0', ''), 'utf-16');
    if (path.length >= maxDepth) return;

    if (text.includes('4752')) {
      for (const [match] of text.matchAll(hexShape)) see(Buffer.from(match, 'hex').toString('latin1'), 'hex');
    }
    const inner = (opened: Buffer, encoding: Encoding): void => search(opened, [...path, encoding]);
    if (text.includes('%') && hidingPercent.test(text)) inner(Buffer.from(percentDecoded(text), 'latin1'), 'percent');
    searchBase64(text, see, inner);
    for (const opened of inflateSegments(segment, unsearched)) inner(opened, 'inflated');
  }

  search(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), []);
  return { sightings: [...sightings.values()], unsearched };
}

function searchBase64(
  text: string,
  see: (found: string, encoding: Encoding) => void,
  inner: (opened: Buffer, encoding: Encoding) => void,
): void {
  // Mail-style base64 is broken into lines anywhere, also inside a token.
  const unbroken = text.replaceAll(/[\r\n]+[ \t]?/g, '');
  for (const line of new Set([text, unbroken])) {
    for (const run of line.split(notBase64)) {
      if (run.length < base64Length) continue;
      if (base64Shape.test(run)) {
        // A run may begin with letters that belong to what stands before it: every offset is a possible start.
        for (let offset = 0; offset < 4; offset++) see(decoded(run.slice(offset)).toString('latin1'), 'base64');
      }
      const opened = decoded(run);
      if (isPacked(opened)) inner(opened, 'base64');
    }
  }
}

const decoded = (base64: string): Buffer => Buffer.from(base64, 'base64');

/** Whether decoded base64 is worth a search of its own: compressed, or text that may hide another encoding. */
function isPacked(bytes: Buffer): boolean {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return true;
  if (bytes[0] === 0x78 && (0x7800 + (bytes[1] ?? 0)) % 31 === 0) return true;
  return isText(bytes.subarray(0, 16)) || bytes.includes('G\0R', 0, 'latin1');
}

function isText(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte > 0x7e || (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  return true;
}

const percentDecoded = (text: string): string =>
  text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
