import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PhoneConfig } from './cast.ts';
import { groupWorld } from './group-world.test-support.ts';
import { testSeed } from './kernel/test-seed.ts';
import { parseMsrp, serialiseMsrp } from './protocol/msrp.ts';

const seed = testSeed();

/** What creates such a group is some 450 KB: it goes in MSRP's long chunks. With 256 the test would take a minute. */
const members = 96;

test(`a group of ${members} over two carriers is encrypted, and everybody reads what is written in it`, async () => {
  const names = Array.from({ length: members }, (_, n) => `p${n + 1}`);
  const cast = names.map(
    (name, n): PhoneConfig => ({ name, os: n % 2 ? 'ios' : 'android', carrier: n % 2 ? 'south' : 'north' }),
  );
  const w = await groupWorld(seed, cast);
  w.phone('p1').createGroup(names.slice(1).map((name) => w.msisdn(name)));
  assert.equal(await w.settle(), true);
  w.phone('p3').send(w.group('p3').id, 'Is everybody here?');
  assert.equal(await w.settle(), true);
  for (const name of names) {
    assert.equal(w.group(name).encryption?.health, 'Healthy', name);
    if (name !== 'p3') assert.deepEqual(w.shown(name), ['in Is everybody here?'], name);
  }
  assert.deepEqual(
    w.entries('handset.sent').map(({ data }) => data.encrypted),
    [true],
  );
  w.world.end();
});

test('a refusal for size is final at once, and told for what it is', async () => {
  const w = await groupWorld(seed, [
    { name: 'ana', os: 'android', carrier: 'north' },
    { name: 'ben', os: 'ios', carrier: 'south' },
    { name: 'cleo', os: 'android', carrier: 'south' },
  ]);
  const { network } = w.world;
  const stop = network.lose(({ from, to, summary, bytes }) => {
    if (from !== 'ana' || !summary.startsWith('MSRP')) return false;
    const frame = parseMsrp(bytes);
    if (frame.kind !== 'request') return false;
    const { transactionId, toPath, fromPath } = frame;
    const refusal = { kind: 'response', transactionId, status: 413, comment: 'too-large' } as const;
    network.send(to, from, 'MSRP 413', serialiseMsrp({ ...refusal, toPath: fromPath, fromPath: toPath }));
    return true;
  });
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')]);
  await w.clock.runFor(5000);
  stop();
  const problems = w.entries('handset.problem').map(({ data }) => `${data.doing}: ${data.reason}`);
  assert.match(problems.join(), /^commit: too-large: \d+ bytes, at most \d+ are carried,encrypt a group: [^,]+$/);
  assert.equal(w.group('ana').transport, 'rcs', 'it is one without encryption');
  assert.equal(w.entries('mls.commit').filter(({ data }) => data.state === 'pending').length, 1);
  w.world.end();
});
