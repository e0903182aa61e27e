import assert from 'node:assert/strict';
import test from 'node:test';
import { groupUri } from '../protocol/conference-uri.ts';
import { parseServerBundle, serialiseMlsControl } from '../protocol/mls-control.ts';
import type { FakePhone, SendResult } from './fake-phone.test-support.ts';
import { catchUp } from './group-focus.test-support.ts';
import { authenticator, type CommitShape, ciphertext, commit, welcome } from './mls-bytes.test-support.ts';
import { numbers, type SmallWorld, smallWorld } from './small-world.test-support.ts';

const groupId = '6f1d2c3b-4a59-4687-9f0e-1d2c3b4a5968';
const control = 'message/mls-rcs-client';

/** How a phone stands in the group when it sends: era and label of the authenticator. */
interface Standing {
  readonly era?: number;
  readonly standing?: string;
  readonly withWelcome?: boolean;
  readonly id?: string;
  readonly mode?: 'pager' | 'session';
}

function sendCommit(
  from: FakePhone,
  to: string,
  shape: Omit<CommitShape, 'groupId'>,
  how: Standing = {},
): Promise<SendResult> {
  const { era = 1, standing = `epoch ${shape.epoch}`, withWelcome = shape.adds !== undefined } = how;
  const parts = [commit({ groupId, label: standing, ...shape })];
  if (withWelcome) parts.push(welcome(shape.adds ?? to));
  const cpim = from.cpimTo(to, control, serialiseMlsControl(parts), {
    eraId: era,
    epochAuthenticator: authenticator(standing),
    dispositionNotification: ['negative-delivery'],
    ...(how.id === undefined ? {} : { messageId: how.id }),
  });
  return from.sendCpim(to, cpim, how.mode);
}

const create = (world: SmallWorld, how: Standing = {}): Promise<SendResult> =>
  world.settle(sendCommit(world.ana, numbers.ben, { epoch: 0n, leaf: 0, adds: numbers.ben }, how));
const update = (world: SmallWorld, who: 'ana' | 'ben', epoch: bigint, how: Standing = {}): Promise<SendResult> =>
  world.settle(
    sendCommit(world[who], who === 'ana' ? numbers.ben : numbers.ana, { epoch, leaf: who === 'ana' ? 0 : 1 }, how),
  );
const verdict = ({ status, reason }: SendResult): unknown => [status, reason];
const commits = (world: SmallWorld) =>
  world
    .entries('carrier.commit')
    .map(({ carrier, era, epoch, accepted, reason }) => [carrier, era, epoch, accepted, reason]);

async function withGroup(): Promise<SmallWorld> {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  assert.equal((await create(world)).status, 200);
  await world.clock.runFor(1000);
  return world;
}

test('the creator’s carrier becomes the focus: it accepts the first commit and hands it with its Welcome to the peer, unchanged', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const parts = [commit({ groupId, epoch: 0n, leaf: 0, adds: numbers.ben }), welcome(numbers.ben)];
  const cpim = world.ana.cpimTo(numbers.ben, control, serialiseMlsControl(parts), {
    eraId: 1,
    epochAuthenticator: authenticator('epoch 0'),
  });
  assert.equal((await world.settle(world.ana.sendCpim(numbers.ben, cpim))).status, 200);
  await world.clock.runFor(1000);
  assert.deepEqual(structuredClone(world.ben.received.map((received) => received.cpim)), [structuredClone(cpim)]);
  assert.deepEqual(commits(world), [['north', 1, 0, true, null]]);
});

test('the commit that was accepted last, under another message id, is accepted again and not handed on again', async () => {
  const world = await withGroup();
  for (const _time of [1, 2]) assert.equal((await update(world, 'ana', 1n)).status, 200);
  await world.clock.runFor(1000);
  assert.equal(world.ben.received.length, 2, 'the Welcome and one commit');
  assert.equal(commits(world).length, 2);
});

for (const mode of ['pager', 'session'] as const) {
  test(`of two concurrent commits the focus accepts one, and the other learns why (${mode})`, async () => {
    const world = await withGroup();
    const [ana, ben] = await world.settle(
      Promise.all([
        sendCommit(world.ana, numbers.ben, { epoch: 1n, leaf: 0 }, { mode }),
        sendCommit(world.ben, numbers.ana, { epoch: 1n, leaf: 1 }, { mode }),
      ]),
    );
    assert.ok(ana && ben);
    assert.equal(ana.status, 200);
    assert.deepEqual(verdict(ben), [403, 'incorrect-epoch']);
    await world.clock.runFor(1000);
    assert.equal(world.ben.received.length, 2, 'the Welcome and the winner');
    assert.equal(world.ana.received.length, 0, 'nobody gets the loser');
    assert.deepEqual(commits(world).slice(1), [
      ['north', 1, 1, true, null],
      ['north', 1, 1, false, 'incorrect-epoch'],
    ]);
    const again = await update(world, 'ben', 2n);
    assert.equal(again.status, 200, 'from the new epoch it goes through');
    await world.clock.runFor(1000);
    assert.equal(world.ana.received.length, 1);
  });
}

test('the reasons of refusal are those of the wire page', async () => {
  const world = await withGroup();
  const { ana, ben, cy } = world;
  const raw = (from: FakePhone, to: string, body: Uint8Array, change: object) =>
    world.settle(
      from.sendCpim(
        to,
        from.cpimTo(to, control, body, { eraId: 1, epochAuthenticator: authenticator('epoch 1'), ...change }),
      ),
    );
  const good = serialiseMlsControl([commit({ groupId, epoch: 1n, leaf: 0 })]);
  const noEra = ana.cpimTo(numbers.ben, control, good, { epochAuthenticator: authenticator('epoch 1') });

  assert.deepEqual(verdict(await world.settle(ana.sendCpim(numbers.ben, noEra))), [403, 'invalid-input']);
  assert.deepEqual(verdict(await raw(ana, numbers.ben, Buffer.from([5, 1]), {})), [403, 'invalid-input']);
  assert.deepEqual(verdict(await raw(ana, numbers.ben, serialiseMlsControl([Buffer.from('no')]), {})), [
    403,
    'unparsable-commit',
  ]);
  const message = serialiseMlsControl([ciphertext(groupId, 1n, 'x')]);
  assert.deepEqual(verdict(await raw(ana, numbers.ben, message, {})), [403, 'unparsable-commit']);
  const unknown = serialiseMlsControl([commit({ groupId: 'another-group', epoch: 3n, leaf: 0 })]);
  assert.deepEqual(verdict(await raw(ana, numbers.cy, unknown, {})), [403, 'mls-group-not-found']);
  assert.deepEqual(verdict(await raw(ben, numbers.ana, unknown, {})), [403, 'mls-group-not-found']);
  assert.deepEqual(verdict(await raw(cy, numbers.ana, good, {})), [403, 'mismatched-rcs-group-state']);
  assert.deepEqual(verdict(await update(world, 'ana', 1n, { era: 2 })), [403, 'incorrect-era']);
  assert.deepEqual(verdict(await update(world, 'ana', 0n, { standing: 'epoch 0' })), [403, 'incorrect-epoch']);
  assert.deepEqual(verdict(await update(world, 'ana', 7n)), [403, 'incorrect-epoch']);
  const stranger = await world.settle(sendCommit(ana, numbers.ben, { epoch: 1n, leaf: 0, adds: numbers.cy }));
  assert.deepEqual(verdict(stranger), [403, 'mismatched-rcs-group-state']);
  assert.equal((await update(world, 'ana', 1n)).status, 200, 'none of them moved the group');
  assert.deepEqual(world.crashes, []);
});

test('the same epoch with another authenticator is a fork, whoever spoke first', async () => {
  const world = await withGroup();
  const body = ciphertext(groupId, 1n, 'hello');
  const said = world.ana.cpimTo(numbers.ben, 'message/mls', body, {
    eraId: 1,
    epochAuthenticator: authenticator('epoch 1'),
  });
  await world.settle(world.ana.sendCpim(numbers.ben, said));
  assert.deepEqual(verdict(await update(world, 'ben', 1n, { standing: 'a fork' })), [
    403,
    'incorrect-epoch-authenticator',
  ]);
  assert.equal((await update(world, 'ben', 1n)).status, 200);
  assert.deepEqual(verdict(await update(world, 'ana', 1n)), [403, 'incorrect-epoch']);
});

test('a commit whose answer was lost is sent again with its id and accepted again, without another epoch', async () => {
  const world = await withGroup();
  const id = 'MxTheSameCommitTwice001234';
  world.network.change('north', 'ana', { partitioned: true });
  const unheard = await update(world, 'ana', 1n, { id });
  assert.equal(unheard.status, undefined);
  world.network.change('north', 'ana', { partitioned: false });
  assert.equal((await update(world, 'ana', 1n, { id })).status, 200);
  await world.clock.runFor(5000);
  assert.equal(world.ben.received.length, 2, 'the Welcome and one commit');
  assert.equal(commits(world).length, 2);
});

test('while the focus cannot be reached nothing is decided; afterwards the same message is', async () => {
  const world = await withGroup();
  const id = 'MxWhileTheFocusIsAway01234';
  world.network.change('south', 'north', { partitioned: true });
  assert.deepEqual(verdict(await update(world, 'ben', 1n, { id, mode: 'pager' })), [504, 'transient-error']);
  assert.deepEqual(verdict(await update(world, 'ben', 1n, { id, mode: 'session' })), [408, 'transient-error']);
  world.network.change('south', 'north', { partitioned: false });
  assert.equal((await update(world, 'ben', 1n, { id })).status, 200);
  await world.clock.runFor(5000);
  assert.equal(world.ana.received.length, 1);
});

test('the focus said yes but the other carrier never heard it: sent again, the yes stands', async () => {
  const world = await withGroup();
  const id = 'MxTheAnswerGotLost00012345';
  world.network.change('north', 'south', { partitioned: true });
  assert.deepEqual(verdict(await update(world, 'ben', 1n, { id })), [504, 'transient-error']);
  world.network.change('north', 'south', { partitioned: false });
  assert.equal((await update(world, 'ben', 1n, { id })).status, 200);
  await world.clock.runFor(60_000);
  assert.equal(world.ana.received.length, 1);
  assert.deepEqual(commits(world).slice(1), [['north', 1, 1, true, null]]);
});

test('an accepted commit reaches an offline peer before the messages of the new epoch', async () => {
  const world = await withGroup();
  world.south.expireRegistration(numbers.ben);
  await update(world, 'ana', 1n);
  const said = world.ana.cpimTo(numbers.ben, 'message/mls', ciphertext(groupId, 2n, 'hello'), {
    eraId: 1,
    epochAuthenticator: authenticator('epoch 2'),
  });
  await world.settle(world.ana.sendCpim(numbers.ben, said));
  await world.settle(world.ben.register());
  await world.clock.runFor(5000);
  assert.deepEqual(
    world.ben.received.map(({ cpim }) => cpim.contentType),
    [control, control, 'message/mls'],
  );
});

test('an era advance is a first commit of the next era; the era before is over then', async () => {
  const world = await withGroup();
  await update(world, 'ana', 1n);
  const advance = { epoch: 0n, leaf: 0, adds: numbers.ana } as const;
  const skipped = await world.settle(sendCommit(world.ben, numbers.ana, advance, { era: 3, standing: 'era 3' }));
  assert.deepEqual(verdict(skipped), [403, 'incorrect-era']);
  const advanced = await world.settle(sendCommit(world.ben, numbers.ana, advance, { era: 2, standing: 'era 2' }));
  assert.equal(advanced.status, 200);
  assert.deepEqual(verdict(await update(world, 'ana', 2n)), [403, 'incorrect-era']);
  assert.equal(commits(world).at(-2)?.[0], 'north', 'the focus stays where the group was created');
});

test('only so many era advances and external commits are allowed within a day', async () => {
  const world = await withGroup();
  let last: unknown;
  let era = 1;
  for (; era < 40 && last === undefined; era++) {
    const standing = `era ${era + 1}`;
    const sent = await world.settle(
      sendCommit(world.ana, numbers.ben, { epoch: 0n, leaf: 0, adds: numbers.ben }, { era: era + 1, standing }),
    );
    if (sent.status !== 200) last = verdict(sent);
  }
  assert.deepEqual(last, [403, 'era-advancement-quota-reached']);
  await world.clock.runFor(25 * 3_600_000);
  await world.settle(world.ana.register());
  const standing = 'the day after';
  const sent = await world.settle(
    sendCommit(world.ana, numbers.ben, { epoch: 0n, leaf: 0, adds: numbers.ben }, { era, standing }),
  );
  assert.equal(sent.status, 200);
});

test('a group that was ended takes no further commit, nor a new era in which MLS is not ended', async () => {
  const world = await withGroup();
  const end = await world.settle(sendCommit(world.ana, numbers.ben, { epoch: 1n, leaf: 0, ends: true }));
  assert.equal(end.status, 200);
  assert.deepEqual(verdict(await update(world, 'ben', 2n)), [403, 'mls-group-has-end-mls']);
  const advance = { epoch: 0n, leaf: 0, adds: numbers.ana } as const;
  const next = { era: 2, standing: 'era 2' };
  const advanced = await world.settle(sendCommit(world.ben, numbers.ana, advance, next));
  assert.deepEqual(verdict(advanced), [403, 'mls-group-has-end-mls']);
  assert.deepEqual([world.north.mlsGroup(groupId)?.era, world.north.mlsGroup(groupId)?.ended], [1, true]);
  const born = await world.settle(sendCommit(world.ben, numbers.ana, { ...advance, ends: true }, next));
  assert.equal(born.status, 200, 'a new era that is born ended changes nothing about that');
  assert.deepEqual([world.north.mlsGroup(groupId)?.era, world.north.mlsGroup(groupId)?.ended], [2, true]);
});

test('a group begins in era 1 and in no other', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const first = { epoch: 0n, leaf: 0, adds: numbers.ben } as const;
  for (const era of [0, 2, 7, 0xffff_ffff]) {
    const sent = await world.settle(sendCommit(world.ana, numbers.ben, first, { era, standing: `era ${era}` }));
    assert.deepEqual(verdict(sent), [403, 'incorrect-era'], `era ${era}`);
  }
  assert.equal(world.north.mlsGroup(groupId), undefined);
  assert.equal((await world.settle(sendCommit(world.ana, numbers.ben, first))).status, 200);
});

test('with the E2EE switch off commits are refused, and ciphertexts are carried as they are', async () => {
  const world = await withGroup();
  world.north.setE2ee(false);
  assert.deepEqual(verdict(await update(world, 'ana', 1n)), [403, 'encryption-not-available']);
  const body = ciphertext(groupId, 1n, 'hello');
  const said = world.ana.cpimTo(numbers.ben, 'message/mls', body, {
    eraId: 1,
    epochAuthenticator: authenticator('epoch 1'),
  });
  assert.equal(Number((await world.settle(world.ana.sendCpim(numbers.ben, said))).status) < 300, true);
  await world.clock.runFor(1000);
  assert.deepEqual(Buffer.from(world.ben.received.at(-1)?.cpim.body ?? []), Buffer.from(body));
  world.north.setE2ee(true);
  assert.equal((await update(world, 'ana', 1n)).status, 200);
});

test('created on both sides at once, the group has one focus in the end, and the other creator is told', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const [ana, ben] = await world.settle(
    Promise.all([
      sendCommit(world.ana, numbers.ben, { epoch: 0n, leaf: 0, adds: numbers.ben }),
      sendCommit(world.ben, numbers.ana, { epoch: 0n, leaf: 0, adds: numbers.ana }, { standing: 'the other one' }),
    ]),
  );
  assert.deepEqual([ana?.status, ben?.status], [200, 200]);
  await world.clock.runFor(10_000);
  assert.equal(world.ana.received.length, 0, 'north keeps its group and lets no other in');
  assert.deepEqual(world.ben.received.map(({ cpim }) => cpim.contentType).sort(), ['message/imdn+xml', control]);
  const receipt = world.ben.texts().find((text) => text.includes('<imdn'));
  assert.match(receipt ?? '', new RegExp(`${ben?.id}.*<mls-server-failure-reason><mismatched-rcs-group-state/>`));
  assert.equal((await update(world, 'ben', 1n)).status, 200, 'north is asked now');
  assert.equal(commits(world).at(-1)?.[0], 'north');
});

test('a group of two cannot be taken over from another carrier, by one who has its id and invites one of them', async () => {
  const world = smallWorld();
  const dee = world.extra('dee', 'south', '+447700900004');
  await world.online(world.ana, world.ben, dee);
  const theirs = sendCommit(dee, numbers.ben, { epoch: 0n, leaf: 0, adds: numbers.ben });
  assert.equal((await world.settle(theirs)).status, 200);
  await create(world);
  await world.clock.runFor(5000);
  const next = sendCommit(dee, numbers.ben, { epoch: 1n, leaf: 0 });
  assert.equal((await world.settle(next)).status, 200);
  await world.clock.runFor(1000);
  assert.equal(world.south.mlsGroup(groupId)?.epoch, 2n);
  assert.deepEqual(
    world.ben.received.map(({ asserted }) => asserted?.includes('+447700900004')),
    [true, true],
  );
});

test('an external commit of one of the two counts as a commit', async () => {
  const world = await withGroup();
  const joined = await world.settle(sendCommit(world.ben, numbers.ana, { epoch: 1n }));
  assert.deepEqual(verdict(joined), [403, 'invalid-commit'], 'without a path it names nobody');
});

test('commits and receipts are not messages between people: the platform hears of neither', async () => {
  const world = await withGroup();
  assert.deepEqual(world.events, []);
});

test('who fell behind in a 1:1 asks its own carrier, and the focus answers, wherever it is', async () => {
  const world = await withGroup();
  await update(world, 'ana', 1n);
  await update(world, 'ana', 2n);
  const [north, south] = [groupUri(groupId, 'north'), groupUri(groupId, 'south')];
  assert.deepEqual(await catchUp(world, world.ben, 1, 1n, south, groupId), [200, undefined]);
  assert.deepEqual(await catchUp(world, world.ana, 1, 2n, north, groupId), [200, undefined]);
  assert.deepEqual(await catchUp(world, world.cy, 1, 1n, north, groupId), [403, 'not-a-member']);
  const [missed, one] = [world.ben, world.ana].map(({ received }) => received.at(-1)?.cpim.body ?? new Uint8Array(0));
  assert.equal(missed && parseServerBundle(missed).length, 2);
  assert.equal(one && parseServerBundle(one).length, 1);
});

test('commits of a 1:1 may go to its MLS group’s URI, too, where its focus’s bundles come from', async () => {
  const world = await withGroup();
  const send = (phone: FakePhone, shape: Omit<CommitShape, 'groupId'>, carrier: string) => {
    const standing = `epoch ${shape.epoch}`;
    const to = groupUri(groupId, carrier);
    const body = serialiseMlsControl([commit({ groupId, label: standing, ...shape })]);
    const claims = { eraId: 1, epochAuthenticator: authenticator(standing) };
    return world.settle(phone.sendCpim(to, phone.cpimTo(to, control, body, claims)));
  };
  assert.equal((await send(world.ana, { epoch: 1n, leaf: 0 }, 'north')).status, 200);
  assert.equal((await send(world.ben, { epoch: 2n, leaf: 1 }, 'south')).status, 200);
  await world.clock.runFor(1000);
  assert.deepEqual([world.ana.received.length, world.ben.received.length], [1, 2]);
  assert.equal((await send(world.cy, { epoch: 3n, leaf: 0 }, 'north')).status, 404);
});
