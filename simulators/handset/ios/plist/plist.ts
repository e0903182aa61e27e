import { build, type PlistValue as XmlValue } from 'plist';
import { xmlText } from '../xml-text.ts';
import { readBinaryPlist } from './binary-reader.ts';
import { isDictionary, type PlistDictionary, PlistError, type PlistValue } from './value.ts';
import { readXmlPlist } from './xml-reader.ts';

/**
 * Reads a property list, binary or XML, whichever it is.
 *
 * @throws PlistError
 */
export function readPlist(bytes: Uint8Array): PlistValue {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(8, bytes.byteLength)).toString('latin1');
  if (head === 'bplist00') return readBinaryPlist(bytes);
  if (!/^(\xef\xbb\xbf)?\s*</.test(head)) throw new PlistError('neither a binary nor an XML property list');
  return readXmlPlist(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
}

/** An XML property list, the form in which every service here answers. Characters that XML cannot carry are left out. */
export function writeXmlPlist(value: PlistDictionary): Buffer {
  return Buffer.from(build(carried(value)));
}

function carried(value: PlistValue): XmlValue {
  if (typeof value === 'string') return xmlText(value);
  if (Array.isArray(value)) return value.map(carried);
  if (!isDictionary(value)) return value as XmlValue;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [xmlText(key), carried(member)]));
}
