import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handMade } from '../hand-made.ts';
import { metadataOrdered } from './metadata-ordered.ts';

const judge = (it: ReturnType<typeof handMade>) => it.into(metadataOrdered.open(it.context));

test('held: sent, delivered, read, in any order of arrival; the same moment is in order', () => {
  const it = handMade();
  const [delivered_timestamp, read_timestamp] = [it.time(1), it.time(1)];
  it.row('w3', { status: 'read', delivered_timestamp, read_timestamp });
  it.row('w1');
  it.row('w2', { status: 'delivered', delivered_timestamp });
  it.row('w4', { message_id: 'm2', status: 'failed' });
  assert.deepEqual(judge(it), { outcome: 'held', judged: 4 });
});

test('violated: delivered before it was sent, within one row', () => {
  const it = handMade();
  const row = it.row('w2', { status: 'delivered', sent_timestamp: it.time(5), delivered_timestamp: it.time(1) });
  const verdict = judge(it);
  assert.equal(verdict.outcome, 'violated');
  assert.deepEqual(verdict.violations[0]?.entries, [row.seq]);
});

test('violated: read before another row says that it was delivered', () => {
  const it = handMade();
  const delivered = it.row('w2', { status: 'delivered', delivered_timestamp: it.time(9) });
  const read = it.row('w3', { status: 'read', read_timestamp: it.time(2) });
  const verdict = judge(it);
  assert.equal(verdict.outcome, 'violated');
  assert.deepEqual(verdict.violations[0]?.entries, [delivered.seq, read.seq]);
});

test('violated: a status without its time', () => {
  const it = handMade();
  it.row('w2', { status: 'delivered' });
  assert.equal(judge(it).outcome, 'violated');
});

test('unknown: no row, or none that keeps to the contract', () => {
  const it = handMade();
  it.row('w1', { sent_timestamp: 'yesterday' });
  assert.equal(judge(it).outcome, 'unknown');
});
