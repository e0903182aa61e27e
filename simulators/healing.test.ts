import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Carrier } from './carrier/carrier.ts';
import type { PhoneConfig } from './cast.ts';
import { type GroupWorld, groupWorld } from './group-world.test-support.ts';
import { testSeed } from './kernel/test-seed.ts';

const seed = testSeed();
const cast: readonly PhoneConfig[] = [
  { name: 'ana', os: 'android', carrier: 'north' },
  { name: 'ben', os: 'ios', carrier: 'south' },
  { name: 'cleo', os: 'android', carrier: 'south' },
];

function carrier(w: GroupWorld, name: string): Carrier {
  const it = w.world.carriers.get(name);
  if (!it) throw new Error(`no carrier ${name}`);
  return it;
}

async function withGroup(): Promise<GroupWorld> {
  const w = await groupWorld(seed, cast);
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')]);
  assert.equal(await w.settle(), true);
  return w;
}

function together(w: GroupWorld): void {
  const standings = ['ana', 'ben', 'cleo'].map((name) => w.group(name).encryption);
  for (const standing of standings) {
    assert.equal(standing?.epochAuthenticator, standings[0]?.epochAuthenticator);
    assert.equal(standing?.health, 'Healthy');
  }
}

/** What a phone's health went through, in words of RCC.16. */
const went = (w: GroupWorld, phone: string): string[] =>
  w
    .entries('mls.health')
    .filter(({ data }) => data.phone === phone)
    .map(({ data }) => data.to);

test('who is told of another roster and gets no commit asks for it, though nobody writes', async () => {
  const w = await withGroup();
  const stop = carrier(w, 'south').interfere(({ contentType, to }) =>
    contentType === 'message/mls-rcs-client' && to === w.msisdn('ben') ? 'drop' : 'carry',
  );
  const asked = () => w.entries('carrier.caught_up').map(({ data }) => data.to);
  void w.phone('ana').rotateKeys(w.group('ana').peer.msisdn);
  await w.settle();
  assert.deepEqual(asked(), [], 'nothing tells of a lost rotation');
  w.phone('ana').removeMember(w.group('ana').id, w.msisdn('cleo'));
  assert.equal(await w.settle(), true);
  stop();
  assert.deepEqual(asked(), [w.msisdn('ben')]);
  assert.equal(w.entries('carrier.caught_up')[0]?.data.messages, 2);
  assert.equal(w.group('ben').encryption?.epochAuthenticator, w.group('ana').encryption?.epochAuthenticator);
  assert.deepEqual(went(w, 'ben').slice(-3), ['EpochAdvancementRequested', 'OngoingEpochAdvancement', 'Healthy']);
  w.world.end();
});

test('first rung: commits that were missed are asked for and applied, and what waited for them opens', async () => {
  const w = await withGroup();
  const stop = carrier(w, 'south').interfere(({ contentType, to }) =>
    contentType === 'message/mls-rcs-client' && to === w.msisdn('ben') ? 'drop' : 'carry',
  );
  for (let round = 0; round < 3; round++) {
    void w.phone('ana').rotateKeys(w.group('ana').peer.msisdn);
    await w.settle();
  }
  stop();
  w.phone('cleo').send(w.group('cleo').id, 'where are you?');
  assert.equal(await w.settle(), true);
  together(w);
  assert.deepEqual(w.shown('ben'), ['in where are you?']);
  assert.equal(w.entries('carrier.caught_up')[0]?.data.messages, 3);
  assert.equal(w.entries('mls.resent').length, 0, 'nobody had to send anything again');
  assert.deepEqual(went(w, 'ben').slice(-3), ['EpochAdvancementRequested', 'OngoingEpochAdvancement', 'Healthy']);
  w.world.end();
});

test('second rung: a fork is named, and whoever is on the wrong branch joins the other from outside', async () => {
  const w = await withGroup();
  const groupId = w.group('ana').peer.msisdn;
  carrier(w, 'north').focusFaults.forkNext(groupId);
  const agreed = Promise.all([w.phone('ana').rotateKeys(groupId), w.phone('ben').rotateKeys(groupId)]);
  await w.settle();
  assert.deepEqual(await agreed, [true, true], 'the focus told both that theirs was accepted');
  await w.settle();
  w.phone('ana').send(w.group('ana').id, 'from one branch');
  w.phone('ben').send(w.group('ben').id, 'from the other');
  assert.equal(await w.settle(), true);
  together(w);
  assert.ok(w.entries('mls.fork').length > 0);
  for (const name of ['ana', 'ben', 'cleo']) {
    const bodies = w.group(name).messages.map(({ body }) => body);
    assert.deepEqual(bodies.sort(), ['from one branch', 'from the other'], name);
  }
  w.world.end();
});

test('third rung: with no external commit left, a member has everybody come into a new era', async () => {
  const w = await withGroup();
  carrier(w, 'north').focusFaults.limit('external-commits', 0);
  w.phone('ben').reinstall();
  await w.settle();
  w.phone('ana').send(w.group('ana').id, 'come back');
  assert.equal(await w.settle(), true);
  together(w);
  assert.equal(w.group('ana').encryption?.era, 2);
  assert.deepEqual(w.shown('ben'), ['in come back']);
  assert.ok(went(w, 'ana').includes('OngoingEraAdvancement'));
  w.world.end();
});

test('where no rung is left, a message is sent again five times at most, and shows as failed', async () => {
  const w = await withGroup();
  carrier(w, 'north').focusFaults.limit('external-commits', 0);
  carrier(w, 'north').focusFaults.limit('era-advances', 0);
  w.phone('ben').reinstall();
  await w.settle();
  w.phone('ana').send(w.group('ana').id, 'lost on ben');
  await w.settle(3_600_000);
  const resent = w.entries('mls.resent').map(({ data }) => data.count);
  assert.ok(resent.length > 0 && resent.length <= 5, `${resent}`);
  assert.deepEqual(w.shown('cleo'), ['in lost on ben']);
  assert.deepEqual(w.shown('ben'), ['in (unreadable)']);
  const [message] = w.group('ana').messages;
  assert.equal(message?.status, 'failed');
  assert.deepEqual(
    message?.failedFor?.map(({ msisdn }) => msisdn),
    [w.msisdn('ben')],
  );
  w.world.end();
});

test('of 32 members at two carriers, with rotation, loss and recovery, one seed gives one journal', {
  timeout: 240_000,
}, async () => {
  const names = Array.from({ length: 32 }, (_, index) => `p${index}`);
  const run = async (of: number) => {
    const phones = names.map((name, index) => ({ name, os: index % 2 ? 'ios' : 'android' }) as const);
    const w = await groupWorld(of, phones, { adversary: false });
    w.phone('p0').createGroup(names.slice(1).map((name) => w.msisdn(name)));
    await w.settle();
    const stop = carrier(w, 'south').interfere(({ contentType, to }) =>
      contentType === 'message/mls-rcs-client' && to === w.msisdn('p1') ? 'drop' : 'carry',
    );
    void w.phone('p2').rotateKeys(w.group('p2').peer.msisdn);
    await w.settle();
    stop();
    w.phone('p3').send(w.group('p3').id, 'hello everybody');
    w.phone('p4').reinstall();
    assert.equal(await w.settle(), true);
    const standings = new Set(
      names.filter((name) => name !== 'p4').map((name) => w.group(name).encryption?.epochAuthenticator),
    );
    assert.equal(standings.size, 1);
    assert.equal(w.group('p3').messages[0]?.status, 'delivered');
    w.world.end();
    return w.lines;
  };
  const [one, same, other] = [await run(seed), await run(seed), await run(seed + 1)];
  assert.deepEqual(one, same);
  assert.notDeepEqual(one, other);
});
