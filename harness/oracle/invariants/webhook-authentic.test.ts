import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handMade } from '../hand-made.ts';
import { webhookAuthentic } from './webhook-authentic.ts';

const judge = (it: ReturnType<typeof handMade>) => it.into(webhookAuthentic.open(it.context));

test('held: rows say what was scheduled, a tampered delivery is refused or never arrives', () => {
  const it = handMade();
  it.scheduled('w1');
  it.add('webhook.tampered', { webhook_id: 'w1', what: 'body', http_status: 401 });
  it.add('webhook.tampered', { webhook_id: 'w1', what: 'body', http_status: null });
  it.row('w1');
  assert.deepEqual(judge(it), { outcome: 'held', judged: 2 });
});

test('held: a subject may give rows names of its own; what breaks the contract is judged elsewhere', () => {
  const it = handMade();
  it.scheduled('w1');
  it.row('row-1');
  it.row('w1', { sender: 'ana' });
  assert.deepEqual(judge(it), { outcome: 'held', judged: 1 });
});

test('violated: a row that nobody scheduled', () => {
  const it = handMade();
  it.scheduled('w1');
  const row = it.row('w2', { message_id: 'm2' });
  const verdict = judge(it);
  assert.equal(verdict.outcome, 'violated');
  assert.deepEqual(verdict.violations[0]?.entries, [row.seq]);
});

test('violated: a row that says something else than was signed', () => {
  const it = handMade();
  const scheduled = it.scheduled('w1');
  const row = it.row('w1', { status: 'failed' });
  const verdict = judge(it);
  assert.equal(verdict.outcome, 'violated');
  assert.deepEqual(verdict.violations[0]?.entries, [scheduled.seq, row.seq]);
});

test('violated: a tampered delivery is acknowledged', () => {
  const it = handMade();
  it.scheduled('w1');
  it.add('webhook.tampered', { webhook_id: 'w1', what: 'timestamp', http_status: 204 });
  it.row('w1');
  assert.equal(judge(it).outcome, 'violated');
});

test('unknown: no row was seen', () => {
  const it = handMade();
  it.scheduled('w1');
  assert.equal(judge(it).outcome, 'unknown');
});

const hash = `hmac-sha256:content-1:${'d'.repeat(64)}`;
const erasedAs = (it: ReturnType<typeof handMade>, record_id: string) =>
  it.add('subject.erasure', {
    ...{ erasure_id: 'e1', custodian: '+447700900001', asked_at: it.time(1) },
    outcomes: [{ record_id, outcome: 'erased', rule: null, tombstone_valid: true }],
  });

test('held: a row without the hash that was signed, of a message whose text is erased, whenever that is known', () => {
  const it = handMade();
  it.scheduled('w1', { content_hash: hash });
  it.record('ana', 'hello', { record_id: 'r1' });
  it.row('w1', { content_hash: null });
  erasedAs(it, 'r1');
  assert.deepEqual(judge(it), { outcome: 'held', judged: 1 });
});

test('violated: a row without the hash that was signed, of a message of which nothing is erased', () => {
  const it = handMade();
  it.scheduled('w1', { content_hash: hash });
  it.record('ana', 'hello', { record_id: 'r1', message_id: 'm2' });
  it.row('w1', { content_hash: null });
  erasedAs(it, 'r1');
  assert.equal(judge(it).outcome, 'violated');
});

test('unknown: such a row, where a record is erased that nobody has seen', () => {
  const it = handMade();
  it.scheduled('w1', { content_hash: hash });
  it.row('w1', { content_hash: null });
  erasedAs(it, 'r9');
  assert.equal(judge(it).outcome, 'unknown');
});
