import { ProtocolError } from './protocol-error.ts';
import { isMsisdn, msisdnOf, telUri } from './uri.ts';
import { childElements, parseXml } from './xml.ts';

export const resourceListsContentType = 'application/resource-lists+xml';
const namespace = 'urn:ietf:params:xml:ns:resource-lists';

/** Bytes of a list, and entries in it: more is refused. */
export const resourceListsLimits = { bytes: 64 * 1024, entries: 255 } as const;

function fail(reason: string): never {
  throw new ProtocolError('resource-lists', reason);
}

/** Writes the participants that an INVITE to the conference factory asks for (RFC 4826, RFC 5366): MSISDNs. */
export function serialiseResourceLists(msisdns: readonly string[]): Uint8Array {
  checkEntries(msisdns);
  const entries = msisdns.map((msisdn) => {
    if (!isMsisdn(msisdn)) fail(`"${msisdn.slice(0, 40)}" is not E.164`);
    return `<entry uri="${telUri(msisdn)}"/>`;
  });
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><resource-lists xmlns="${namespace}"><list>${entries.join('')}</list></resource-lists>`,
  );
}

/**
 * Reads the MSISDNs of a list. Lists inside lists are not followed: RCS sends one flat list.
 * @throws ProtocolError when an entry names no number or one twice
 */
export function parseResourceLists(bytes: Uint8Array): readonly string[] {
  const root = parseXml('resource-lists', bytes, resourceListsLimits.bytes);
  if (root.localName !== 'resource-lists') fail('the root is not <resource-lists>');
  const msisdns = childElements(root, 'list')
    .flatMap((list) => childElements(list, 'entry'))
    .map((entry) => msisdnOf(entry.getAttribute('uri') ?? '') ?? fail('an entry names no number'));
  checkEntries(msisdns);
  return msisdns;
}

function checkEntries(msisdns: readonly string[]): void {
  const { entries } = resourceListsLimits;
  if (msisdns.length === 0 || msisdns.length > entries) fail(`${msisdns.length} entries, not 1 to ${entries}`);
  if (new Set(msisdns).size < msisdns.length) fail('an entry is there twice');
}
