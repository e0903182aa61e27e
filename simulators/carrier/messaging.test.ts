import assert from 'node:assert/strict';
import test from 'node:test';
import { serialiseCpim } from '../protocol/cpim.ts';
import { headerValue } from '../protocol/headers.ts';
import { pagerLimitBytes, parseSip, serialiseSip } from '../protocol/sip.ts';
import { reasonOf } from '../protocol/sip-response.ts';
import { sentLength } from '../protocol/sip-transactions.ts';
import type { FakePhone } from './fake-phone.test-support.ts';
import { numbers, type SmallWorld, smallWorld } from './small-world.test-support.ts';

/** A text of such a length that the MESSAGE that carries it has exactly `bytes` bytes. */
function textOfTotal(phone: FakePhone, to: string, bytes: number): string {
  const length = (text: string): number =>
    sentLength(
      phone.name,
      phone.messageRequest(serialiseCpim(phone.cpimTo(to, 'text/plain;charset=UTF-8', Buffer.from(text))), to),
    );
  let text = 'x'.repeat(bytes - length('x'.repeat(400)) + 400); // two Content-Lengths of three digits each
  while (length(text) > bytes) text = text.slice(1);
  while (length(text) < bytes) text += 'x';
  return text;
}

const acceptedModes = (world: SmallWorld): string[] => world.entries('carrier.accepted').map(({ mode }) => mode);

test('1,299 bytes travel in pager mode, 1,300 in a session, and both arrive whole', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy);
  const small = textOfTotal(world.ana, numbers.cy, pagerLimitBytes - 1);
  const large = textOfTotal(world.ana, numbers.cy, pagerLimitBytes);
  const sizes: number[] = [];
  world.network.observe(({ from, summary, bytes }) => {
    if (from === 'ana' && summary.startsWith('MESSAGE')) sizes.push(bytes.length);
  });
  assert.deepEqual(await world.settle(world.ana.text(numbers.cy, small)).then(({ status, mode }) => [status, mode]), [
    202,
    'pager',
  ]);
  assert.deepEqual(await world.settle(world.ana.text(numbers.cy, large)).then(({ status, mode }) => [status, mode]), [
    200,
    'session',
  ]);
  await world.clock.runFor(1000);
  assert.deepEqual(sizes, [pagerLimitBytes - 1]);
  assert.deepEqual(acceptedModes(world), ['pager', 'session']);
  assert.deepEqual(world.cy.texts(), [small, large]);
});

test('a pager MESSAGE of 1,300 bytes is refused 413, and accepted over MSRP with the same id', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy);
  const cpim = world.ana.cpimTo(
    numbers.cy,
    'text/plain;charset=UTF-8',
    Buffer.from(textOfTotal(world.ana, numbers.cy, pagerLimitBytes)),
  );
  const refused = await world.settle(world.ana.sendCpim(numbers.cy, cpim, 'pager'));
  assert.deepEqual([refused.status, refused.reason], [413, 'use-session']);
  assert.equal((await world.settle(world.ana.sendCpim(numbers.cy, cpim, 'session'))).status, 200);
  await world.clock.runFor(1000);
  assert.equal(world.cy.received.length, 1);
});

test('the carrier chooses the mode to the recipient by what it sends itself', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  await world.settle(world.ana.text(numbers.ben, 'short', 'session'));
  await world.settle(world.ana.text(numbers.ben, 'l'.repeat(20_000)));
  await world.clock.runFor(1000);
  assert.deepEqual(
    world.ben.received.map(({ mode }) => mode),
    ['pager', 'session'],
  );
  assert.deepEqual(
    world.entries('carrier.delivered').map(({ mode }) => mode),
    ['pager', 'session'],
  );
  assert.equal(world.ben.received[0]?.asserted, `<tel:${numbers.ana}>`);
});

test('an offline recipient gets what was kept, in order, once it registers', async () => {
  const world = smallWorld();
  await world.online(world.ana);
  await world.settle(world.ben.provision());
  const bodies = ['one', 'two', `three ${'x'.repeat(3000)}`, 'four'];
  for (const body of bodies) assert.ok(Number((await world.settle(world.ana.text(numbers.ben, body))).status) < 300);
  await world.clock.runFor(3_600_000);
  assert.equal(world.ben.received.length, 0);
  assert.equal(world.south.waiting(numbers.ben), 4);
  assert.equal(world.entries('carrier.stored').length, 4);
  await world.settle(world.ben.register());
  await world.clock.runFor(5000);
  assert.deepEqual(world.ben.texts(), bodies);
  assert.equal(world.south.waiting(), 0);
  const ids = (kind: 'carrier.accepted' | 'carrier.delivered') =>
    world.entries(kind).map(({ message_id }) => message_id);
  assert.deepEqual(ids('carrier.delivered'), ids('carrier.accepted'));
});

test('a phone that vanished without a word gets its messages when it is back, also without registering again', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  world.network.isolate('ben', true);
  await world.settle(world.ana.text(numbers.ben, 'one'));
  await world.settle(world.ana.text(numbers.ben, 'two'));
  await world.clock.runFor(300_000);
  world.network.isolate('ben', false);
  await world.clock.runFor(45_000);
  assert.deepEqual(world.ben.texts(), ['one', 'two']);
  assert.equal(world.entries('carrier.stored').length, 2);
});

test('carriers that are cut off from each other lose nothing and keep the order', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  world.network.change('north', 'south', { partitioned: true });
  for (const body of ['one', 'two', 'three']) {
    assert.equal((await world.settle(world.ana.text(numbers.ben, body))).status, 202);
  }
  await world.clock.runFor(120_000);
  assert.equal(world.ben.received.length, 0);
  world.network.change('north', 'south', { partitioned: false });
  await world.clock.runFor(15_000);
  assert.deepEqual(world.ben.texts(), ['one', 'two', 'three']);
});

test('a message that is sent again with its id is accepted again and delivered once, in either mode', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const cpim = world.ana.cpimTo(numbers.ben, 'text/plain;charset=UTF-8', Buffer.from('once'));
  for (const mode of ['pager', 'pager', 'session'] as const) {
    assert.ok(Number((await world.settle(world.ana.sendCpim(numbers.ben, cpim, mode))).status) < 300);
    await world.clock.runFor(1000);
  }
  assert.deepEqual(world.ben.texts(), ['once']);
  assert.equal(world.entries('carrier.accepted').length, 1);
  assert.equal(world.events.length, 1);
});

test('two at once with one id are one message', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const cpim = world.ana.cpimTo(numbers.ben, 'text/plain;charset=UTF-8', Buffer.from('once'));
  const sent = await world.settle(
    Promise.all([world.ana.sendCpim(numbers.ben, cpim), world.ana.sendCpim(numbers.ben, cpim)]),
  );
  await world.clock.runFor(1000);
  assert.deepEqual(
    sent.map(({ status }) => status),
    [202, 202],
  );
  assert.deepEqual(world.ben.texts(), ['once']);
});

test('nobody, and a subscriber who never had RCS, are 404 in both modes', async () => {
  const world = smallWorld();
  await world.online(world.ana);
  for (const to of ['+447700999999', numbers.cy]) {
    for (const mode of ['pager', 'session'] as const) {
      const sent = await world.settle(world.ana.text(to, 'hello', mode));
      assert.deepEqual([sent.status, sent.reason], [404, 'unknown-subscriber']);
    }
  }
});

test('a message for a number that the other carrier does not serve comes back as a failure', async () => {
  const world = smallWorld();
  await world.online(world.ana); // ben was never provisioned, but only south can know
  const sent = await world.settle(world.ana.text(numbers.ben, 'hello'));
  assert.equal(sent.status, 202);
  await world.clock.runFor(1000);
  assert.match(world.ana.texts()[0] ?? '', new RegExp(`<message-id>${sent.id}</message-id>.*<failed/>`));
  assert.deepEqual(
    world.events.map(({ status }) => status),
    ['sent', 'failed'],
  );
});

test('what a phone refuses for good comes back as a failure; what it refuses for now is tried again', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  world.ben.answers.push(486, 503, 200, 415);
  await world.settle(world.ana.text(numbers.ben, 'tried again'));
  await world.clock.runFor(30_000);
  assert.deepEqual(world.ben.texts(), ['tried again']);
  await world.settle(world.ana.text(numbers.ben, 'refused'));
  await world.clock.runFor(30_000);
  assert.deepEqual(world.ben.texts(), ['tried again']);
  assert.match(world.ana.texts()[0] ?? '', /<failed\/>/);
  assert.equal(world.south.waiting(), 0);
});

test('what is kept for longer than a carrier keeps anything comes back as a failure', async () => {
  const world = smallWorld({ carrier: { timers: { storeMs: 3_600_000 } } });
  await world.online(world.ana);
  await world.settle(world.ben.provision());
  await world.settle(world.ana.text(numbers.ben, 'toolate'));
  await world.clock.runFor(1_800_000);
  await world.settle(world.ana.text(numbers.ben, 'in time'));
  await world.clock.runFor(1_900_000);
  await world.online(world.ana);
  await world.settle(world.ben.register());
  await world.clock.runFor(1000);
  assert.deepEqual(world.ben.texts(), ['in time']);
  assert.match(world.ana.texts()[0] ?? '', /<failed\/>/);
});

for (const [what, change, status, reason] of [
  ['no message id', { messageId: undefined }, 400, 'no-message-id'],
  ['a message id of no known form', { messageId: 'a b' }, 400, 'no-message-id'],
] as const) {
  test(`a message with ${what} is refused ${status}`, async () => {
    const world = smallWorld();
    await world.online(world.ana, world.ben);
    const { messageId: _drop, ...cpim } = world.ana.cpimTo(numbers.ben, 'text/plain', Buffer.from('x'));
    const changed = change.messageId === undefined ? cpim : { ...cpim, messageId: change.messageId };
    const sent = await world.settle(world.ana.sendCpim(numbers.ben, changed));
    assert.deepEqual([sent.status, sent.reason], [status, reason]);
  });
}

test('a MESSAGE without UUIDs, without CPIM, of a method unheard of: 400, 415, 405', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const good = world.ana.messageRequest(
    serialiseCpim(world.ana.cpimTo(numbers.ben, 'text/plain', Buffer.from('x'))),
    numbers.ben,
  );
  const change = (name: string, value: string) => ({
    ...good,
    headers: good.headers.map((header) => (header.name === name ? { name, value } : header)),
  });
  for (const [request, status, reason] of [
    [change('Conversation-ID', 'chat-7'), 400, 'bad-conversation-id'],
    [change('Contribution-ID', ''), 400, 'bad-contribution-id'],
    [change('Content-Type', 'text/plain'), 415, 'not-cpim'],
    [{ ...good, body: Buffer.from('not cpim') }, 400, 'malformed'],
    [{ ...world.ana.request('PUBLISH', numbers.ben) }, 405, 'method'],
    [{ ...good, uri: 'sip:nobody@north.test' }, 404, 'unknown-subscriber'],
  ] as const) {
    const response = await world.settle(world.ana.exchange(request));
    assert.deepEqual([response?.status, response && reasonOf(response)?.text], [status, reason]);
  }
  assert.equal(world.entries('carrier.accepted').length, 0);
});

test('a phone knows a repeated delivery by its Call-ID', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const seen: { callId: string; cseq: string; branch: string }[] = [];
  world.network.observe(({ from, to, summary, bytes }) => {
    if (from !== 'south' || to !== 'ben' || !summary.startsWith('MESSAGE')) return;
    const { headers } = parseSip(bytes);
    const value = (name: string): string => headerValue(headers, name) ?? '';
    seen.push({ callId: value('Call-ID'), cseq: value('CSeq'), branch: value('Via') });
  });
  world.ben.answers.push(480, 480, 200);
  await world.settle(world.ana.text(numbers.ben, 'hello'));
  await world.clock.runFor(60_000);
  assert.equal(seen.length, 3);
  assert.equal(new Set(seen.map(({ callId }) => callId)).size, 1);
  assert.equal(new Set(seen.map(({ branch }) => branch)).size, 3);
  assert.deepEqual(
    seen.map(({ cseq }) => cseq),
    ['1 MESSAGE', '2 MESSAGE', '3 MESSAGE'],
  );
});

test('a carrier speaks for its own subscribers only', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  const from = (asserted: string, id: string): Uint8Array => {
    const cpim = { ...world.ben.cpimTo(numbers.cy, 'text/plain', Buffer.from(id)), from: `tel:${asserted}` };
    const request = world.ben.messageRequest(serialiseCpim(cpim), numbers.cy);
    const via = { name: 'Via', value: `SIP/2.0/UDP south;branch=z9hG4bK${id}` };
    const identity = { name: 'P-Asserted-Identity', value: `<tel:${asserted}>` };
    return serialiseSip({ ...request, headers: [via, ...request.headers, identity] });
  };
  world.network.send('south', 'north', 'forged', from(numbers.ana, 'forged'));
  world.network.send('south', 'north', 'true', from(numbers.ben, 'true'));
  await world.clock.runFor(1000);
  assert.deepEqual(world.cy.texts(), ['true']);
  assert.deepEqual(
    world.entries('carrier.refused').map(({ status, reason }) => [status, reason]),
    [[403, 'wrong-identity']],
  );
});
