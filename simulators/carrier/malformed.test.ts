import assert from 'node:assert/strict';
import test from 'node:test';
import { samples } from '../protocol/fuzz-samples.ts';
import { draws, mutate } from '../protocol/mutation.ts';
import { numbers, seed, smallWorld } from './small-world.test-support.ts';

const frames = [...samples.sip, ...samples.msrp];

test(`spoiled frames, from a registered phone, a stranger and another carrier, never crash a carrier (seed ${seed})`, async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  world.network.join('mallory', () => {});
  for (let index = 0; index < 800; index++) {
    const by = draws(seed, 'carrier frames', index);
    const bytes = mutate(frames, by);
    const from = ['ana', 'mallory', 'south'][by.below(3)] ?? 'ana';
    world.network.send(from, 'north', 'spoiled', bytes);
    if (index % 50 === 0) await world.clock.runFor(1000);
  }
  await world.clock.runFor(600_000);
  assert.deepEqual(world.crashes, []);
  const reasons = world.entries('carrier.refused').map(({ reason }) => reason);
  assert.ok(
    reasons.includes('malformed sip') && reasons.includes('malformed msrp') && reasons.includes('not-registered'),
    [...new Set(reasons)].join(', '),
  );
  await world.online(world.ana, world.ben);
  const sent = await world.settle(world.ana.text(numbers.ben, 'still there'));
  assert.equal(sent.status, 202);
  await world.clock.runFor(60_000);
  assert.ok(world.ben.texts().includes('still there'));
});

test(`spoiled HTTP bodies and headers end in an answer (seed ${seed})`, async () => {
  const world = smallWorld();
  await world.online(world.ana);
  const fetch = world.network.fetchFrom('ana');
  const bodies = [
    Buffer.from(JSON.stringify({ msisdn: numbers.ana, key_packages: ['AAEABQ=='], last_resort: 'AAEABQ==' })),
  ];
  for (let index = 0; index < 60; index++) {
    const body = mutate(bodies, draws(seed, 'carrier bodies', index));
    for (const path of ['/mls/v1/keypackages', '/mls/v1/keypackages/claim', '/mls/v1/interconnect/claim', '/nothing']) {
      const headers = { authorization: index % 2 ? 'Digest nonsense' : 'Bearer nonsense' };
      const request = new Request(`http://kds.north.test${path}`, {
        method: 'POST',
        body: new Uint8Array(body),
        headers,
        redirect: 'manual',
      });
      const { status } = await world.settle(fetch(request));
      assert.ok(status === 401 || (path === '/nothing' && status === 404), `${path} answered ${status}`);
    }
  }
  assert.deepEqual(world.crashes, []);
});
