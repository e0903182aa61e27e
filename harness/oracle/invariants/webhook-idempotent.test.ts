import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handMade } from '../hand-made.ts';
import { webhookIdempotent } from './webhook-idempotent.ts';

const judge = (it: ReturnType<typeof handMade>) => it.into(webhookIdempotent.open(it.context));
const received = (it: ReturnType<typeof handMade>, webhook_id: string, duplicate: boolean) =>
  it.add('webhook.received', { webhook_id, message_id: 'm1', status: 'sent', duplicate });

test('held: taken twice, one row', () => {
  const it = handMade();
  received(it, 'w1', false);
  received(it, 'w1', true);
  it.row('w1');
  it.row('w2', { status: 'failed' });
  assert.deepEqual(judge(it), { outcome: 'held', judged: 1 });
});

test('violated: two rows, under one webhook-id or under two', () => {
  for (const second of ['w1', 'w1-again']) {
    const it = handMade();
    received(it, 'w1', false);
    received(it, 'w1', false);
    const rows = [it.row('w1'), it.row(second)].map(({ seq }) => seq);
    const verdict = judge(it);
    assert.equal(verdict.outcome, 'violated');
    assert.deepEqual(verdict.violations[0]?.entries.slice(1), rows);
  }
});

test('unknown: nothing was taken twice', () => {
  const it = handMade();
  received(it, 'w1', false);
  it.row('w1');
  assert.equal(judge(it).outcome, 'unknown');
});
