import assert from 'node:assert/strict';
import test from 'node:test';
import { groupUri } from '../protocol/conference-uri.ts';
import { groupDataContentType, parseGroupData } from '../protocol/group-data.ts';
import { headerValue } from '../protocol/headers.ts';
import { reasonOf } from '../protocol/sip-response.ts';
import type { FakePhone, Received } from './fake-phone.test-support.ts';
import { numbers, type SmallWorld, smallWorld } from './small-world.test-support.ts';

const groupId = '6f1d2c3b-4a59-4687-9f0e-1d2c3b4a5968';
const uri = groupUri(groupId, 'north');

const isData = ({ cpim }: Received): boolean => cpim.contentType === groupDataContentType;
const news = (phone: FakePhone) =>
  phone.received.filter(isData).map(({ cpim }) => {
    const { version, change, members } = parseGroupData(cpim.body);
    return [version, change.kind, change.by, change.members, members];
  });
const said = (phone: FakePhone): string[] =>
  phone.received.filter((one) => !isData(one)).map(({ cpim }) => Buffer.from(cpim.body).toString());

/** Ana (north) made a group with ben (south) and cy (north). */
async function withGroup(): Promise<SmallWorld> {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  assert.equal((await world.settle(world.ana.convene(groupId, [numbers.ben, numbers.cy])))?.status, 200);
  await world.clock.runFor(1000);
  return world;
}

test('the factory makes a group, and everybody is told who takes part, on either carrier', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  const response = await world.settle(world.ana.convene(groupId, [numbers.ben, numbers.cy]));
  assert.equal(headerValue(response?.headers ?? [], 'Contact'), `<${uri}>;isfocus`);
  await world.clock.runFor(1000);
  const all = [numbers.ana, numbers.ben, numbers.cy];
  for (const phone of [world.ana, world.ben, world.cy]) {
    assert.deepEqual(news(phone), [[1, 'created', numbers.ana, [numbers.ben, numbers.cy], all]]);
    const [first] = phone.received;
    assert.deepEqual([first?.asserted, first?.cpim.from, first?.cpim.to], [`<${uri}>`, uri, uri]);
  }
  assert.deepEqual(world.entries('carrier.group'), [
    {
      carrier: 'north',
      group_id: groupId,
      change: 'created',
      by: numbers.ana,
      affected: [numbers.ben, numbers.cy],
      members: all,
    },
  ]);
  assert.equal((await world.settle(world.ana.convene(groupId, [numbers.ben, numbers.cy])))?.status, 200, 'asked again');
  assert.equal(world.entries('carrier.group').length, 1);
});

test('what cannot become a group is refused in words', async () => {
  const world = await withGroup();
  const reason = async (phone: FakePhone, id: string, others: string[]) => {
    const response = await world.settle(phone.convene(id, others));
    return response && [response.status, reasonOf(response)?.text];
  };
  const other = groupId.replace('6f', '7f');
  assert.deepEqual(await reason(world.cy, groupId, [numbers.ana]), [403, 'group-exists']);
  assert.deepEqual(await reason(world.ana, 'no-uuid', [numbers.ben]), [400, 'bad-conversation-id']);
  assert.deepEqual(await reason(world.ana, other, ['+447700999999']), [404, 'unknown-subscriber']);
  assert.deepEqual(await reason(world.ana, other, [numbers.ana]), [400, 'nobody-invited']);
  world.north.throttle(5);
  assert.deepEqual(await reason(world.ana, other, [numbers.ben]), [503, 'throttled']);
  world.north.throttle();
  const bad = world.ana.request(
    'INVITE',
    'sip:conference-factory@conf.north.test',
    [
      { name: 'Conversation-ID', value: other },
      { name: 'Content-Type', value: 'application/resource-lists+xml' },
    ],
    Buffer.from('<resource-lists>'),
  );
  assert.equal((await world.settle(world.ana.exchange(bad)))?.status, 400);
  assert.equal(world.north.group(other), undefined);
});

test('a message to the group reaches every other member unchanged, in either mode, from either carrier', async () => {
  const world = await withGroup();
  const long = `long ${'x'.repeat(4000)}`;
  for (const [phone, body] of [
    [world.ana, 'one'],
    [world.ben, 'two'],
    [world.cy, long],
  ] as const) {
    assert.ok(Number((await world.settle(phone.text(uri, body))).status) < 300);
    await world.clock.runFor(500);
  }
  await world.clock.runFor(1000);
  assert.deepEqual(
    [said(world.ana), said(world.ben), said(world.cy)],
    [
      ['two', long],
      ['one', long],
      ['one', 'two'],
    ],
  );
  const [, ofBen] = world.cy.received.filter((one) => !isData(one));
  assert.deepEqual([ofBen?.asserted, ofBen?.cpim.to], [`<tel:${numbers.ben}>`, uri]);
  assert.deepEqual(
    world.entries('carrier.accepted').map(({ carrier, from, to, group_id }) => [carrier, from, to, group_id]),
    [
      ['north', numbers.ana, numbers.ben, groupId],
      ['north', numbers.ana, numbers.cy, groupId],
      ['south', numbers.ben, numbers.ana, groupId],
      ['south', numbers.ben, numbers.cy, groupId],
      ['north', numbers.cy, numbers.ana, groupId],
      ['north', numbers.cy, numbers.ben, groupId],
    ],
  );
  assert.equal(world.north.waiting() + world.south.waiting(), 0);
});

test('receipts go to the sender alone, and the platform hears of each recipient once', async () => {
  const world = await withGroup();
  const { id } = await world.settle(world.ben.text(uri, 'hello'));
  await world.clock.runFor(1000);
  for (const phone of [world.ana, world.cy]) {
    for (const status of ['delivered', 'delivered', 'displayed'] as const)
      await world.settle(phone.receipt(numbers.ben, { messageId: id, dateTime: '', status }));
  }
  await world.clock.runFor(1000);
  assert.equal(said(world.ana).length, 1, 'the message, and no receipt');
  assert.deepEqual(
    world.events.map(({ carrier, to, status, conversation_id }) => [carrier, to, status, conversation_id === groupId]),
    [
      ['south', numbers.ana, 'sent', true],
      ['south', numbers.cy, 'sent', true],
      ['south', numbers.ana, 'delivered', true],
      ['south', numbers.ana, 'displayed', true],
      ['south', numbers.cy, 'delivered', true],
      ['south', numbers.cy, 'displayed', true],
    ],
  );
});

test('who is away gets the group, then its messages, in order, also across carriers that were cut off', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  world.ben.off();
  world.network.change('north', 'south', { partitioned: true });
  await world.settle(world.ana.convene(groupId, [numbers.ben, numbers.cy]));
  for (const body of ['one', 'two', 'three']) await world.settle(world.ana.text(uri, body));
  await world.clock.runFor(30_000);
  world.network.change('north', 'south', { partitioned: false });
  await world.clock.runFor(60_000);
  world.ben.on();
  await world.settle(world.ben.register());
  await world.clock.runFor(10_000);
  assert.equal(world.ben.received.findIndex(isData), 0);
  assert.deepEqual(said(world.ben), ['one', 'two', 'three']);
});

test('the roster changes by request: added, removed and left are told to all, and decide who gets what', async () => {
  const world = await withGroup();
  const dee = world.extra('dee', 'south', '+447700900004');
  await world.online(dee);
  assert.equal((await world.settle(world.ben.groupRequest(uri, { kind: 'add', members: [dee.msisdn] }))).status, 202);
  await world.clock.runFor(1000);
  await world.settle(world.ana.groupRequest(uri, { kind: 'remove', members: [numbers.ben] }));
  await world.clock.runFor(1000);
  await world.settle(world.cy.groupRequest(uri, { kind: 'leave' }));
  await world.clock.runFor(1000);
  assert.deepEqual(news(world.ben).at(-1), [
    3,
    'removed',
    numbers.ana,
    [numbers.ben],
    [numbers.ana, numbers.cy, dee.msisdn],
  ]);
  assert.deepEqual(
    news(dee).map(([version, kind]) => [version, kind]),
    [
      [2, 'added'],
      [3, 'removed'],
      [4, 'left'],
    ],
  );
  assert.deepEqual(news(world.cy).at(-1), [4, 'left', numbers.cy, [numbers.cy], [numbers.ana, dee.msisdn]]);
  await world.settle(world.ana.text(uri, 'the two of us'));
  await world.clock.runFor(1000);
  assert.deepEqual([said(world.ben), said(world.cy), said(dee)], [[], [], ['the two of us']]);
  for (const gone of [world.ben, world.cy]) {
    const refused = await world.settle(gone.text(uri, 'and I?'));
    assert.deepEqual([refused.status, refused.reason], [403, 'not-a-member']);
  }
  assert.deepEqual(world.south.group(groupId)?.members, world.north.group(groupId)?.members);
});

test('subject and icon are told as they came, and taken away', async () => {
  const world = await withGroup();
  await world.settle(world.ben.groupRequest(uri, { kind: 'subject', value: Uint8Array.of(1, 2) }));
  await world.settle(world.ana.groupRequest(uri, { kind: 'icon', value: new Uint8Array(9000) }));
  await world.clock.runFor(1000);
  await world.settle(world.ana.groupRequest(uri, { kind: 'subject' }));
  await world.clock.runFor(1000);
  const told = world.cy.received.filter(isData).map(({ cpim }) => parseGroupData(cpim.body));
  assert.deepEqual(
    told.map(({ change, subject, icon }) => [change.kind, subject?.length, icon?.length]),
    [
      ['created', undefined, undefined],
      ['subject', 2, undefined],
      ['icon', 2, 9000],
      ['subject', undefined, 9000],
    ],
  );
});

test('strangers, unknown groups, wrong ids, bad requests and impostors are refused, and nothing crashes', async () => {
  const world = await withGroup();
  const dee = world.extra('dee', 'north', '+447700900004');
  await world.online(dee);
  const refusal = async (phone: FakePhone, to: string) => {
    const { status, reason } = await world.settle(phone.text(to, 'x'));
    return [status, reason];
  };
  assert.deepEqual(await refusal(dee, uri), [403, 'not-a-member']);
  assert.deepEqual(await refusal(world.ana, groupUri(groupId.replace('6f', '7f'), 'north')), [404, 'unknown-group']);
  assert.deepEqual(await refusal(world.ana, groupUri(groupId, 'south')), [404, 'unknown-group']);
  const body = world.ana.cpimTo(uri, groupDataContentType, Buffer.from('<groupdata><dissolve/></groupdata>'));
  assert.equal((await world.settle(world.ana.sendCpim(uri, body))).status, 400);
  const lies = { ...world.ana.cpimTo(uri, 'text/plain', Buffer.from('x')), from: uri };
  assert.equal((await world.settle(world.ana.sendCpim(uri, lies))).reason, 'wrong-identity');
  assert.equal(
    (await world.settle(world.ana.groupRequest(uri, { kind: 'add', members: ['+447700999999'] }))).status,
    404,
  );
  assert.deepEqual(world.crashes, []);
});

test('another carrier cannot speak for a group that it does not host, nor for members it does not serve', async () => {
  const world = await withGroup();
  const forge = (headers: Record<string, string>, to: string) =>
    [
      `MESSAGE ${to} SIP/2.0`,
      `Via: SIP/2.0/UDP south;branch=z9hG4bK${Object.values(headers).join('').length}${to.length}`,
      'From: <sip:x@south.test>;tag=1',
      `To: <${to}>`,
      'Call-ID: forged',
      'CSeq: 1 MESSAGE',
      `Conversation-ID: ${groupId}`,
      'Contribution-ID: 1b4e28ba-2fa1-41d2-883f-0016d3cca427',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      'Content-Type: message/cpim',
      '',
      `From: <${headers['P-Asserted-Identity']?.slice(1, -1)}>\r\nTo: <${to}>\r\nNS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: MxForged000000000000000000\r\n\r\nContent-Type: text/plain\r\n\r\nforged`,
    ].join('\r\n');
  const group = `<${uri}>`;
  for (const [headers, to] of [
    [{ 'P-Asserted-Identity': group, 'P-Conversation-Group': group }, `tel:${numbers.cy}`],
    [{ 'P-Asserted-Identity': `<tel:${numbers.ana}>`, 'P-Conversation-Group': group }, `tel:${numbers.cy}`],
    [{ 'P-Asserted-Identity': `<tel:${numbers.ana}>` }, uri],
    [{ 'P-Asserted-Identity': group }, `tel:${numbers.cy}`],
  ] as const)
    world.network.send('south', 'north', 'forged', Buffer.from(forge(headers, to)));
  await world.clock.runFor(2000);
  assert.deepEqual(said(world.cy), []);
  assert.equal(world.entries('carrier.refused').filter(({ reason }) => reason === 'wrong-identity').length, 4);
});

test('each device of each member gets the group and its messages; the sender’s other devices get copies', async () => {
  const world = smallWorld();
  const tablet = world.extra('tablet', 'south', numbers.ben, '353333333333333');
  await world.online(world.ana, world.ben, world.cy, tablet);
  await world.settle(world.ana.convene(groupId, [numbers.ben, numbers.cy]));
  await world.clock.runFor(1000);
  await world.settle(world.ana.text(uri, 'for both'));
  await world.settle(world.ben.text(uri, 'from one'));
  await world.clock.runFor(1000);
  assert.equal(news(tablet).length, 1);
  assert.deepEqual(
    [said(world.ben), said(tablet), said(world.cy)],
    [['for both'], ['for both', 'from one'], ['for both', 'from one']],
  );
});
