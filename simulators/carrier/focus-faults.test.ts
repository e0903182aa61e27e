import assert from 'node:assert/strict';
import test from 'node:test';
import { mlsContentTypes, parseMlsControl } from '../protocol/mls-control.ts';
import type { FakePhone } from './fake-phone.test-support.ts';
import { control, encryptedGroup, found, groupId, heard, submit, uri } from './group-focus.test-support.ts';
import { authenticator, ciphertext, proposal, welcome } from './mls-bytes.test-support.ts';
import { numbers, smallWorld } from './small-world.test-support.ts';

const { ana, ben, cy } = numbers;

test('a fork: two are told that their commits of one epoch were accepted, and the others hear of one', async () => {
  const world = await encryptedGroup();
  world.north.focusFaults.forkNext(groupId);
  assert.equal(await submit(world, world.ana, { epoch: 1n, leaf: 0 }), 'accepted');
  assert.equal(world.north.mlsGroup(groupId)?.epoch, 1n);
  assert.equal(await submit(world, world.ben, { epoch: 1n, leaf: 1 }), 'accepted');
  assert.equal(world.north.mlsGroup(groupId)?.epoch, 2n);
  assert.deepEqual(heard(world.cy), ['welcome', 'handshake']);
  assert.equal(await submit(world, world.ben, { epoch: 2n, leaf: 1, standing: 'ben’s' }), 'accepted');
  assert.equal(await submit(world, world.ana, { epoch: 2n, leaf: 0, standing: 'ana’s' }), 'incorrect-epoch');
});

test('of two authenticators of an epoch, the one of who made the epoch is believed, whoever spoke first', async () => {
  const world = await encryptedGroup();
  world.north.focusFaults.forkNext(groupId);
  await submit(world, world.ana, { epoch: 1n, leaf: 0 });
  await submit(world, world.cy, { epoch: 1n, leaf: 2 });
  const says = (phone: FakePhone, standing: string) => {
    const said = { eraId: 1, epochAuthenticator: authenticator(standing) };
    return world.settle(phone.sendCpim(uri, phone.cpimTo(uri, 'message/mls', ciphertext(groupId, 2n, standing), said)));
  };
  await says(world.ana, 'ana’s');
  assert.equal(
    await submit(world, world.ben, { epoch: 2n, leaf: 1, standing: 'cy’s' }),
    'incorrect-epoch-authenticator',
  );
  await says(world.cy, 'cy’s');
  await says(world.ana, 'ana’s');
  assert.equal(
    await submit(world, world.ana, { epoch: 2n, leaf: 0, standing: 'ana’s' }),
    'incorrect-epoch-authenticator',
  );
  assert.equal(await submit(world, world.ben, { epoch: 2n, leaf: 1, standing: 'cy’s', label: 'again' }), 'accepted');
});

test('a stale epoch: a good commit is refused once', async () => {
  const world = await encryptedGroup();
  world.north.focusFaults.refuseNextAsStale(undefined);
  assert.equal(await submit(world, world.ana, { epoch: 1n, leaf: 0 }), 'incorrect-epoch');
  assert.equal(await submit(world, world.ana, { epoch: 1n, leaf: 0 }), 'accepted');
});

test('transient errors decide nothing, for commits and proposals, until they end', async () => {
  const world = await encryptedGroup();
  world.north.focusFaults.failTransiently(true);
  assert.equal(await submit(world, world.ben, { epoch: 1n, leaf: 1 }), 'transient-error');
  assert.equal(await control(world, world.cy, [proposal(groupId, 1n, 2, cy)], 1, '1/1'), 'transient-error');
  world.north.focusFaults.failTransiently(false);
  assert.equal(await control(world, world.cy, [proposal(groupId, 1n, 2, cy)], 1, '1/1'), 'accepted');
});

test('quotas: so many external commits and era advances a day, and a repetition costs nothing', async () => {
  const world = await encryptedGroup();
  const { focusFaults } = world.north;
  focusFaults.limit('external-commits', 1);
  focusFaults.limit('era-advances', 1);
  const rejoin = (epoch: bigint) => submit(world, world.ben, { epoch, path: ben, removes: [1] });
  assert.deepEqual(
    [await rejoin(1n), await rejoin(1n), await rejoin(2n)],
    ['accepted', 'accepted', 'epoch-advancement-quota-reached'],
  );
  focusFaults.limit('external-commits', undefined);
  assert.equal(await rejoin(2n), 'accepted');
  const advance = (era: number) => found(world, { era, epoch: 0n });
  assert.deepEqual(
    [await advance(2), await advance(2), await advance(3)],
    ['accepted', 'accepted', 'era-advancement-quota-reached'],
  );
  await world.clock.runFor(86_400_000);
  await world.settle(Promise.all([world.ana.register(), world.ben.register()]));
  assert.equal(await advance(3), 'accepted', 'another day');
});

test('Welcomes are lost, or arrive spoilt: the rest of the message is as it was', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  await world.settle(world.ana.convene(groupId, [ben, cy]));
  await world.clock.runFor(1000);
  const stops = [world.north.spoilWelcomes('lost', ben), world.north.spoilWelcomes('spoilt', cy)];
  assert.equal(await found(world), 'accepted');
  assert.deepEqual([heard(world.ben), heard(world.cy)], [[], ['welcome']]);
  const [part] = parseMlsControl(world.cy.received.at(-1)?.cpim.body ?? new Uint8Array(0));
  const sent = Buffer.from(welcome([ben, cy]));
  assert.deepEqual(Buffer.from(part ?? []).subarray(0, -16), sent.subarray(0, -16));
  assert.notDeepEqual(Buffer.from(part ?? []).subarray(-16), sent.subarray(-16));
  for (const stop of stops) stop();
  assert.equal(await found(world, { era: 2, standing: 'once more' }), 'accepted');
  assert.deepEqual(heard(world.ben), ['welcome']);
  assert.equal(world.ana.received.filter(({ cpim }) => cpim.contentType === mlsContentTypes.control).length, 0);
});

test('expel and era advance: who was taken out is not in the next era, and one who lost its state gets in again', async () => {
  const world = await encryptedGroup();
  world.north.removeFromGroup(groupId, cy);
  await world.clock.runFor(1000);
  const advance = { era: 2, epoch: 0n, leaf: 0 };
  const withCy = { ...advance, adds: [ben, cy], leaves: [ana, ben, cy] };
  assert.equal(await submit(world, world.ana, withCy), 'mismatched-rcs-group-state');
  assert.equal(await submit(world, world.ana, { ...advance, adds: [ben], leaves: [ana, ben] }), 'accepted');
  assert.equal(await submit(world, world.ben, { era: 2, epoch: 1n, path: ben, removes: [1] }), 'accepted');
});
