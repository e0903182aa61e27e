import assert from 'node:assert/strict';
import test from 'node:test';
import { draws, mutate } from '../protocol/mutation.ts';
import { catchUp, control, encryptedGroup, groupId, submit, uri } from './group-focus.test-support.ts';
import { proposal } from './mls-bytes.test-support.ts';
import { numbers, seed } from './small-world.test-support.ts';

const { ana, ben, cy } = numbers;
const inputs = 500;

/** What phones and the other carrier say to a host when everything that a group may do is done. */
async function groupFrames(): Promise<readonly Uint8Array[]> {
  const world = await encryptedGroup();
  const frames: Uint8Array[] = [];
  world.network.observe(({ to, channel, bytes }) => {
    if (to === 'north' && channel === 'signalling') frames.push(bytes);
  });
  await world.settle(world.ana.convene(groupId.replace('6f', '7f'), [ben]));
  await world.settle(world.ben.text(uri, 'hello'));
  await world.settle(world.cy.groupRequest(uri, { kind: 'subject', value: Uint8Array.of(1) }));
  await submit(world, world.ben, { epoch: 1n, leaf: 1, leaves: [ana, ben, cy] });
  await submit(world, world.ben, { epoch: 2n, path: ben, removes: [1] });
  await catchUp(world, world.ben, 1, 1n);
  await catchUp(world, world.cy, 1, 1n);
  await control(world, world.cy, [proposal(groupId, 3n, 2, cy)], 1, '1/3');
  return frames;
}

test(`spoiled frames about a group, from members, a stranger and the other carrier, end in an answer or nothing (seed ${seed})`, async () => {
  const frames = await groupFrames();
  assert.ok(frames.length > 20);
  const world = await encryptedGroup();
  world.network.join('mallory', () => {});
  for (let index = 0; index < inputs; index++) {
    const by = draws(seed, 'group frames', index);
    const from = ['ana', 'cy', 'south', 'mallory'][by.below(4)] ?? 'ana';
    world.network.send(from, 'north', 'spoiled', mutate(frames, by));
    if (index % 50 === 0) await world.clock.runFor(1000);
  }
  await world.clock.runFor(600_000);
  assert.deepEqual(world.crashes, []);
  const group = world.north.group(groupId);
  const leaves = world.north.mlsGroup(groupId)?.leaves.flatMap((leaf) => leaf?.msisdn ?? []);
  for (const member of group?.members ?? [])
    assert.ok(([ana, ben, cy] as string[]).includes(member), `${member} got in`);
  assert.ok(leaves && leaves.length <= 3, 'no leaf came from nowhere');
  assert.ok(world.north.waiting() < inputs, `${world.north.waiting()} messages wait`);
  assert.ok(
    new Set(world.entries('carrier.refused').map(({ reason }) => reason)).size > 5,
    'the frames were understood',
  );
});
