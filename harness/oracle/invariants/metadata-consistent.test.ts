import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, handMade, pseudonym } from '../hand-made.ts';
import { groupId, handMadeGroup } from '../hand-made-group.ts';
import { metadataConsistent } from './metadata-consistent.ts';

const hash = `hmac-sha256:content-1:${'d'.repeat(64)}`;
const judge = (it: ReturnType<typeof handMade>) => it.into(metadataConsistent.open(it.context));

/** Ana types, both copies are archived. */
function archived() {
  const it = handMade();
  const canary = it.canary();
  const body = `hello ${canary}`;
  it.sent('ana', body, canary);
  it.add('handset.queued', { phone: 'ana', message_id: 'm1', peer: ben, canary });
  it.at(2);
  const out = it.record('ana', body, { content_hash: hash });
  const into = it.record('ben', body, { content_hash: hash, direction: 'in' });
  return { it, body, out, into };
}

test('held: rows and records of one message agree', () => {
  const { it } = archived();
  it.row('w1', { content_hash: hash });
  it.row('w2', { status: 'delivered', content_hash: hash, delivered_timestamp: it.time(1) });
  assert.deepEqual(judge(it), { outcome: 'held', judged: 4 });
});

for (const [name, change] of Object.entries({
  'another hash than the record': { content_hash: hash.replaceAll('d', 'e') },
  'another sender in a later row': { sender_hash: pseudonym('f') },
  'sender and recipient exchanged': { sender_hash: pseudonym('b'), recipient_hash: pseudonym('a') },
  'another conversation': { conversation_hash: pseudonym('f') },
  'a different time of sending': { sent_timestamp: '2026-11-22T08:00:00.001Z' },
})) {
  test(`violated: ${name}`, () => {
    const { it } = archived();
    it.row('w1', { content_hash: hash });
    const row = it.row('w2', { status: 'delivered', content_hash: hash, delivered_timestamp: it.time(1), ...change });
    const verdict = judge(it);
    assert.equal(verdict.outcome, 'violated');
    assert.ok(verdict.violations.some(({ entries, message_id }) => entries.includes(row.seq) && message_id === 'm1'));
  });
}

test('violated: sent before it was typed, and a time after the webhook came', () => {
  const early = archived().it;
  early.row('w1', { sent_timestamp: early.time(-1) });
  assert.equal(judge(early).outcome, 'violated');
  const late = archived().it;
  late.row('w1', { sent_timestamp: late.time(60) });
  assert.equal(judge(late).outcome, 'violated');
});

test('violated: a record with other parties than those who typed and received it', () => {
  const { it, body } = archived();
  it.row('w1');
  it.record('ana', body, { content_hash: hash, peer: '+447700900009' });
  assert.equal(judge(it).outcome, 'violated');
});

test('unknown: rows without records, records without rows', () => {
  const rows = handMade();
  rows.row('w1');
  assert.equal(judge(rows).outcome, 'unknown');
  assert.equal(judge(archived().it).outcome, 'unknown');
  assert.notEqual(ana, ben);
});

/** Ana writes to a group of three; every copy is archived, and there is a row for each of the two others. */
function inGroup(change: Readonly<Record<string, unknown>> = {}) {
  const it = handMadeGroup();
  const canary = it.canary();
  it.writes('ana', canary, 'm1');
  it.at(2);
  it.record('ana', `hello ${canary}`, { content_hash: hash, peer: groupId });
  it.record('ben', `hello ${canary}`, { content_hash: hash, direction: 'in' });
  it.row('w1', { content_hash: hash });
  const other = { recipient_hash: pseudonym('e'), sent_timestamp: it.time(0.002) };
  it.row('w2', { content_hash: hash, ...other, ...change });
  return { it, canary };
}

test('held: a message to a group has a row for each of its recipients, each with times of its own', () => {
  assert.equal(judge(inGroup().it).outcome, 'held');
});

for (const [what, change] of [
  ['sender_hash', { sender_hash: pseudonym('f') }],
  ['conversation_hash', { conversation_hash: pseudonym('f') }],
] as const)
  test(`violated: two rows of a message to a group differ in ${what}`, () => {
    const verdict = judge(inGroup(change).it);
    assert.ok(verdict.outcome === 'violated');
    assert.ok(verdict.violations.some((violation) => violation.what === `two rows differ in ${what}`));
  });

test('violated: somebody who is not in the group has a record of what was written to it', () => {
  const { it, canary } = inGroup();
  const record = it.record('ben', `hello ${canary}`, { custodian: '+447700900009', direction: 'in' });
  const verdict = judge(it);
  assert.ok(verdict.outcome === 'violated');
  assert.ok(verdict.violations.every(({ entries }) => entries.includes(record.seq)));
});

test('held: what a phone sends to a group by itself, which nobody typed, has a row for each of its recipients', () => {
  const { it } = inGroup();
  const sent = { carrier: 'north', message_id: 'm2', from: ana, mode: 'session', content_type: 'message/mls' } as const;
  for (const to of [ben, '+447700900003'])
    it.add('carrier.accepted', { ...sent, to, bytes: 9, era: 1, epoch_authenticator: null, group_id: groupId });
  it.row('w3', { message_id: 'm2' });
  it.row('w4', { message_id: 'm2', recipient_hash: pseudonym('e'), sent_timestamp: it.time(0.003) });
  assert.equal(judge(it).outcome, 'held');
});

for (const added of [true, false])
  test(`a record of somebody ${added ? 'who was added before the carrier took it' : 'whom the carrier never added'}`, () => {
    const { it, canary } = inGroup();
    const stranger = '+447700900009';
    const members = [ana, ben, ...(added ? [stranger] : [])];
    const group = { carrier: 'north', group_id: groupId, by: ben, affected: [stranger], members };
    it.add('carrier.group', { ...group, change: added ? 'added' : 'removed' });
    it.add('carrier.accepted', {
      carrier: 'north',
      message_id: 'm1',
      from: ana,
      to: stranger,
      mode: 'pager',
      content_type: 'message/mls',
      bytes: 100,
      era: 1,
      epoch_authenticator: null,
      group_id: groupId,
    });
    it.record('ben', `hello ${canary}`, { content_hash: hash, custodian: stranger, direction: 'in' });
    assert.equal(judge(it).outcome, added ? 'held' : 'violated');
  });

test('held: rows from before and after an erasure, of which only the first tell the hash', () => {
  const it = handMade();
  it.record('ana', 'hello', { content_hash: hash });
  it.row('w1', { content_hash: hash });
  it.row('w2', { status: 'delivered', content_hash: null, delivered_timestamp: it.time(1) });
  assert.equal(judge(it).outcome, 'held');
});
