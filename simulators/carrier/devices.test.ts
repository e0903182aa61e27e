import assert from 'node:assert/strict';
import test from 'node:test';
import type { FakePhone } from './fake-phone.test-support.ts';
import { keyPackage } from './mls-bytes.test-support.ts';
import { numbers, type SmallWorld, smallWorld } from './small-world.test-support.ts';

const second = '353333333333333';

/** Ana (north) and ben (south), who has a paired tablet. */
async function paired(): Promise<{ world: SmallWorld; tablet: FakePhone }> {
  const world = smallWorld();
  const tablet = world.extra('tablet', 'south', numbers.ben, second);
  await world.online(world.ana, world.ben, tablet);
  return { world, tablet };
}

test('another IMEI adds a device: both get what is sent to their number, each in its own time', async () => {
  const { world, tablet } = await paired();
  assert.deepEqual(world.south.devices(numbers.ben), [world.ben.imei, second]);
  tablet.off();
  for (const body of ['one', 'two']) await world.settle(world.ana.text(numbers.ben, body));
  await world.clock.runFor(60_000);
  assert.deepEqual([world.ben.texts(), tablet.texts()], [['one', 'two'], []]);
  assert.equal(world.south.waiting(numbers.ben), 2);
  tablet.on();
  await world.settle(tablet.register());
  await world.clock.runFor(5000);
  assert.deepEqual(tablet.texts(), ['one', 'two']);
  assert.deepEqual(
    world.entries('carrier.delivered').map(({ device }) => device === second),
    [false, false, true, true],
  );
});

test('what one device sends its others get as it is, asserted as their own number; it gets no copy itself', async () => {
  const { world, tablet } = await paired();
  await world.settle(world.ben.text(numbers.ana, 'from the phone'));
  await world.settle(tablet.text(numbers.ana, `from the tablet ${'x'.repeat(5000)}`));
  await world.clock.runFor(1000);
  assert.equal(world.ana.received.length, 2);
  assert.deepEqual(
    [tablet, world.ben].map(({ received }) => received.map(({ asserted, cpim }) => [asserted, cpim.to])),
    [[[`<tel:${numbers.ben}>`, `tel:${numbers.ana}`]], [[`<tel:${numbers.ben}>`, `tel:${numbers.ana}`]]],
  );
  assert.deepEqual(world.ben.received[0]?.mode, 'session');
  assert.equal(world.events.filter(({ status }) => status === 'sent').length, 2, 'a copy is no message of its own');
});

test('a device that was provisioned but never registered misses what came before its first registration', async () => {
  const world = smallWorld();
  const tablet = world.extra('tablet', 'south', numbers.ben, second);
  await world.online(world.ana, world.ben);
  await world.settle(tablet.provision());
  await world.settle(world.ana.text(numbers.ben, 'before'));
  await world.settle(tablet.register());
  await world.settle(world.ana.text(numbers.ben, 'after'));
  await world.clock.runFor(1000);
  assert.deepEqual([world.ben.texts(), tablet.texts()], [['before', 'after'], ['after']]);
});

test('the same IMEI replaces that device only, and it gets what waited for the installation before', async () => {
  const { world, tablet } = await paired();
  tablet.off();
  await world.settle(world.ana.text(numbers.ben, 'kept'));
  tablet.on();
  await world.settle(tablet.provision());
  assert.equal((await world.settle(world.ben.text(numbers.ana, 'still me'))).status, 202, 'the phone is untouched');
  await world.settle(tablet.register());
  await world.clock.runFor(5000);
  assert.deepEqual(tablet.texts(), ['kept', 'still me']);
  assert.equal(world.south.devices(numbers.ben).length, 2);
});

test('a message that one device refuses and another takes has not failed; refused by all, it fails once', async () => {
  const { world, tablet } = await paired();
  world.ben.answers.push(603);
  await world.settle(world.ana.text(numbers.ben, 'taken by one'));
  await world.clock.runFor(1000);
  assert.deepEqual([tablet.texts(), world.ana.received.length], [['taken by one'], 0]);
  world.ben.answers.push(603);
  tablet.answers.push(603);
  await world.settle(world.ana.text(numbers.ben, 'taken by none'));
  await world.clock.runFor(1000);
  assert.equal(world.ana.received.length, 1);
  assert.match(world.ana.texts()[0] ?? '', /<failed\/>/);
});

test('a claim gives one KeyPackage a device; of the own number, only those of the others', async () => {
  const { world, tablet } = await paired();
  const pool = '/mls/v1/keypackages';
  const text = (label: string): string =>
    Buffer.from(keyPackage(numbers.ben, label, label.startsWith('tablet') ? { imei: second } : {})).toString('base64');
  const upload = (phone: FakePhone, ...labels: string[]) =>
    world.settle(phone.http(pool, { msisdn: numbers.ben, key_packages: labels.map(text) }));
  const claim = async (phone: FakePhone) =>
    (await world.settle(phone.http(`${pool}/claim`, { target_msisdn: numbers.ben }))).body;
  const given = (device: string, label: string) => ({ key_package: text(label), is_last_resort: false, device });
  await upload(world.ben, 'phone 1', 'phone 2');
  await upload(tablet, 'tablet 1', 'tablet 2', 'tablet 3');
  assert.deepEqual(await claim(world.ana), {
    key_packages: [given(world.ben.imei, 'phone 1'), given(second, 'tablet 1')],
  });
  assert.deepEqual(await claim(world.ben), { key_packages: [given(second, 'tablet 2')] });
  world.south.drainKeyPackages(numbers.ben, 0, second);
  assert.deepEqual(await claim(world.ana), { key_packages: [given(world.ben.imei, 'phone 2')] });
  assert.deepEqual(
    world.entries('carrier.claimed').map(({ device }) => device),
    [world.ben.imei, second, second, world.ben.imei],
  );
});

test('a revoked device is out: credentials, keys, registration and what waited; and it does not come back', async () => {
  const { world, tablet } = await paired();
  const revoke = (imei: string) => world.settle(world.ben.http('/devices/revoke', { imei }, 'acs'));
  tablet.off();
  await world.settle(world.ana.text(numbers.ben, 'not for it'));
  assert.equal((await revoke('1')).status, 400);
  assert.equal((await revoke('350000000000000')).status, 404);
  assert.deepEqual(await revoke(second), { status: 200, body: { revoked: second } });
  assert.deepEqual(world.entries('carrier.revoked'), [{ carrier: 'south', msisdn: numbers.ben, device: second }]);
  tablet.on();
  assert.equal((await world.settle(tablet.register()))?.status, 401);
  assert.equal(await world.settle(tablet.provision()), 403);
  assert.equal((await world.settle(tablet.http('/mls/v1/keypackages'))).status, 401);
  assert.deepEqual(world.south.devices(numbers.ben), [world.ben.imei]);
  assert.equal(world.south.waiting(numbers.ben), 0);
  assert.equal((await world.settle(world.ana.text(numbers.ben, 'for the phone'))).status, 202);
  await world.clock.runFor(60_000);
  assert.deepEqual([world.ben.texts(), tablet.texts()], [['not for it', 'for the phone'], []]);
});

test('what a number can do is what all its devices can do', async () => {
  const { world, tablet } = await paired();
  assert.equal((await world.settle(world.ana.options(numbers.ben))).peer?.mlsKds, '2');
  tablet.setCapabilities({ chat: true, pager: true, fileTransfer: false });
  assert.equal((await world.settle(world.ana.options(numbers.ben))).peer?.mlsKds, undefined);
  tablet.off();
  assert.equal(
    (await world.settle(world.ana.options(numbers.ben))).peer?.mlsKds,
    '2',
    'who does not answer is not asked',
  );
});

test('only so many devices, and a registration is ended one by one or all at once', async () => {
  const { world, tablet } = await paired();
  world.south.expireRegistration(numbers.ben, second);
  assert.equal(world.south.registered(numbers.ben), true);
  assert.equal((await world.settle(tablet.text(numbers.ana, 'x'))).reason, 'not-registered');
  world.south.expireRegistration(numbers.ben);
  assert.equal(world.south.registered(numbers.ben), false);
  const statuses: number[] = [];
  for (let n = 0; n < 8; n++) statuses.push(await world.settle(tablet.provision({ imei: `35000000000000${n}` })));
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 403, 403]);
});
