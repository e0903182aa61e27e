import { DOMParser, type Element, onErrorStopParsing } from '@xmldom/xmldom';
import { ProtocolError, type ProtocolName } from './protocol-error.ts';

/**
 * Reads a small XML document from the wire. A DOCTYPE or an entity declaration is refused before parsing, so nothing
 * can expand; so are documents over `limitBytes`, and processing instructions other than the XML declaration.
 * @throws ProtocolError of `protocol`
 */
export function parseXml(protocol: ProtocolName, bytes: Uint8Array, limitBytes: number): Element {
  const fail = (reason: string): never => {
    throw new ProtocolError(protocol, reason);
  };
  if (bytes.length > limitBytes) fail(`${bytes.length} bytes, more than ${limitBytes}`);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (/<!(?!--)/.test(text)) fail('holds a declaration (DOCTYPE, ENTITY or CDATA)');
  if (/<\?(?!xml[\s?])/.test(text)) fail('holds a processing instruction');
  if (depth(text) > 32) fail('nested deeper than 32 elements');
  try {
    const root = new DOMParser({ onError: onErrorStopParsing }).parseFromString(
      text.trim(),
      'text/xml',
    ).documentElement;
    return root ?? fail('has no root element');
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    throw new ProtocolError(protocol, `not well-formed XML: ${String(error).split('\n')[0]?.slice(0, 120)}`);
  }
}

/** How deep the tags go, found without a parser and in linear time. */
function depth(text: string): number {
  let now = 0;
  let most = 0;
  for (const [tag] of text.matchAll(/<[^<>]*>/g)) {
    if (tag.startsWith('</')) now--;
    else if (!tag.endsWith('/>') && !tag.startsWith('<?') && !tag.startsWith('<!')) most = Math.max(most, ++now);
  }
  return most;
}

/** The element children of `parent`, of one local name if given. */
export function childElements(parent: Element, localName?: string): Element[] {
  const found: Element[] = [];
  for (let node = parent.firstChild; node; node = node.nextSibling) {
    if (node.nodeType !== 1) continue;
    const element = node as Element; // nodeType 1 is ELEMENT_NODE
    if (localName === undefined || element.localName === localName) found.push(element);
  }
  return found;
}

/** The text inside an element, trimmed; '' when the element is missing. */
export const elementText = (element: Element | undefined): string => (element?.textContent ?? '').trim();

/**
 * Escapes text for an element or a double-quoted attribute.
 * @throws ProtocolError for characters that XML cannot hold
 */
export function escapeXml(protocol: ProtocolName, text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new ProtocolError(protocol, 'a value holds a character that XML cannot');
  return text.replace(/[&<>"\r\n\t]/g, (char) => `&#${char.charCodeAt(0)};`);
}
