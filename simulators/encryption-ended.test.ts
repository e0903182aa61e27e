import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GroupWorld, groupWorld } from './group-world.test-support.ts';
import { testSeed } from './kernel/test-seed.ts';

const seed = testSeed();

const talk = (w: GroupWorld, name: string) => w.phone(name).open(w.msisdn(name === 'ana' ? 'ben' : 'ana'));

async function say(w: GroupWorld, from: string, body: string): Promise<void> {
  w.phone(from).send(talk(w, from).id, body);
  assert.equal(await w.settle(), true, `${body} is dealt with`);
}

/** Ana's carrier keeps the group: each of the two carriers has its own way of knowing that it was ended. */
async function ended(by: string): Promise<GroupWorld> {
  const w = await groupWorld(seed, [
    { name: 'ana', os: 'android', carrier: 'north' },
    { name: 'ben', os: 'ios', carrier: 'south' },
  ]);
  await say(w, 'ana', 'hello');
  assert.equal(talk(w, 'ana').transport, 'rcs-encrypted');
  w.phone(by).endEncryption(talk(w, by).id);
  assert.equal(await w.settle(), true);
  return w;
}

const founded = (w: GroupWorld): number =>
  w.entries('carrier.commit').filter(({ data }) => data.accepted && data.epoch === 0).length;

for (const [by, lost] of [
  ['ana', 'ana'],
  ['ana', 'ben'],
  ['ben', 'ana'],
  ['ben', 'ben'],
] as const) {
  const other = lost === 'ana' ? 'ben' : 'ana';
  test(`${by} ended it, and ${lost} is reinstalled: both write in clear, and both phones say so`, async () => {
    const w = await ended(by);
    w.phone(lost).reinstall();
    assert.equal(await w.settle(), true);
    // Its app takes the conversation for one that will be encrypted: what is typed meanwhile does not go in clear.
    assert.equal(talk(w, lost).messages.length, 0);
    assert.equal(await w.settle(), true);
    assert.equal(talk(w, lost).transport, 'rcs-encrypted');
    await say(w, lost, 'typed too early');
    assert.deepEqual(
      talk(w, lost).messages.map(({ status }) => status),
      ['failed'],
    );
    assert.deepEqual([talk(w, lost).transport, talk(w, lost).endedBefore], ['rcs', true]);
    await say(w, lost, 'in clear');
    await say(w, other, 'in clear, too');
    assert.deepEqual(
      talk(w, lost).messages.map(({ body, encrypted }) => [body, encrypted]),
      [
        ['typed too early', false],
        ['in clear', false],
        ['in clear, too', false],
      ],
    );
    assert.deepEqual(
      talk(w, other)
        .messages.slice(-2)
        .map(({ body }) => body),
      ['in clear', 'in clear, too'],
    );
    assert.equal(talk(w, other).transport, 'rcs');
    assert.equal(founded(w), 1, 'no other group was founded');
    w.world.end();
  });
}

test('what is typed before the app has promised anything goes in clear at once', async () => {
  const w = await ended('ben');
  w.phone('ben').reinstall();
  assert.equal(await w.settle(), true);
  w.phone('ben').send(talk(w, 'ben').id, 'first of all');
  assert.equal(await w.settle(), true);
  assert.equal(talk(w, 'ana').messages.at(-1)?.body, 'first of all');
  assert.equal(talk(w, 'ben').messages[0]?.encrypted, false);
  w.world.end();
});
