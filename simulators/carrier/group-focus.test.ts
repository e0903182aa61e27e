import assert from 'node:assert/strict';
import test from 'node:test';
import { parseMlsMessage } from '../mls/wire/mls-message.ts';
import { proposalRef } from '../mls/wire/proposal-arbitration.ts';
import { groupUri } from '../protocol/conference-uri.ts';
import { parseGroupData } from '../protocol/group-data.ts';
import { parseServerBundle } from '../protocol/mls-control.ts';
import type { FakePhone } from './fake-phone.test-support.ts';
import { catchUp, control, encryptedGroup, found, groupId, heard, submit, uri } from './group-focus.test-support.ts';
import {
  authenticator,
  ciphertext,
  commit,
  groupInfo,
  keyPackage,
  proposal,
  welcome,
} from './mls-bytes.test-support.ts';
import { numbers, type SmallWorld, smallWorld } from './small-world.test-support.ts';

const { ana, ben, cy } = numbers;
const dee = '+447700900004';
const second = '353333333333333';

const members = (world: SmallWorld) => [world.north.group(groupId)?.members, world.south.group(groupId)?.members];
const commits = (world: SmallWorld) =>
  world
    .entries('carrier.commit')
    .map(({ carrier, from, epoch, accepted, reason }) => [carrier, from, epoch, accepted, reason]);
const refOf = (bytes: Uint8Array): string => {
  const parsed = parseMlsMessage(bytes);
  assert.ok(parsed.ok && parsed.value.wireFormat === 'public-message');
  return proposalRef(parsed.value);
};

test('the first commit brings everybody in: each newcomer gets the Welcome alone, the creator nothing', async () => {
  const world = await encryptedGroup();
  assert.deepEqual([heard(world.ana), heard(world.ben), heard(world.cy)], [[], ['welcome'], ['welcome']]);
  assert.deepEqual(commits(world), [['north', ana, 0, true, null]]);
  assert.equal(world.north.mlsGroup(groupId)?.epoch, 1n);
});

test('a first commit that leaves a participant out, or brings a stranger in, is not the group’s', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  await world.settle(world.ana.convene(groupId, [ben, cy]));
  await world.clock.runFor(1000);
  assert.equal(await found(world, { adds: [ben], leaves: [ana, ben] }), 'mismatched-rcs-group-state');
  assert.equal(
    await found(world, { adds: [ben, cy, dee], leaves: [ana, ben, cy, dee], standing: 'again' }),
    'mismatched-rcs-group-state',
  );
  assert.equal(world.north.mlsGroup(groupId), undefined);
});

/** Leaves one KeyPackage at the KDS, which names the phone's device. */
const publish = (world: SmallWorld, phone: FakePhone, of: string) =>
  world.settle(
    phone.http('/mls/v1/keypackages', {
      msisdn: of,
      key_packages: [Buffer.from(keyPackage(of, phone.name, { imei: phone.imei })).toString('base64')],
    }),
  );

test('who comes in brings every device that the KDS has keys of; those of another carrier are not known', async () => {
  const world = smallWorld();
  const pad = world.extra('pad', 'north', cy, second);
  const tablet = world.extra('tablet', 'south', ben, second);
  await world.online(world.ana, world.ben, world.cy, pad, tablet);
  await world.settle(world.ana.convene(groupId, [ben, cy]));
  await publish(world, world.cy, cy);
  const alone = { adds: [ben, cy], leaves: [ana, ben, cy] };
  await publish(world, pad, cy);
  await publish(world, tablet, ben);
  assert.equal(await found(world, alone), 'mismatched-rcs-group-state');
  world.north.withholdKeyPackages(cy, true, second);
  const both = { adds: [ben, cy, `${cy}/${second}`], leaves: [ana, ben, cy, `${cy}/${second}`] };
  assert.equal(await found(world, { ...both, standing: 'nobody can add the pad, and it is there' }), 'accepted');
  world.north.withholdKeyPackages(cy, false, second);
  assert.equal(await submit(world, world.ana, { epoch: 1n, leaf: 0, removes: [2, 3], path: ana }), 'accepted');
  const added = { epoch: 2n, leaf: 0, adds: [cy], leaves: [ana, ben, cy] };
  assert.equal(await submit(world, world.ana, added), 'mismatched-rcs-group-state');
  const again = { ...added, adds: both.adds.slice(1), leaves: both.leaves, label: 'both' };
  assert.equal(await submit(world, world.ana, again), 'accepted');
});

test('who is added gets the group and the Welcome, the others the group and the commit; who is removed learns it', async () => {
  const world = await encryptedGroup();
  const fourth = world.extra('dee', 'south', dee);
  await world.online(fourth);
  const added = { epoch: 1n, leaf: 1, adds: [dee], leaves: [ana, ben, cy, dee] };
  assert.equal(await submit(world, world.ben, added), 'accepted');
  assert.deepEqual(members(world), [
    [ana, ben, cy, dee],
    [ana, ben, cy, dee],
  ]);
  assert.deepEqual(
    [heard(world.ana), heard(world.ben), heard(world.cy).at(-1)],
    [['handshake'], ['welcome'], 'handshake'],
  );
  assert.deepEqual(heard(fourth), ['welcome']);
  const [first] = fourth.received;
  assert.deepEqual(first && parseGroupData(first.cpim.body).change, { kind: 'added', by: ben, members: [dee] });
  assert.equal(await submit(world, world.cy, { epoch: 2n, leaf: 2, removes: [1], path: cy }), 'accepted');
  assert.deepEqual(members(world)[0], [ana, cy, dee]);
  assert.equal(heard(world.ben).at(-1), 'handshake', 'the commit that removes it');
  assert.deepEqual(
    world.entries('carrier.group').map(({ change, by, affected }) => [change, by, affected]),
    [
      ['created', ana, [ben, cy]],
      ['added', ben, [dee]],
      ['removed', cy, [ben]],
    ],
  );
});

test('of concurrent commits from both carriers one wins; what was accepted and not heard is accepted again, once', async () => {
  const world = await encryptedGroup();
  const [one, other] = await Promise.all([
    submit(world, world.ana, { epoch: 1n, leaf: 0 }),
    submit(world, world.ben, { epoch: 1n, leaf: 1 }),
  ]);
  assert.deepEqual([one, other].sort(), ['accepted', 'incorrect-epoch']);
  world.network.change('north', 'south', { partitioned: true });
  const id = 'MxTheAnswerGotLost00012345';
  assert.equal(await submit(world, world.ben, { epoch: 2n, leaf: 1, id }), 'transient-error');
  world.network.change('north', 'south', { partitioned: false });
  assert.equal(await submit(world, world.ben, { epoch: 2n, leaf: 1, id }), 'accepted');
  assert.equal(await submit(world, world.ben, { epoch: 2n, leaf: 1 }), 'accepted', 'under another id, too');
  assert.equal(world.north.mlsGroup(groupId)?.epoch, 3n);
  assert.equal(heard(world.cy).length, 3, 'its Welcome and two commits');
});

test('leaving: off the roster at once, the proposal goes to the rest, and a commit that ignores it is refused', async () => {
  const world = await encryptedGroup();
  const leave = proposal(groupId, 1n, 1, ben);
  assert.equal(await control(world, world.ben, [leave], 1, '1/1'), 'accepted');
  assert.deepEqual(members(world)[0], [ana, cy]);
  assert.deepEqual(
    [heard(world.ana).at(-1), heard(world.cy).at(-1), heard(world.ben)],
    ['handshake', 'handshake', ['welcome']],
  );
  assert.deepEqual(world.entries('carrier.group').at(-1)?.change, 'left');
  assert.equal(await submit(world, world.ana, { epoch: 1n, leaf: 0 }), 'pending-proposal');
  const external = { epoch: 1n, path: cy, removes: [2] };
  assert.equal(await submit(world, world.cy, external), 'pending-proposal');
  const committed = { epoch: 1n, leaf: 2, references: [refOf(leave)], path: cy };
  assert.equal(await submit(world, world.cy, committed), 'accepted');
  assert.deepEqual(heard(world.ben), ['welcome'], 'who left hears no more');
  assert.equal(await submit(world, world.ana, { epoch: 2n, leaf: 0 }), 'accepted');
  assert.equal((await world.settle(world.ben.text(uri, 'x'))).reason, 'not-a-member');
});

test('the operator takes somebody out: a server bundle asks for a commit, and only that commit is taken', async () => {
  const world = await encryptedGroup();
  assert.equal(world.north.removeFromGroup(groupId, cy), true);
  assert.equal(world.north.removeFromGroup(groupId, cy), false);
  assert.equal(world.south.removeFromGroup(groupId, ben), false, 'not the host');
  await world.clock.runFor(1000);
  assert.deepEqual(world.entries('carrier.group').at(-1), {
    carrier: 'north',
    group_id: groupId,
    change: 'removed',
    by: null,
    affected: [cy],
    members: [ana, ben],
  });
  assert.deepEqual(
    [heard(world.ana), heard(world.ben).at(-1), heard(world.cy)],
    [['server: handshake'], 'server: handshake', ['welcome']],
  );
  const bundle = parseServerBundle(world.ana.received.at(-1)?.cpim.body ?? new Uint8Array(0));
  const parsed = parseMlsMessage(bundle[0] ?? new Uint8Array(0));
  assert.ok(parsed.ok && parsed.value.wireFormat === 'public-message' && parsed.value.content.type === 'proposal');
  assert.deepEqual(parsed.value.content.proposal, { type: 'server-remove', leafIndex: 2 });
  assert.equal(await submit(world, world.ana, { epoch: 1n, leaf: 0 }), 'pending-proposal');
  assert.equal(await submit(world, world.ben, { epoch: 1n, leaf: 1, serverRemoves: [2], path: ben }), 'accepted');
  assert.equal(await submit(world, world.ana, { epoch: 2n, leaf: 0 }), 'accepted');
});

test('in an encrypted group nobody is added or removed by request; who lost everything still may leave', async () => {
  const world = await encryptedGroup();
  for (const kind of ['add', 'remove'] as const)
    assert.equal((await world.settle(world.ben.groupRequest(uri, { kind, members: [cy] }))).reason, 'encrypted-group');
  assert.equal(
    (await world.settle(world.ben.groupRequest(uri, { kind: 'subject', value: Uint8Array.of(1) }))).status,
    202,
  );
  assert.equal((await world.settle(world.ben.groupRequest(uri, { kind: 'leave' }))).status, 202);
  await world.clock.runFor(1000);
  assert.deepEqual(members(world)[0], [ana, cy]);
  assert.equal(heard(world.ana).at(-1), 'server: handshake');
});

test('who missed commits gets them in order, who lost its era a GroupInfo; only the device that asked', async () => {
  const world = await encryptedGroup();
  const tablet = world.extra('tablet', 'south', ben, '353333333333333');
  await world.online(tablet);
  for (const epoch of [1n, 2n, 3n])
    await submit(world, world.ana, { epoch, leaf: 0, ...(epoch === 3n && { leaves: [ana, ben, cy] }) });
  const before = heard(world.ben).length;
  assert.deepEqual(await catchUp(world, world.ben, 1, 2n), [200, undefined]);
  assert.equal(heard(world.ben).at(-1), 'server: handshake handshake');
  const { cpim, asserted } = world.ben.received.at(-1) ?? {};
  assert.deepEqual([cpim?.eraId, cpim?.from, asserted], [1, uri, `<${uri}>`]);
  const [third] = parseServerBundle(cpim?.body ?? new Uint8Array(0));
  assert.deepEqual(Buffer.from(third ?? []), Buffer.from(commit({ groupId, epoch: 2n, leaf: 0, label: 'ana' })));
  for (const [era, epoch] of [
    [0, 0n],
    [1, 4n],
    [1, 9n],
    [2, 1n],
  ] as const) {
    assert.deepEqual(await catchUp(world, world.ben, era, epoch), [200, undefined]);
    assert.equal(heard(world.ben).at(-1), 'server: info', `${era}/${epoch}`);
  }
  assert.equal(heard(world.ben).length, before + 5);
  assert.equal(
    heard(tablet).some((one) => one.startsWith('server')),
    false,
  );
  assert.equal(world.entries('carrier.caught_up').length, 5);
});

test('64 commits are kept; behind those, or without a GroupInfo, there is nothing but a GroupInfo, or nothing', async () => {
  const world = await encryptedGroup();
  for (let epoch = 1n; epoch <= 64n; epoch++)
    assert.equal(await submit(world, world.ana, { epoch, leaf: 0 }), 'accepted');
  assert.deepEqual(await catchUp(world, world.cy, 1, 1n), [200, undefined]);
  assert.equal(heard(world.cy).at(-1), `server: ${Array.from({ length: 64 }, () => 'handshake').join(' ')}`);
  assert.deepEqual(await catchUp(world, world.cy, 1, 0n), [404, 'mls-group-not-found']);
  await submit(world, world.ana, { epoch: 65n, leaf: 0, leaves: [ana, ben, cy] });
  assert.deepEqual(await catchUp(world, world.cy, 1, 0n), [200, undefined]);
  assert.equal(heard(world.cy).at(-1), 'server: info');
});

test('strangers, unknown groups and bad questions are refused', async () => {
  const world = await encryptedGroup();
  const fourth = world.extra('dee', 'south', dee);
  await world.online(fourth);
  const other = groupId.replace('6f', '7f');
  assert.deepEqual(await catchUp(world, fourth, 1, 1n), [403, 'not-a-member']);
  assert.deepEqual(await catchUp(world, world.ana, 1, 1n, groupUri(other, 'north'), other), [
    404,
    'mls-group-not-found',
  ]);
  assert.deepEqual(await catchUp(world, world.ana, 1, 1n, uri, other), [403, 'invalid-input']);
  world.north.removeFromGroup(groupId, ben);
  await world.clock.runFor(1000);
  assert.deepEqual(await catchUp(world, world.ben, 1, 1n), [403, 'not-a-member']);
  world.network.change('north', 'south', { partitioned: true });
  assert.deepEqual(await catchUp(world, world.ben, 1, 1n), [504, 'transient-error']);
});

test('an era advance founds the group anew for all; commits and questions of the era before are of no use', async () => {
  const world = await encryptedGroup();
  await submit(world, world.ana, { epoch: 1n, leaf: 0 });
  const founded = { era: 2, epoch: 0n, leaf: 0, adds: [ana, ben], leaves: [cy, ana, ben] };
  assert.equal(
    await submit(world, world.cy, { ...founded, adds: [ana], leaves: [cy, ana] }),
    'mismatched-rcs-group-state',
  );
  assert.equal(await submit(world, world.cy, founded), 'accepted');
  assert.deepEqual([heard(world.ana).at(-1), heard(world.ben).at(-1)], ['welcome', 'welcome']);
  assert.equal(await submit(world, world.ana, { epoch: 2n, leaf: 0 }), 'incorrect-era');
  assert.deepEqual(await catchUp(world, world.ben, 1, 2n), [200, undefined]);
  assert.equal(heard(world.ben).at(-1), 'server: info');
});

test('a new device of a participant brings its others the commit, and itself the Welcome, under one number', async () => {
  const world = await encryptedGroup();
  const tablet = world.extra('tablet', 'south', ben, '353333333333333');
  await world.online(tablet);
  const added = {
    epoch: 1n,
    leaf: 0,
    adds: [`${ben}/353333333333333`],
    leaves: [ana, ben, cy, `${ben}/353333333333333`],
  };
  assert.equal(await submit(world, world.ana, added), 'accepted');
  assert.deepEqual(
    [heard(world.ben).at(-1), heard(tablet), heard(world.cy).at(-1)],
    ['handshake welcome', ['handshake welcome'], 'handshake'],
  );
  assert.equal(world.entries('carrier.group').length, 1, 'the roster is the same');
  assert.equal(
    await submit(world, world.ana, { epoch: 2n, leaf: 0, removes: [1], path: ana }),
    'mismatched-rcs-group-state',
    'others go with all their devices',
  );
  assert.equal(await submit(world, world.ana, { epoch: 2n, leaf: 0, removes: [1, 3], path: ana }), 'accepted');
  assert.deepEqual(members(world)[0], [ana, cy]);
});

test('a device that its subscriber gave up loses its leaf, in groups and 1:1s that other carriers keep', async () => {
  const world = await encryptedGroup();
  const imei = '353333333333333';
  const tablet = world.extra('tablet', 'south', ben, imei);
  await world.online(tablet);
  const added = { epoch: 1n, leaf: 0, adds: [`${ben}/${imei}`], leaves: [ana, ben, cy, `${ben}/${imei}`] };
  assert.equal(await submit(world, world.ana, added), 'accepted');
  world.south.revokeDevice(ben, imei);
  await world.clock.runFor(1000);
  for (const phone of [world.ana, world.ben, world.cy]) assert.equal(heard(phone).at(-1), 'server: handshake');
  assert.equal(await submit(world, world.cy, { epoch: 2n, leaf: 2 }), 'pending-proposal');
  assert.equal(await submit(world, world.cy, { epoch: 2n, leaf: 2, serverRemoves: [3], path: cy }), 'accepted');
  assert.deepEqual(members(world)[0], [ana, ben, cy], 'its owner stays');
  world.south.revokeDevice(ben, world.ben.imei);
  await world.clock.runFor(1000);
  assert.equal(
    await submit(world, world.ana, { epoch: 3n, leaf: 0 }),
    'accepted',
    'the last device of a number keeps its leaf',
  );
});

test('ended, it takes no commit; from outside with a lost state it does', async () => {
  const world = await encryptedGroup();
  assert.equal(await submit(world, world.ben, { epoch: 1n, path: ben, removes: [1] }), 'accepted');
  assert.equal(await submit(world, world.ana, { epoch: 2n, leaf: 0, ends: true }), 'accepted');
  assert.equal(await submit(world, world.ana, { epoch: 3n, leaf: 0 }), 'mls-group-has-end-mls');
  assert.equal((await world.settle(world.ana.groupRequest(uri, { kind: 'remove', members: [cy] }))).status, 202);
});

test('a ciphertext passes unchanged, and tells the focus the authenticator of its epoch', async () => {
  const world = await encryptedGroup();
  const body = ciphertext(groupId, 1n, 'hello');
  const cpim = world.ben.cpimTo(uri, 'message/mls', body, { eraId: 1, epochAuthenticator: authenticator('ours') });
  assert.equal((await world.settle(world.ben.sendCpim(uri, cpim))).status, 202);
  await world.clock.runFor(1000);
  for (const phone of [world.ana, world.cy])
    assert.deepEqual(Buffer.from(phone.received.at(-1)?.cpim.body ?? []), Buffer.from(body));
  assert.equal(
    await submit(world, world.cy, { epoch: 1n, leaf: 2, standing: 'a fork' }),
    'incorrect-epoch-authenticator',
  );
  assert.equal(await submit(world, world.cy, { epoch: 1n, leaf: 2, standing: 'ours', label: 'again' }), 'accepted');
});

test('who comes from outside cannot know the epoch’s authenticator: it is neither asked for it nor believed', async () => {
  const world = await encryptedGroup();
  const said = { eraId: 1, epochAuthenticator: authenticator('1/1') };
  await world.settle(world.ana.sendCpim(uri, world.ana.cpimTo(uri, 'message/mls', ciphertext(groupId, 1n, 'x'), said)));
  const rejoin = { path: ben, removes: [1], standing: 'what is it?' };
  assert.equal(await submit(world, world.ben, { epoch: 1n, ...rejoin }), 'accepted', 'known by a message');
  assert.equal(await submit(world, world.ben, { epoch: 2n, ...rejoin }), 'accepted', 'known by nobody');
  assert.deepEqual(
    world.north.mlsGroup(groupId)?.authenticators.map(({ epoch }) => epoch),
    [0n, 1n],
  );
  assert.equal(await submit(world, world.ana, { epoch: 3n, leaf: 0 }), 'accepted');
});

test('one certificate that ends within 30 days stops every commit, until it is renewed or its owner taken out', async () => {
  const world = await encryptedGroup();
  const fourth = world.extra('dee', 'south', dee);
  await world.online(fourth);
  const short = `${dee}/${fourth.imei}/29`;
  const added = { epoch: 1n, leaf: 0, adds: [short], leaves: [ana, ben, cy, short] };
  assert.equal(await submit(world, world.ana, added), 'expired-credential');
  const longer = `${dee}/${fourth.imei}/31`;
  assert.equal(
    await submit(world, world.ana, { ...added, adds: [longer], leaves: [ana, ben, cy, longer], label: 'with another' }),
    'accepted',
  );
  await world.clock.runFor(2 * 86_400_000);
  await world.settle(Promise.all([world.ana, world.ben, fourth].map((phone) => phone.register())));
  assert.equal(await submit(world, world.ben, { epoch: 2n, leaf: 1 }), 'expired-credential');
  assert.equal(await submit(world, fourth, { epoch: 2n, leaf: 3, by: longer, path: dee }), 'accepted', 'renewed');
  assert.equal(await submit(world, world.ben, { epoch: 3n, leaf: 1 }), 'accepted');
});

test('a GroupInfo of another epoch, or of other members, is not taken for the group’s', async () => {
  const world = await encryptedGroup();
  const update = { epoch: 1n, leaf: 0, leaves: [ana, ben, cy] };
  assert.equal(await submit(world, world.ana, { ...update, infoEpoch: 3n }), 'mismatched-confirmation-tag');
  assert.equal(await submit(world, world.ana, { ...update, leaves: [ana, cy, ben] }), 'mismatched-rcs-group-state');
  assert.equal(await submit(world, world.ana, update), 'accepted');
});

test('hostile control bodies end in a reason, and nothing crashes or moves', async () => {
  const world = await encryptedGroup();
  const good = commit({ groupId, epoch: 1n, leaf: 0 });
  const info = groupInfo(groupId, 1, 2n, [ana, ben, cy]);
  for (const [parts, reason] of [
    [[good, good], 'invalid-input'],
    [[good, info, info], 'invalid-input'],
    [[welcome([ben])], 'unparsable-commit'],
    [[proposal(groupId, 1n, 0, ana), info], 'invalid-input'],
    [[proposal(groupId, 1n, 2, cy)], 'invalid-input'],
    [[commit({ groupId: groupId.replace('6f', '7f'), epoch: 1n, leaf: 0 })], 'mismatched-rcs-group-state'],
    [[good.subarray(0, -3)], 'unparsable-commit'],
    [[good, info.subarray(0, -3)], 'unparsable-commit'],
  ] as const)
    assert.equal(await control(world, world.ana, parts, 1, '1/1'), reason);
  assert.equal(world.north.mlsGroup(groupId)?.epoch, 1n);
  assert.deepEqual(world.crashes, []);
});
