import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBlobs } from '../../kernel/journal/blobs.ts';
import { journal } from '../../kernel/journal/journal.ts';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { createWorld } from '../../world.ts';
import { type HeadlessUser, headlessUser } from './headless-user.ts';

/** Three people at two carriers with nothing but their screens. */
async function threePeople() {
  const clock = virtualClock(Date.UTC(2026, 10, 22));
  const world = createWorld({
    seed: 'groups on screen',
    scenario: 'groups on screen',
    environment: 'virtual',
    phones: [
      { name: 'ana', os: 'android' },
      { name: 'ben', os: 'ios' },
      { name: 'cy', os: 'android' },
    ],
    carriers: ['north', 'south'],
    clock,
    journal: journal(clock, memoryBlobs()),
  });
  world.start();
  assert.ok(await clock.runUntil(() => world.ready(), 600_000));
  const person = (name: string): HeadlessUser & { readonly msisdn: string } => {
    const it = world.phones.get(name);
    assert.ok(it !== undefined);
    return { ...headlessUser(it.phone), msisdn: it.handset.msisdn };
  };
  const settle = async (): Promise<void> => {
    await clock.runFor(60_000);
    assert.ok(await clock.runUntil(() => world.quiet(), 600_000));
  };
  return { ana: person('ana'), ben: person('ben'), cy: person('cy'), settle };
}

test('a group of three is made, talked in, changed and left on the screens of both systems', async () => {
  const { ana, ben, cy, settle } = await threePeople();
  assert.equal(ana.startGroup([ben.msisdn, cy.msisdn], 'Harbour walk'), 'Harbour walk');
  await settle();
  ana.send('Harbour walk', 'Saturday?');
  await settle();
  ben.send('Harbour walk', 'yes');
  await settle();
  const seen = [ana, ben, cy].map((who) => who.look('Harbour walk'));
  for (const { encrypted, notEncrypted, closed } of seen)
    assert.deepEqual([encrypted, notEncrypted, closed], [true, false, false]);
  assert.deepEqual(
    seen.map(({ bubbles }) => bubbles.map(({ direction, body, sender }) => [direction, body, sender])),
    [
      [
        ['out', 'Saturday?', undefined],
        ['in', 'yes', seen[2]?.bubbles[1]?.sender],
      ],
      [
        ['in', 'Saturday?', seen[2]?.bubbles[0]?.sender],
        ['out', 'yes', undefined],
      ],
      [
        ['in', 'Saturday?', seen[1]?.bubbles[0]?.sender],
        ['in', 'yes', seen[0]?.bubbles[1]?.sender],
      ],
    ],
  );
  assert.match(seen[2]?.bubbles[0]?.sender ?? '', /^ana$/iu);
  assert.deepEqual(seen[2]?.group, { title: 'Harbour walk', members: [ana.msisdn, ben.msisdn] });

  const codes = [ana, ben, cy].map((who) => who.encryption('Harbour walk'));
  assert.equal(new Set(codes.map(({ verificationCode }) => verificationCode)).size, 1);
  assert.match(codes[0]?.health ?? '', /\(Healthy\)$/u);

  ben.renameGroup('Harbour walk', 'Hill walk');
  await settle();
  ana.changeIcon('Hill walk', 'mountain');
  await settle();
  ana.removeMember('Hill walk', cy.msisdn);
  await settle();
  assert.deepEqual(ben.group('Hill walk'), { title: 'Hill walk', members: [ana.msisdn] });
  const out = cy.look('Hill walk');
  assert.equal(out.closed, true);
  assert.deepEqual(
    out.bubbles.map(({ body }) => body),
    ['Saturday?', 'yes'],
  );

  ben.endEncryption('Hill walk');
  await settle();
  const ended = ana.look('Hill walk');
  assert.deepEqual([ended.encrypted, ended.notEncrypted], [false, true]);
  ben.leaveGroup('Hill walk');
  await settle();
  assert.equal(ben.look('Hill walk').closed, true);
  assert.deepEqual(ana.group('Hill walk').members, []);
  assert.deepEqual(ana.look('Hill walk').notices.length > 4, true);
});
