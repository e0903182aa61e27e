import assert from 'node:assert/strict';
import test from 'node:test';
import { fullCapabilities, parseFeatureTags, supportsMls, withoutMls } from '../protocol/feature-tags.ts';
import { numbers, smallWorld } from './small-world.test-support.ts';

test('capabilities travel to the peer’s phone and back, within a carrier and between two', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  world.ben.setCapabilities({ chat: true, pager: false, fileTransfer: false, mlsVersion: 'v1', mlsKds: '2' });
  const { status, peer } = await world.settle(world.ana.options(numbers.ben));
  assert.equal(status, 200);
  assert.deepEqual(peer, { chat: true, pager: false, fileTransfer: false, mlsVersion: 'v1', mlsKds: '2' });
  assert.deepEqual(world.ben.asked.map(parseFeatureTags), [fullCapabilities]);
  assert.deepEqual((await world.settle(world.ana.options(numbers.cy))).peer, fullCapabilities);
  assert.deepEqual(
    world.entries('carrier.capabilities').map(({ carrier, to }) => [carrier, to]),
    [
      ['north', numbers.ben],
      ['north', numbers.cy],
    ],
  );
});

test('a peer without RCS is 404, one that is away 480, one that does not answer 408 or 504', async () => {
  const world = smallWorld();
  await world.online(world.ana);
  assert.equal((await world.settle(world.ana.options('+447700999999'))).status, 404);
  assert.equal((await world.settle(world.ana.options(numbers.ben))).status, 404, 'never provisioned');
  await world.settle(world.ben.provision());
  assert.equal((await world.settle(world.ana.options(numbers.ben))).status, 480);
  await world.online(world.ben, world.cy);
  world.cy.off();
  assert.equal((await world.settle(world.ana.options(numbers.cy))).status, 408);
  world.network.change('north', 'south', { partitioned: true });
  assert.equal((await world.settle(world.ana.options(numbers.ben))).status, 504);
});

for (const off of ['north', 'south'] as const) {
  test(`with ${off}'s E2EE switch off, neither side sees that the other could encrypt`, async () => {
    const world = smallWorld();
    await world.online(world.ana, world.ben);
    world[off].setE2ee(false);
    const { peer } = await world.settle(world.ana.options(numbers.ben));
    assert.deepEqual(peer, withoutMls(fullCapabilities));
    assert.equal(supportsMls(parseFeatureTags(world.ben.asked[0] ?? '')), false);
    world[off].setE2ee(true);
    assert.deepEqual((await world.settle(world.ana.options(numbers.ben))).peer, fullCapabilities);
  });
}
