import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ana, ben, type HandMade, handMade } from '../hand-made.ts';
import { cy, handMadeGroup } from '../hand-made-group.ts';
import { noPlaintextInTransit } from './no-plaintext-in-transit.ts';

const judge = (it: HandMade) => it.into(noPlaintextInTransit.open(it.context));

test('held: every blob was searched and none holds a body', () => {
  const it = handMade();
  const canary = it.canary();
  it.sent('ana', `hello ${canary}`, canary);
  it.wire('MESSAGE tel:+447700900002\r\n\r\nsealed');
  it.wire('MESSAGE tel:+447700900002\r\n\r\nsealed');
  assert.deepEqual(judge(it), { outcome: 'held', judged: 2 });
});

test('violated: a body in clear or packed, wherever the entry of its typing stands', () => {
  for (const pack of [(text: string) => Buffer.from(text), gzipSync]) {
    const it = handMade();
    const canary = it.canary();
    const leak = it.wire(pack(`hello ${canary}`));
    const sent = it.sent('ana', `hello ${canary}`, canary);
    const verdict = judge(it);
    assert.ok(verdict.outcome === 'violated');
    assert.deepEqual(verdict.violations[0]?.canary, canary);
    assert.deepEqual(verdict.violations[0]?.entries, [sent.seq, leak.seq]);
  }
});

test('a user who switched encryption off chose clear text, from then until peers have forgotten it', () => {
  for (const phone of ['ana', 'ben']) {
    for (const [typedAt, sentAt, outcome] of [
      [5, 6, 'violated'],
      [5, 11, 'held'],
      [15, 16, 'held'],
      [40, 41, 'held'],
      [400, 401, 'violated'],
    ] as const) {
      const it = handMade();
      const canary = it.canary();
      const steps: [number, () => unknown][] = [
        [10, () => it.add('ui.switched', { phone, setting: 'e2ee', on: false })],
        [30, () => it.add('ui.switched', { phone, setting: 'e2ee', on: true })],
        [typedAt, () => it.sent('ana', `hello ${canary}`, canary)],
        [sentAt, () => it.wire(`hello ${canary}`)],
      ];
      for (const [at, step] of steps.sort(([a], [b]) => a - b)) {
        it.at(at);
        step();
      }
      assert.equal(judge(it).outcome, outcome, `${phone}: typed at ${typedAt}, sent at ${sentAt}`);
    }
  }
});

test('a carrier without encryption has its subscribers write in clear, no other fault has', () => {
  for (const phone of ['ana', 'ben', undefined]) {
    const it = handMade();
    const [during, long] = [it.canary(), it.canary()];
    const parameters = phone === undefined ? {} : { phone };
    it.at(10);
    it.add('fault.injected', { fault_id: 'f1', fault: 'carrier.e2eeOff', parameters });
    it.sent('ana', `hello ${during}`, during);
    it.wire(`hello ${during}`);
    it.add('fault.healed', { fault_id: 'f1', fault: 'carrier.e2eeOff' });
    assert.equal(judge(it).outcome, 'held');
    it.at(400);
    it.sent('ana', `hello ${long}`, long);
    it.wire(`hello ${long}`);
    assert.equal(judge(it).outcome, 'violated', 'long after it was switched on again');
  }
  const other = handMade();
  const canary = other.canary();
  other.add('fault.injected', { fault_id: 'f1', fault: 'carrier.throttled', parameters: {} });
  other.sent('ana', `hello ${canary}`, canary);
  other.wire(`hello ${canary}`);
  assert.equal(judge(other).outcome, 'violated', 'another fault excuses nothing');
});

test('unknown: no bytes, no bodies, a blob that is missing, a canary that cannot be searched for', () => {
  const noBytes = handMade();
  const canary = noBytes.canary();
  noBytes.sent('ana', `hello ${canary}`, canary);
  assert.deepEqual(judge(noBytes), { outcome: 'unknown', judged: 0, reason: 'no bytes left a phone' });

  const noBodies = handMade();
  noBodies.wire('REGISTER');
  assert.deepEqual(judge(noBodies), { outcome: 'unknown', judged: 1, reason: 'no message was sent' });

  const missing = handMade({ blob: () => undefined });
  missing.sent('ana', `hello ${canary}`, canary);
  missing.wire('MESSAGE');
  const verdict = judge(missing);
  assert.ok(verdict.outcome === 'unknown' && /1 blob missing/.test(verdict.reason));

  const strange = handMade();
  strange.sent('ana', 'hello', 'hello');
  strange.wire('MESSAGE');
  assert.equal(judge(strange).outcome, 'unknown');
});

test('memory is bounded however long the run', () => {
  const it = handMade();
  const fold = noPlaintextInTransit.open(it.context);
  for (let i = 0; i < 10_000; i++) {
    const canary = it.canary();
    it.sent('ana', `hello ${canary}`, canary);
    it.wire(`sealed ${i}`);
    for (const entry of it.entries.splice(0)) fold.entry(entry);
  }
  assert.ok(fold.open() <= 8192, `${fold.open()} things were held on to`);
});

test('what is written after a fault ended encryption is in clear by choice, in the groups that it ended alone', () => {
  for (const [parameters, outcome] of [
    [{ phone: 'ana' }, 'held'],
    [{ phone: 'ben', peer: 'ana' }, 'held'],
    [{ phone: 'ana', peer: 'cy' }, 'violated'],
  ] as const) {
    const it = handMade();
    const [before, after] = [it.canary(), it.canary()];
    it.sent('ana', `hello ${before}`, before);
    it.add('fault.injected', { fault_id: 'f1', fault: 'mls.endMls', parameters });
    it.sent('ben', `hello ${after}`, after);
    it.wire(`hello ${after}`);
    assert.equal(judge(it).outcome, outcome, JSON.stringify(parameters));
  }
});

for (const [what, did, outcome] of [
  ['after somebody ended its encryption', 'encryption-ended', 'held'],
  ['though nobody ended its encryption', 'icon-changed', 'violated'],
] as const)
  test(`${outcome}: a group is written to in clear ${what}`, () => {
    const it = handMadeGroup();
    const canary = it.canary();
    it.add('ui.grouped', { phone: 'ben', did, peer: 'Trip', whom: [] });
    it.writes('ana', canary, 'm1');
    it.wire(`hello ${canary}`);
    assert.equal(judge(it).outcome, outcome);
  });

for (const off of [true, false])
  test(`a group made while one of its members ${off ? 'cannot' : 'can'} encrypt, and written to in clear`, () => {
    const it = handMadeGroup();
    const canary = it.canary();
    if (off) it.at(1).add('ui.switched', { phone: 'cy', setting: 'e2ee', on: false });
    it.at(2).add('ui.grouped', { phone: 'ana', did: 'created', peer: 'Trip', whom: [ben, cy] });
    if (off) it.at(3).add('ui.switched', { phone: 'cy', setting: 'e2ee', on: true });
    it.at(1000);
    it.writes('ana', canary, 'm1');
    it.wire(`hello ${canary}`);
    assert.equal(judge(it).outcome, off ? 'held' : 'violated');
  });

for (const [when, outcome] of [
  ['before', 'held'],
  ['while', 'held'],
  ['after', 'violated'],
  ['long before', 'violated'],
] as const)
  test(`${outcome}: a member's keys are withheld ${when} a group is made, and the group is written to in clear`, () => {
    const it = handMadeGroup();
    const canary = it.canary();
    const claims = (msisdn: string) =>
      it.add('carrier.claimed', { carrier: 'north', msisdn, by: ana, last_resort: false, left: 9 });
    const withheld = () =>
      it.add('fault.injected', { fault_id: 'f1', fault: 'mls.memberWithoutKeyPackages', parameters: { phone: 'cy' } });
    if (when === 'before' || when === 'long before') withheld();
    if (when === 'long before') it.add('fault.healed', { fault_id: 'f1', fault: 'mls.memberWithoutKeyPackages' });
    it.add('ui.grouped', { phone: 'ana', did: 'created', peer: 'Trip', whom: [ben, cy] });
    claims(ben);
    if (when === 'while') withheld();
    if (when === 'after' || when === 'long before') claims(cy);
    if (when === 'after') withheld();
    it.writes('ana', canary, 'm1');
    it.wire(`hello ${canary}`);
    assert.equal(judge(it).outcome, outcome);
  });

test('violated: somebody whose keys are withheld is written to alone, in clear, or a group that they are not to be in', () => {
  for (const group of [true, false]) {
    const it = handMadeGroup();
    const canary = it.canary();
    const phone = group ? 'ana' : 'ben';
    it.add('fault.injected', { fault_id: 'f1', fault: 'mls.memberWithoutKeyPackages', parameters: { phone } });
    it.add('ui.grouped', { phone: 'ana', did: 'created', peer: 'Trip', whom: [ben, cy].slice(group ? 0 : 1) });
    if (group) it.writes('ana', canary, 'm1');
    else it.sent('ana', `hello ${canary}`, canary);
    it.wire(`hello ${canary}`);
    assert.equal(judge(it).outcome, 'violated', `${group}`);
  }
});

for (const [when, outcome] of [
  ['before', 'held'],
  ['after', 'violated'],
] as const)
  test(`${outcome}: a group is made ${when} a reinstalled member has KeyPackages again, and written to in clear`, () => {
    const it = handMadeGroup();
    const canary = it.canary();
    it.add('handset.reinstalled', { phone: 'cy', incarnation: 2 });
    it.add('mls.identity', { phone: 'cy', incarnation: 2, signature_key: 'cc', device: '35' });
    if (when === 'after')
      it.add('carrier.keypackages', { carrier: 'north', msisdn: cy, stored: 10, last_resort: true, device: '35' });
    it.add('ui.grouped', { phone: 'ana', did: 'created', peer: 'Trip', whom: [ben, cy] });
    it.writes('ana', canary, 'm1');
    it.wire(`hello ${canary}`);
    assert.equal(judge(it).outcome, outcome);
  });

for (const [what, brokenFrom, outcome] of [
  ['is cut off', 1, 'held'],
  ['is not', undefined, 'violated'],
  ['was cut off before', -10, 'violated'],
  ['is cut off when it had to be there already', 30, 'violated'],
] as const)
  test(`${outcome}: a group is written to in clear, whose creator ${what} from a member's keys`, () => {
    const it = handMadeGroup();
    const canary = it.canary();
    const cut = (from: number): void => {
      it.at(20 + from).add('fault.injected', { fault_id: 'f1', fault: 'carrier.partition', parameters: {} });
      if (from < 0) it.at(21 + from).add('fault.healed', { fault_id: 'f1', fault: 'carrier.partition' });
    };
    if (brokenFrom !== undefined && brokenFrom < 0) cut(brokenFrom);
    it.at(20).add('ui.grouped', { phone: 'ana', did: 'created', peer: 'Trip', whom: [ben, cy] });
    if (brokenFrom !== undefined && brokenFrom > 0) cut(brokenFrom);
    it.at(60);
    it.writes('ana', canary, 'm1');
    it.wire(`hello ${canary}`);
    assert.equal(judge(it).outcome, outcome);
  });

for (const [device, outcome] of [
  ['ben-tablet', 'held'],
  ['cy', 'violated'],
] as const)
  test(`${outcome}: a message to Ben goes in clear while ${device} has encryption off`, () => {
    const it = handMade();
    const phone = (name: string, msisdn: string, pairedWith?: string) => ({
      name,
      os: 'ios' as const,
      msisdn,
      carrier: 'north',
      incarnation: 1,
      ...(pairedWith !== undefined && { paired_with: pairedWith }),
    });
    const [started] = it.entries;
    assert.ok(started?.kind === 'world.started');
    it.add('world.started', {
      ...started.data,
      phones: [...started.data.phones, phone('ben-tablet', ben, 'ben'), phone('cy', cy)],
    });
    const canary = it.canary();
    it.at(1).add('ui.switched', { phone: device, setting: 'e2ee', on: false });
    it.sent('ana', `hello ${canary}`, canary);
    it.wire(`hello ${canary}`);
    assert.equal(judge(it).outcome, outcome);
  });
