import assert from 'node:assert/strict';
import test from 'node:test';
import { conferenceFactory, groupUri, parseConferenceUri } from './conference-uri.ts';
import { parseEpochIdentifier, serialiseEpochIdentifier } from './epoch-identifier.ts';
import {
  type GroupData,
  type GroupRequest,
  parseGroupData,
  parseGroupRequest,
  serialiseGroupData,
  serialiseGroupRequest,
} from './group-data.ts';
import { parseServerBundle, serialiseServerBundle, serverBundleLimits } from './mls-control.ts';
import { ProtocolError } from './protocol-error.ts';
import { parseResourceLists, resourceListsLimits, serialiseResourceLists } from './resource-lists.ts';

const groupId = 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6';
const [ana, ben, cy] = ['+447700900001', '+447700900002', '+447700900003'];

test('a group and the factory are addressed at a carrier; numbers and other hosts are not', () => {
  assert.deepEqual(parseConferenceUri(groupUri(groupId, 'north')), { user: groupId, carrier: 'north' });
  assert.equal(parseConferenceUri(conferenceFactory('north'))?.user, 'conference-factory');
  for (const other of ['tel:+447700900001', 'sip:a@north.test', 'sip:a@conf.north.test.example', 'sip:@conf.n.test'])
    assert.equal(parseConferenceUri(other), undefined, other);
});

test('the list of an invitation reads as it was written', () => {
  assert.deepEqual(parseResourceLists(serialiseResourceLists([ben, cy])), [ben, cy]);
});

const list = (entries: string): Uint8Array =>
  Buffer.from(`<resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists"><list>${entries}</list></resource-lists>`);
for (const [what, bytes] of [
  ['nobody', list('')],
  ['somebody twice', list(`<entry uri="tel:${ben}"/><entry uri="sip:${ben}@south.test"/>`)],
  ['a name', list('<entry uri="sip:ben@south.test"/>')],
  ['another document', Buffer.from('<list/>')],
  [
    'too many',
    list(
      Array.from({ length: resourceListsLimits.entries + 1 }, (_, n) => `<entry uri="tel:+44770090${1000 + n}"/>`).join(
        '',
      ),
    ),
  ],
] as const) {
  test(`a list with ${what} is refused`, () => {
    assert.throws(() => parseResourceLists(bytes), ProtocolError);
  });
}

test('group data reads as it was written', () => {
  const all: GroupData[] = [
    { groupId, version: 1, change: { kind: 'created', by: ana, members: [ben, cy] }, members: [ana, ben, cy] },
    { groupId, version: 2, change: { kind: 'removed', members: [cy] }, members: [ana, ben] },
    {
      groupId,
      version: 3,
      change: { kind: 'subject', by: ana, members: [] },
      members: [ana],
      subject: Uint8Array.of(1, 2, 3),
      icon: Uint8Array.of(4),
    },
  ];
  for (const data of all) assert.deepEqual(parseGroupData(serialiseGroupData(data)), data);
});

test('requests read as they were written; two at once, none, and unknown ones are refused', () => {
  const all: GroupRequest[] = [
    { kind: 'add', members: [cy] },
    { kind: 'remove', members: [ben, cy] },
    { kind: 'leave' },
    { kind: 'subject', value: Uint8Array.of(7, 8) },
    { kind: 'icon' },
  ];
  for (const request of all) assert.deepEqual(parseGroupRequest(serialiseGroupRequest(request)), request);
  for (const inside of [
    '',
    '<leave/><leave/>',
    '<dissolve/>',
    '<add/>',
    `<add><member uri="${ben}"/></add>`,
    '<icon>*</icon>',
  ])
    assert.throws(() => parseGroupRequest(Buffer.from(`<groupdata>${inside}</groupdata>`)), ProtocolError, inside);
});

test('an epoch identifier is 12 bytes and the group id behind its length', () => {
  const bytes = serialiseEpochIdentifier({ era: 2, epoch: 5n, groupId: Buffer.from('ab') });
  assert.equal(Buffer.from(bytes).toString('hex'), '000000020000000000000005026162');
  const read = parseEpochIdentifier(bytes);
  assert.deepEqual([read.era, read.epoch, Buffer.from(read.groupId).toString()], [2, 5n, 'ab']);
  for (const cut of [bytes.subarray(1), bytes.subarray(0, -1), Buffer.concat([bytes, bytes.subarray(0, 1)])])
    assert.throws(() => parseEpochIdentifier(cut), ProtocolError);
});

test('a server bundle holds up to 64 messages', () => {
  const messages = Array.from({ length: serverBundleLimits.messages }, (_, index) => Buffer.alloc(100, index));
  assert.deepEqual(
    parseServerBundle(serialiseServerBundle(messages)).map((one) => Buffer.from(one)),
    messages,
  );
  assert.throws(() => serialiseServerBundle([...messages, Buffer.alloc(1)]), ProtocolError);
});
