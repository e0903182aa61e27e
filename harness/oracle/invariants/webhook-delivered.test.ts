import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handMade, pseudonym } from '../hand-made.ts';
import { webhookDelivered } from './webhook-delivered.ts';

const excuses = () => [{ invariant: 'webhook-delivered', afterHealingMs: 30_000 }];
const judge = (it: ReturnType<typeof handMade>) => it.into(webhookDelivered.open(it.context));

type It = ReturnType<typeof handMade>;
const attempt = (it: It, http_status: number | null, next_ms: number | null) =>
  it.add('webhook.attempt', { webhook_id: 'w1', attempt: 1, http_status, error: null, next_ms });
const broken = (it: It) => it.add('fault.injected', { fault_id: 'f1', fault: 'webhook.unavailable', parameters: {} });
const healed = (it: It) => it.add('fault.healed', { fault_id: 'f1', fault: 'webhook.unavailable' });
function ends(it: It): void {
  it.settled();
  it.ended();
}

test('held: acknowledged in time, and there', () => {
  const it = handMade();
  it.scheduled('w1');
  attempt(it, 500, 1000);
  attempt(it.at(1), 204, null);
  it.row('w1');
  ends(it);
  assert.deepEqual(judge(it), { outcome: 'held', judged: 1 });
});

test('held: the first attempt that is due after the healing is in time; without the fault it is late', () => {
  for (const excused of [true, false]) {
    const it = handMade(excused ? { excuses } : {});
    it.scheduled('w1');
    broken(it);
    attempt(it.at(1), 503, 300_000);
    healed(it.at(20));
    attempt(it.at(301), 204, null);
    it.row('w1');
    ends(it);
    assert.equal(judge(it).outcome, excused ? 'held' : 'violated');
  }
});

test('violated: later than 30 s after that attempt', () => {
  const it = handMade({ excuses });
  it.scheduled('w1');
  broken(it);
  attempt(it.at(1), 503, 5000);
  healed(it.at(3));
  attempt(it.at(50), 204, null);
  it.row('w1');
  ends(it);
  assert.equal(judge(it).outcome, 'violated');
});

test('violated: never acknowledged, given up, or acknowledged without a row', () => {
  const silent = handMade();
  silent.scheduled('w1');
  silent.at(31);
  ends(silent);
  const verdict = judge(silent);
  assert.equal(verdict.outcome, 'violated');
  assert.equal(verdict.violations[0]?.message_id, 'm1');

  const given = handMade();
  given.scheduled('w1');
  attempt(given, 410, null);
  given.add('webhook.abandoned', { webhook_id: 'w1', attempts: 1, reason: 'gone' });
  ends(given);
  assert.equal(judge(given).outcome, 'violated');

  const rowless = handMade();
  rowless.scheduled('w1');
  attempt(rowless, 204, null);
  ends(rowless);
  assert.equal(judge(rowless).outcome, 'violated');
});

test('violated: a carrier reported what the platform never told', () => {
  const it = handMade();
  it.add('handset.queued', { phone: 'ana', message_id: 'm1', peer: '+447700900002', canary: null });
  it.scheduled('w1');
  attempt(it, 204, null);
  it.row('w1');
  const [from, to] = ['+447700900002', '+447700900001'];
  it.add('carrier.imdn', { carrier: 'north', message_id: 'm1', from, to, status: 'displayed' });
  it.at(31);
  ends(it);
  assert.equal(judge(it).outcome, 'violated');
});

test('a failure is told unless the message was delivered before it', () => {
  for (const delivered of [true, false]) {
    const it = handMade();
    it.add('handset.queued', { phone: 'ana', message_id: 'm1', peer: '+447700900002', canary: null });
    it.scheduled('w1', delivered ? { status: 'delivered', delivered_timestamp: it.time(0) } : {});
    attempt(it, 204, null);
    it.row('w1', delivered ? { status: 'delivered', delivered_timestamp: it.time(0) } : {});
    const [from, to] = ['+447700900002', '+447700900001'];
    it.add('carrier.imdn', { carrier: 'north', message_id: 'm1', from, to, status: 'failed' });
    ends(it.at(31));
    assert.equal(judge(it).outcome, delivered ? 'held' : 'violated');
  }
});

test('held with a note: the whole schedule passed while the fault lasted', () => {
  const it = handMade({ excuses });
  it.scheduled('w1');
  broken(it);
  attempt(it.at(1), 503, null);
  it.add('webhook.abandoned', { webhook_id: 'w1', attempts: 1, reason: 'the retry schedule is used up' });
  healed(it.at(60));
  ends(it);
  const verdict = judge(it);
  assert.equal(verdict.outcome, 'held');
  assert.match(verdict.note ?? '', /given up while a fault lasted/);
});

test('given up because of a fault, with attempts left: held when it was asked for again and came, violated otherwise', () => {
  for (const [asked, comesAt, outcome] of [
    [true, 62, 'held'],
    [true, 95, 'violated'],
    [true, undefined, 'violated'],
    [false, undefined, 'violated'],
  ] as const) {
    const it = handMade({ excuses });
    it.scheduled('w1');
    broken(it);
    attempt(it.at(1), 410, null);
    it.add('webhook.abandoned', { webhook_id: 'w1', attempts: 0, reason: 'gone' });
    healed(it.at(60));
    if (asked) it.add('webhook.replayed', { webhook_id: 'w1', attempts: 0 });
    if (comesAt !== undefined) {
      attempt(it.at(comesAt), 204, null);
      it.row('w1');
    }
    ends(it.at(120));
    assert.equal(judge(it).outcome, outcome, `${asked} ${comesAt}`);
  }
});

test('unknown: nothing scheduled, not yet due, or the subject could not be asked', () => {
  assert.equal(judge(handMade()).outcome, 'unknown');
  const early = handMade();
  early.scheduled('w1');
  ends(early.at(10));
  assert.equal(judge(early).outcome, 'unknown');
  const unasked = handMade();
  unasked.scheduled('w1');
  attempt(unasked, 204, null);
  unasked.settled();
  unasked.add('subject.error', { operation: 'events', reason: 'no answer' });
  unasked.ended();
  assert.equal(judge(unasked).outcome, 'unknown');
  const askedAgain = handMade();
  askedAgain.scheduled('w1');
  attempt(askedAgain, 204, null);
  askedAgain.add('subject.error', { operation: 'events', reason: 'no answer' });
  ends(askedAgain);
  assert.equal(judge(askedAgain).outcome, 'violated');
});

for (const complete of [true, false])
  test(`a message to a group has ${complete ? 'a webhook for each recipient' : 'one for one of two'}`, () => {
    const it = handMade();
    it.add('handset.queued', { phone: 'ana', message_id: 'm1', peer: 'g1', canary: null, group_id: 'g1' });
    const taken = { carrier: 'north', message_id: 'm1', from: '+447700900001', mode: 'pager' as const };
    const bytes = { content_type: 'message/mls', bytes: 1, era: 1, epoch_authenticator: null, group_id: 'g1' };
    for (const to of ['+447700900002', '+447700900003']) it.add('carrier.accepted', { ...taken, ...bytes, to });
    for (const [webhook_id, digit] of complete
      ? ([
          ['w1', 'b'],
          ['w2', 'e'],
        ] as const)
      : ([['w1', 'b']] as const)) {
      const recipient_hash = pseudonym(digit);
      const event = { message_id: 'm1', recipient_hash, status: 'sent' };
      it.add('webhook.scheduled', { webhook_id, message_id: 'm1', status: 'sent', recipient_hash, event });
      it.add('webhook.attempt', { webhook_id, attempt: 1, http_status: 204, error: null, next_ms: null });
      it.row(webhook_id, { recipient_hash });
    }
    ends(it.at(31));
    assert.equal(judge(it).outcome, complete ? 'held' : 'violated');
  });
