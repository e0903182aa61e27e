import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PhoneConfig } from './cast.ts';
import { groupWorld } from './group-world.test-support.ts';
import { testSeed } from './kernel/test-seed.ts';

const three: readonly PhoneConfig[] = [
  { name: 'ana', os: 'android', carrier: 'north' },
  { name: 'ben', os: 'ios', carrier: 'south' },
  { name: 'cleo', os: 'android', carrier: 'south' },
];

test('a receipt by somebody whom a message was not sent to says nothing of it', async () => {
  const w = await groupWorld(testSeed(), three);
  w.world.network.lose(({ from, to, summary, bytes }) => {
    const frame = Buffer.from(bytes).toString('latin1');
    const receipt = from === 'north' && to === 'ana' && frame.includes('Content-Type: message/imdn+xml');
    if (!receipt || summary === 'forged') return false;
    const renamed = frame.replaceAll(w.msisdn('ben'), w.msisdn('cleo'));
    w.world.network.send('north', 'ana', 'forged', Buffer.from(renamed, 'latin1'));
    return true;
  });
  w.phone('ana').send(w.phone('ana').open(w.msisdn('ben')).id, 'hello');
  await w.settle();
  const statuses = (name: string) =>
    w
      .phone(name)
      .conversations()
      .flatMap(({ messages }) => messages.map(({ status }) => status));
  assert.deepEqual(statuses('ben'), ['received']);
  assert.deepEqual(statuses('ana'), ['sent']);
  w.world.end();
});

test('a ciphertext that is delivered in the name of another member than signed it is not shown as theirs', async () => {
  const w = await groupWorld(testSeed(), three);
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')], 'Harbour walk');
  assert.equal(await w.settle(), true);
  let forged = 0;
  w.world.network.lose(({ from, to, summary, bytes }) => {
    const frame = Buffer.from(bytes).toString('latin1');
    const toBen = from === 'south' && to === 'ben' && summary !== 'forged';
    if (!toBen || !frame.includes('Content-Type: message/mls') || !frame.includes(w.msisdn('cleo'))) return false;
    forged++;
    const renamed = frame.replaceAll(w.msisdn('cleo'), w.msisdn('ana'));
    w.world.network.send('south', 'ben', 'forged', Buffer.from(renamed, 'latin1'));
    return true;
  });
  w.phone('cleo').send(w.group('cleo').id, 'I owe you');
  await w.settle();
  assert.ok(forged > 0);
  assert.deepEqual(w.shown('ben'), ['in (unreadable)']);
  assert.deepEqual(
    w.entries('handset.undecryptable').map(({ data }) => [data.phone, data.reason]),
    [['ben', 'invalid-credential']],
  );
  assert.deepEqual(w.shown('ana'), ['in I owe you']);
  w.world.end();
});
