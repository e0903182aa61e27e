import type { Element } from '@xmldom/xmldom';
import { groupDataNamespace } from './assumptions.ts';
import { isUuid } from './message-id.ts';
import { ProtocolError } from './protocol-error.ts';
import { isMsisdn, msisdnOf, telUri } from './uri.ts';
import { childElements, elementText, parseXml } from './xml.ts';

export const groupDataContentType = 'application/vnd.oma.cpm-groupdata+xml';

/** Bytes of group data, members, and bytes of an opaque subject or icon: more is refused. */
export const groupDataLimits = { bytes: 128 * 1024, members: 256, opaqueBytes: 64 * 1024 } as const;

const changeKinds = ['created', 'added', 'removed', 'left', 'subject', 'icon'] as const;

/** What happened to a group. MSISDNs. */
export interface GroupChange {
  readonly kind: (typeof changeKinds)[number];
  /** Who did it; absent when the carrier did. */
  readonly by?: string;
  /** Whom it happened to: the added, the removed, who left. */
  readonly members: readonly string[];
}

/** The group as its conference focus has it, told to every participant whenever something changed. */
export interface GroupData {
  readonly groupId: string;
  /** Goes up by one with every change: an older one says nothing new. */
  readonly version: number;
  readonly change: GroupChange;
  /** Who takes part now, the receiver included if it does. MSISDNs. */
  readonly members: readonly string[];
  /** Opaque to the carrier: encrypted by the members, or plain in a group without encryption. */
  readonly subject?: Uint8Array;
  readonly icon?: Uint8Array;
}

/** What a participant asks of the focus; MSISDNs. A subject or icon without a value takes it away. */
export type GroupRequest =
  | { readonly kind: 'add' | 'remove'; readonly members: readonly string[] }
  | { readonly kind: 'leave' }
  | { readonly kind: 'subject' | 'icon'; readonly value?: Uint8Array };

function fail(reason: string): never {
  throw new ProtocolError('group-data', reason);
}

const head = `<?xml version="1.0" encoding="UTF-8"?><groupdata xmlns="${groupDataNamespace}"`;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function writeMembers(msisdns: readonly string[]): string {
  checkMembers(msisdns);
  return msisdns.map((msisdn) => `<member uri="${telUri(msisdn)}"/>`).join('');
}

function checkMembers(msisdns: readonly string[]): void {
  if (msisdns.length > groupDataLimits.members) fail(`${msisdns.length} members, more than ${groupDataLimits.members}`);
  if (new Set(msisdns).size < msisdns.length) fail('a member is there twice');
  for (const msisdn of msisdns) if (!isMsisdn(msisdn)) fail(`"${msisdn.slice(0, 40)}" is not E.164`);
}

/** @throws ProtocolError for what could not be read again */
export function serialiseGroupData({ groupId, version, change, members, subject, icon }: GroupData): Uint8Array {
  if (!isUuid(groupId)) fail(`group id "${groupId.slice(0, 60)}"`);
  if (!Number.isSafeInteger(version) || version < 0) fail(`version ${version}`);
  const by = change.by === undefined ? '' : ` by="${telUri(change.by)}"`;
  return Buffer.from(
    `${head} id="${groupId}" version="${version}">` +
      `<change kind="${change.kind}"${by}>${writeMembers(change.members)}</change>` +
      `<members>${writeMembers(members)}</members>` +
      `${subject ? `<subject>${base64(subject)}</subject>` : ''}${icon ? `<icon>${base64(icon)}</icon>` : ''}</groupdata>`,
  );
}

/** @throws ProtocolError */
export function parseGroupData(bytes: Uint8Array): GroupData {
  const root = rootOf(bytes);
  const groupId = root.getAttribute('id') ?? '';
  const version = root.getAttribute('version') ?? '';
  if (!isUuid(groupId)) fail('no group id');
  if (!/^[0-9]{1,15}$/.test(version)) fail('no version');
  const change = one(root, 'change');
  const kind = changeKinds.find((known) => known === change.getAttribute('kind')) ?? fail('a change of unknown kind');
  const by = change.getAttribute('by');
  const subject = childElements(root, 'subject')[0];
  const icon = childElements(root, 'icon')[0];
  return {
    groupId,
    version: Number(version),
    change: {
      kind,
      ...(by ? { by: msisdnOf(by) ?? fail('a change by nobody') } : {}),
      members: readMembers(change),
    },
    members: readMembers(one(root, 'members')),
    ...(subject ? { subject: opaque(subject) } : {}),
    ...(icon ? { icon: opaque(icon) } : {}),
  };
}

export function serialiseGroupRequest(request: GroupRequest): Uint8Array {
  let inside: string;
  if (request.kind === 'leave') inside = '<leave/>';
  else if ('members' in request) {
    if (request.members.length === 0) fail(`nobody to ${request.kind}`);
    inside = `<${request.kind}>${writeMembers(request.members)}</${request.kind}>`;
  } else inside = `<${request.kind}>${request.value ? base64(request.value) : ''}</${request.kind}>`;
  return Buffer.from(`${head}>${inside}</groupdata>`);
}

/** @throws ProtocolError unless there is exactly one request, of a known kind */
export function parseGroupRequest(bytes: Uint8Array): GroupRequest {
  const [request, ...more] = childElements(rootOf(bytes));
  if (!request || more.length > 0) fail('not exactly one request');
  const kind = request.localName;
  if (kind === 'leave') return { kind };
  if (kind === 'add' || kind === 'remove') {
    const members = readMembers(request);
    return members.length === 0 ? fail(`nobody to ${kind}`) : { kind, members };
  }
  if (kind !== 'subject' && kind !== 'icon') fail(`a request <${String(kind).slice(0, 40)}>`);
  const value = opaque(request);
  return value.length === 0 ? { kind } : { kind, value };
}

function rootOf(bytes: Uint8Array): Element {
  const root = parseXml('group-data', bytes, groupDataLimits.bytes);
  return root.localName === 'groupdata' ? root : fail('the root is not <groupdata>');
}

const one = (parent: Element, name: string): Element => childElements(parent, name)[0] ?? fail(`no <${name}>`);

function readMembers(parent: Element): readonly string[] {
  const msisdns = childElements(parent, 'member').map(
    (member) => msisdnOf(member.getAttribute('uri') ?? '') ?? fail('a member that is no number'),
  );
  checkMembers(msisdns);
  return msisdns;
}

function opaque(element: Element): Uint8Array {
  const text = elementText(element);
  if (text.length > groupDataLimits.opaqueBytes * 2 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
    fail(`<${element.localName}> is not base64, or too long`);
  return Uint8Array.from(Buffer.from(text, 'base64'));
}
