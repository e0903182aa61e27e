import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, handMade } from '../hand-made.ts';
import { cy, groupId, handMadeGroup, incoming, outgoing } from '../hand-made-group.ts';
import { receiptTruthful } from './receipt-truthful.ts';

type It = ReturnType<typeof handMade>;
const judge = (it: It) => it.into(receiptTruthful.open(it.context));

function typed() {
  const it = handMade();
  const canary = it.canary();
  const body = `hello ${canary}`;
  it.sent('ana', body, canary);
  it.add('handset.queued', { phone: 'ana', message_id: 'm1', peer: ben, canary });
  return {
    it,
    canary,
    received: () => it.add('handset.received', { phone: 'ben', message_id: 'm1', peer: ana, encrypted: true, canary }),
    seen: () => it.shown('ben', { direction: 'in', body, status: null }),
    claims: (status: 'delivered' | 'displayed') => it.shown('ana', { direction: 'out', body, status }),
    status: (status: 'delivered' | 'displayed') => it.add('handset.status', { phone: 'ana', message_id: 'm1', status }),
  };
}

test('held: delivered once decrypted, displayed once seen', () => {
  const { it, received, claims, seen } = typed();
  received();
  claims('delivered');
  seen();
  claims('displayed');
  assert.deepEqual(judge(it), { outcome: 'held', judged: 2 });
});

test('held: displayed where the recipient had the conversation open when it came', () => {
  const { it, received, status } = typed();
  it.shown('ben');
  received();
  status('displayed');
  assert.equal(judge(it).outcome, 'held');
});

test('held: looked, and turned to another conversation before the sender heard of it', () => {
  const elsewhere = { phone: 'ben', peer: '+447700900009', body: 'x', canary: '' };
  for (const openFirst of [true, false]) {
    const { it, received, status } = typed();
    if (openFirst) it.shown('ben');
    received();
    if (!openFirst) it.sent('ben', 'wait', it.canary());
    it.add('ui.sent', elsewhere);
    status('displayed');
    assert.equal(judge(it).outcome, 'held');
  }
});

test('held: displayed while it was open, and told only after its user had gone to another conversation', () => {
  const { it, received, status } = typed();
  it.shown('ben');
  received();
  it.add('ui.shown', { phone: 'ben', peer: '+447700900003', encrypted: true, bubbles: [] });
  status('displayed');
  assert.equal(judge(it).outcome, 'held');
});

test('held: displayed when its user typed an answer', () => {
  const { it, received, status } = typed();
  received();
  it.sent('ben', 'yes', it.canary());
  status('displayed');
  assert.equal(judge(it).outcome, 'held');
});

test('violated: displayed while another conversation was open', () => {
  const { it, received, status } = typed();
  it.add('ui.shown', { phone: 'ben', peer: '+447700900003', encrypted: true, bubbles: [] });
  received();
  status('displayed');
  assert.equal(judge(it).outcome, 'violated');
});

test('violated: delivered before the recipient decrypted it, by screen or by status', () => {
  for (const how of ['claims', 'status'] as const) {
    const one = typed();
    const claim = one[how]('delivered');
    one.received();
    const verdict = judge(one.it);
    assert.equal(verdict.outcome, 'violated');
    assert.equal(verdict.violations[0]?.canary, one.canary);
    assert.ok(verdict.violations[0]?.entries.includes(claim.seq));
  }
});

test('violated: displayed before its user looked', () => {
  const { it, received, claims, seen } = typed();
  received();
  claims('displayed');
  seen();
  assert.equal(judge(it).outcome, 'violated');
});

test('violated: an undecryptable bubble is no delivery', () => {
  const { it, claims } = typed();
  it.shown('ben', { direction: 'in', body: '', status: 'undecryptable' });
  claims('delivered');
  assert.equal(judge(it).outcome, 'violated');
});

test('unknown: no receipt was shown', () => {
  const { it, received } = typed();
  received();
  assert.equal(judge(it).outcome, 'unknown');
});

/** Beside sockets and drivers the harness learns of a look after the phone told of it. */
function through(environment: 'simulated-phones' | 'real-android') {
  const one = typed();
  const [started] = one.it.entries;
  assert.ok(started?.kind === 'world.started');
  const it = handMade();
  it.entries.length = 0;
  it.add('world.started', { ...started.data, clock: 'wall', environment });
  const canary = it.canary();
  it.sent('ana', `hello ${canary}`, canary);
  return {
    it,
    claims: (status: 'delivered' | 'displayed') =>
      it.shown('ana', { direction: 'out', body: `hello ${canary}`, status }),
    received: () => it.add('handset.received', { phone: 'ben', message_id: 'm1', peer: ana, encrypted: true, canary }),
    seen: () => it.shown('ben', { direction: 'in', body: `hello ${canary}`, status: null }),
  };
}

test('through drivers a look may be told of up to 30 s after the receipt', () => {
  const outcome = (lookAt: number | undefined, endAt: number): string => {
    const { it, claims, received, seen } = through('simulated-phones');
    received();
    claims('displayed');
    if (lookAt !== undefined) {
      it.at(lookAt);
      seen();
    }
    it.at(endAt).ended();
    return judge(it).outcome;
  };
  assert.equal(outcome(20, 60), 'held');
  assert.equal(outcome(40, 60), 'violated');
  assert.equal(outcome(undefined, 60), 'violated');
  assert.equal(outcome(undefined, 10), 'unknown');
});

test('of real phones only screens tell: what was delivered must be readable whenever somebody looks', () => {
  const looked = through('real-android');
  looked.claims('delivered');
  looked.it.at(100);
  looked.seen();
  assert.equal(judge(looked.it).outcome, 'held');
  const unseen = through('real-android');
  unseen.claims('delivered');
  unseen.it.at(100).ended();
  assert.equal(judge(unseen.it).outcome, 'unknown');
});

test('held in a group: everybody decrypted it before it is called delivered, and had it on the screen', () => {
  const it = handMadeGroup();
  const canary = it.canary();
  it.writes('ana', canary, 'm1');
  it.looks('cy', 'Journey');
  it.has('cy', 'ana', canary, 'm1');
  it.has('ben', 'ana', canary, 'm1');
  it.looks('ana', 'Trip', outgoing(canary, 'delivered'));
  it.looks('ben', 'Trip', incoming(canary, 'Ana'));
  it.add('handset.status', { phone: 'ana', message_id: 'm1', status: 'displayed' });
  assert.deepEqual(judge(it), { outcome: 'held', judged: 4 });
});

test('violated in a group: called delivered, or displayed, before the last of them; who it was is named', () => {
  const it = handMadeGroup();
  const canary = it.canary();
  it.writes('ana', canary, 'm1');
  it.has('ben', 'ana', canary, 'm1');
  it.looks('ana', 'Trip', outgoing(canary, 'delivered'));
  it.has('cy', 'ana', canary, 'm1');
  it.looks('ben', 'Trip', incoming(canary, 'Ana'));
  it.looks('ana', 'Trip', outgoing(canary, 'displayed'));
  const verdict = judge(it);
  assert.ok(verdict.outcome === 'violated');
  assert.deepEqual(
    verdict.violations.map(({ what }) => what),
    [
      'ana shows it as delivered, and cy had not decrypted it',
      "ana shows it as displayed, and cy's user had not looked",
    ],
  );
});

test('held: what one device of somebody’s decrypted, they have', () => {
  const it = handMade();
  const canary = it.canary();
  const phones = [
    { name: 'ana', msisdn: ana },
    { name: 'ben', msisdn: ben },
    { name: 'ben-tablet', msisdn: ben, paired_with: 'ben' },
  ].map((phone) => ({ ...phone, os: 'ios' as const, carrier: 'north', incarnation: 1 }));
  const rest = { seed: 1, clock: 'virtual', environment: 'virtual', scenario: 'devices', carriers: [] } as const;
  it.add('world.started', { ...rest, carriers: [...rest.carriers], phones, webhook_retry_ms: [] });
  it.sent('ana', `hello ${canary}`, canary);
  it.add('handset.queued', { phone: 'ana', message_id: 'm1', peer: ben, canary });
  it.add('handset.received', { phone: 'ben-tablet', message_id: 'm1', peer: ana, encrypted: true, canary });
  it.add('handset.status', { phone: 'ana', message_id: 'm1', status: 'delivered' });
  assert.deepEqual(judge(it), { outcome: 'held', judged: 1 });
});

for (const all of [true, false])
  test(`${all ? 'held' : 'violated'}: another device of its sender calls it delivered ${all ? 'after' : 'before'} the last of a group`, () => {
    const it = handMadeGroup();
    const [started] = it.entries.filter(({ kind }) => kind === 'world.started').slice(-1);
    assert.ok(started?.kind === 'world.started');
    const [first] = started.data.phones;
    assert.ok(first);
    const phones = [...started.data.phones, { ...first, name: 'ana-tablet', paired_with: 'ana' }];
    it.add('world.started', { ...started.data, phones });
    const canary = it.canary();
    it.writes('ana', canary, 'm1');
    it.has('ben', 'ana', canary, 'm1');
    if (all) it.has('cy', 'ana', canary, 'm1');
    it.add('handset.status', { phone: 'ana-tablet', message_id: 'm1', status: 'delivered' });
    it.has('cy', 'ana', canary, 'm1');
    it.add('handset.status', { phone: 'ana', message_id: 'm1', status: 'delivered' });
    const verdict = judge(it);
    assert.equal(verdict.outcome, all ? 'held' : 'violated');
    if (verdict.outcome !== 'violated') return;
    assert.deepEqual(
      verdict.violations.map(({ what }) => what),
      ['ana-tablet shows it as delivered, and cy had not decrypted it'],
    );
  });

for (const looks of [true, false])
  test(`${looks ? 'held' : 'violated'}: the group that somebody was added to was ${looks ? '' : 'not '}on the screen`, () => {
    const it = handMadeGroup();
    const canary = it.canary();
    const changes = (change: 'created' | 'added', members: string[], affected: string[]) =>
      it.add('carrier.group', { carrier: 'north', group_id: groupId, change, by: ana, affected, members });
    const shows = (phone: string, members: string[]) =>
      it.add('ui.shown', { phone, peer: 'Trip', encrypted: true, bubbles: [], group: { title: 'Trip', members } });
    changes('created', [ana, ben], [ben]);
    shows('ana', [ben]);
    if (looks) shows('ben', [ana]);
    changes('added', [ana, ben, cy], [cy]);
    it.writes('cy', canary, 'm1');
    it.has('ana', 'cy', canary, 'm1');
    it.has('ben', 'cy', canary, 'm1');
    it.add('handset.status', { phone: 'cy', message_id: 'm1', status: 'displayed' });
    const verdict = judge(it);
    assert.equal(verdict.outcome, looks ? 'held' : 'violated');
    if (verdict.outcome === 'violated')
      assert.deepEqual(
        verdict.violations.map(({ what }) => what),
        ["cy shows it as displayed, and ben's user had not looked"],
      );
  });

test('held: somebody looked at the group of old after the message came, and their screen did not say who is new', () => {
  const it = handMadeGroup();
  const canary = it.canary();
  for (const members of [
    [ana, ben],
    [ana, ben, cy],
  ])
    it.add('carrier.group', {
      carrier: 'north',
      group_id: groupId,
      change: members.length === 2 ? 'created' : 'added',
      by: ana,
      affected: members.slice(-1),
      members,
    });
  it.writes('cy', canary, 'm1');
  for (const [phone, other] of [
    ['ana', ben],
    ['ben', ana],
  ] as const) {
    it.has(phone, 'cy', canary, 'm1');
    it.add('ui.shown', {
      phone,
      peer: 'Trip',
      encrypted: true,
      bubbles: [],
      group: { title: 'Trip', members: [other] },
    });
  }
  it.add('handset.status', { phone: 'cy', message_id: 'm1', status: 'displayed' });
  assert.equal(judge(it).outcome, 'held');
});
