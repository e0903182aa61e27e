import assert from 'node:assert/strict';
import test from 'node:test';
import { control, encryptedGroup, found, groupId, submit, uri } from './group-focus.test-support.ts';
import { authenticator, ciphertext, commit, proposal } from './mls-bytes.test-support.ts';
import { numbers, type SmallWorld, smallWorld } from './small-world.test-support.ts';

const { ana, ben, cy } = numbers;
const stranger = `${cy}//foreign`;

const decisions = (world: SmallWorld) =>
  world.entries('carrier.commit').map(({ reason, verified, detail }) => reason ?? detail ?? verified);
const lastDetail = (world: SmallWorld) => world.entries('carrier.commit').at(-1)?.detail;

/** A member wrote in the epoch: its authenticator is known. */
async function witnessed(world: SmallWorld, epoch: bigint, standing: string): Promise<void> {
  const said = { eraId: 1, epochAuthenticator: authenticator(standing) };
  await world.settle(
    world.cy.sendCpim(uri, world.cy.cpimTo(uri, 'message/mls', ciphertext(groupId, epoch, 'x'), said)),
  );
}

test('signatures are verified while the context of the epoch is known, and the journal says when they could not be', async () => {
  const world = await encryptedGroup();
  assert.equal(await submit(world, world.ben, { epoch: 1n, leaf: 1, leaves: [ana, ben, cy] }), 'accepted');
  assert.equal(await submit(world, world.cy, { epoch: 2n, leaf: 2 }), 'accepted');
  assert.equal(await submit(world, world.cy, { epoch: 3n, leaf: 2, leaves: [ana, ben, cy] }), 'accepted');
  assert.equal(await submit(world, world.ana, { epoch: 4n, path: ana, removes: [0] }), 'accepted');
  assert.deepEqual(decisions(world), [true, true, true, false, true]);
});

test('a commit that its sender did not sign is refused, whoever hands it in', async () => {
  const world = await encryptedGroup();
  await witnessed(world, 1n, '1/1');
  assert.equal(await submit(world, world.ana, { epoch: 1n, leaf: 0, by: ben }), 'invalid-commit');
  assert.match(lastDetail(world) ?? '', /not signed by its sender/);
  assert.equal(await submit(world, world.ana, { epoch: 1n, path: ana, removes: [0], by: ben }), 'invalid-commit');
  const good = commit({ groupId, epoch: 1n, leaf: 0, label: 'original' });
  const altered = Uint8Array.from(good);
  altered.set(Buffer.from('modified'), Buffer.from(good).indexOf('original'));
  assert.equal(await control(world, world.ana, [altered], 1, '1/1'), 'invalid-commit');
  assert.equal(await control(world, world.ana, [good], 1, '1/1'), 'accepted');
});

test('who is signed for another state of the epoch, and is the first to tell of it, is in a fork', async () => {
  const world = await encryptedGroup();
  const elsewhere = { epoch: 1n, leaf: 1, by: ana, standing: 'of another epoch 1' };
  assert.equal(await submit(world, world.ben, elsewhere), 'incorrect-epoch-authenticator');
  assert.equal(await submit(world, world.ben, { epoch: 1n, leaf: 1 }), 'accepted', 'what it said was not believed');
});

test('a certificate that no carrier issued lets nobody in: not founder, newcomer, or who comes from outside', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  await world.settle(world.ana.convene(groupId, [ben, cy]));
  await world.clock.runFor(1000);
  const foreign = { adds: [ben, stranger], leaves: [ana, ben, stranger] };
  assert.equal(await found(world, foreign), 'invalid-commit');
  assert.match(lastDetail(world) ?? '', /certificate is untrusted/);
  const founder = `${ana}//foreign`;
  assert.equal(await found(world, { by: founder, leaves: [founder, ben, cy] }), 'invalid-commit');
  assert.match(lastDetail(world) ?? '', /certificate is untrusted/);
  assert.equal(await found(world), 'accepted');
  const outside = { epoch: 1n, path: stranger, removes: [2], by: stranger };
  assert.equal(await submit(world, world.cy, outside), 'invalid-commit');
  assert.match(lastDetail(world) ?? '', /certificate is untrusted/);
  assert.equal(await submit(world, world.cy, { ...outside, path: cy, by: cy }), 'accepted');
});

test('a leaf is signed for its place in its group', async () => {
  const world = await encryptedGroup();
  await witnessed(world, 1n, '1/1');
  assert.equal(await submit(world, world.cy, { epoch: 1n, path: cy, removes: [2], place: 3 }), 'invalid-commit');
  assert.match(lastDetail(world) ?? '', /leaf's signature/);
});

test('nobody leaves in the name of another', async () => {
  const world = await encryptedGroup();
  assert.equal(await control(world, world.ben, [proposal(groupId, 1n, 1, cy)], 1, '1/1'), 'invalid-input');
  assert.match(lastDetail(world) ?? '', /not signed by its sender/);
  assert.equal(await control(world, world.ben, [proposal(groupId, 1n, 1, ben)], 1, '1/1'), 'accepted');
});
