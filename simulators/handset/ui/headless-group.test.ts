import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, cy, groupFixture, handsetFixture } from './handset-fixture.ts';
import { headlessUser } from './headless-user.ts';
import type { Part } from './node.ts';
import { createPhone } from './phone.ts';
import { nodeWith } from './reading.ts';

const names = { [ben.msisdn]: 'Ben', [cy.msisdn]: 'Cy' };
const dee = '+447700900004';
const encryption = {
  era: 2,
  epoch: '7',
  epochAuthenticator: Buffer.alloc(32, 9).toString('base64'),
  health: 'Healthy',
  devices: [
    { msisdn: ana.msisdn, count: 1 },
    { msisdn: ben.msisdn, count: 2 },
    { msisdn: cy.msisdn, count: 1 },
  ],
};

function withGroup(os: 'android' | 'ios', facts: Parameters<typeof groupFixture>[0] = {}) {
  const handset = handsetFixture(os, { names, conversations: [groupFixture({ encryption, ...facts })] });
  const group = () => handset.conversation('g1')?.group;
  return { handset, group, user: headlessUser(createPhone(handset)) };
}

for (const os of ['android', 'ios'] as const) {
  test(`${os}: a group is started with several numbers, with a name and without`, () => {
    const handset = handsetFixture(os, { names });
    const user = headlessUser(createPhone(handset));
    assert.equal(user.startGroup([ben.msisdn, cy.msisdn], 'Harbour walk'), 'Harbour walk');
    assert.equal(user.startGroup([ben.msisdn, cy.msisdn, dee]), `Ben, Cy, ${dee}`);
    const [second, first] = handset.conversations();
    assert.deepEqual(
      [first, second].map((each) => [each?.group?.subject, each?.group?.members.map(({ msisdn }) => msisdn)]),
      [
        ['Harbour walk', [ben.msisdn, cy.msisdn]],
        ['', [ben.msisdn, cy.msisdn, dee]],
      ],
    );
    user.send('Harbour walk', 'hello both');
    assert.deepEqual(handset.sent, [{ conversationId: first?.id, body: 'hello both' }]);
  });

  test(`${os}: what a group shows: senders, notices, who is in it, and for whom a message failed`, () => {
    const messages = [
      { body: 'hi', sender: ben },
      { body: 'oh', direction: 'out' as const, status: 'failed' as const, failedFor: [cy] },
      { body: '', status: 'undecryptable' as const, sender: cy },
    ];
    const notices = [
      { atMs: 0, what: 'created' as const, by: ben, whom: [ana, cy], afterMessages: 0 },
      { atMs: 0, what: 'removed' as const, by: cy, whom: [ana], afterMessages: 3 },
    ];
    const { user } = withGroup(os, { messages, facts: { notices, left: true } });
    const seen = user.look('Harbour walk');
    const [created, removed] =
      os === 'android'
        ? ['Ben created the group', 'Cy removed you']
        : ['Ben created the conversation.', 'Cy removed you from the conversation.'];
    assert.deepEqual(seen, {
      peer: 'Harbour walk',
      encrypted: true,
      notEncrypted: false,
      bubbles: [
        { direction: 'in', body: 'hi', status: null, sender: 'Ben' },
        { direction: 'out', body: 'oh', status: 'failed', failed_for: 'Cy' },
        { direction: 'in', body: '', status: 'undecryptable', sender: 'Cy' },
      ],
      group: { title: 'Harbour walk', members: [ben.msisdn, cy.msisdn] },
      notices: [created, removed],
      closed: true,
    });
    assert.throws(() => user.send('Harbour walk', 'still there?'), /no compose-field/u);
  });

  test(`${os}: people are added and removed, and everybody is listed with their devices`, () => {
    const { user, group } = withGroup(os);
    assert.deepEqual(
      user.members('Harbour walk').map(({ msisdn, name, devices, own }) => [msisdn, name, devices, own]),
      [
        [ana.msisdn, 'You', '1 device', true],
        [ben.msisdn, 'Ben', '2 devices', false],
        [cy.msisdn, 'Cy', '1 device', false],
      ],
    );
    user.addMember('Harbour walk', dee);
    user.removeMember('Harbour walk', ben.msisdn);
    assert.deepEqual(
      group()?.members.map(({ msisdn }) => msisdn),
      [cy.msisdn, dee],
    );
    assert.deepEqual(user.group('Harbour walk'), { title: 'Harbour walk', members: [cy.msisdn, dee] });
    assert.throws(() => user.removeMember('Harbour walk', ben.msisdn), /no way to remove \+447700900002/u);
  });

  test(`${os}: everybody of a large group is found, and the last of them removed`, () => {
    const members = Array.from({ length: 60 }, (_, i) => ({
      msisdn: `+4477008${String(i).padStart(5, '0')}`,
      name: '',
    }));
    const { user, group } = withGroup(os, { facts: { members } });
    assert.deepEqual(
      user.group('Harbour walk').members,
      members.map(({ msisdn }) => msisdn),
    );
    const last = members[59]?.msisdn ?? '';
    user.removeMember('Harbour walk', last);
    assert.equal(group()?.members.length, 59);
    assert.ok(group()?.members.every(({ msisdn }) => msisdn !== last));
  });

  test(`${os}: a group is renamed, gets a picture, and is left for good`, () => {
    const { user, group } = withGroup(os);
    user.renameGroup('Harbour walk', 'Hill walk');
    user.changeIcon('Hill walk', 'mountain');
    assert.deepEqual([group()?.subject, group()?.icon], ['Hill walk', 'mountain']);
    assert.equal(user.icon('Hill walk'), 'mountain');
    user.leaveGroup('Hill walk');
    assert.equal(group()?.left, true);
    assert.equal(user.look('Hill walk').closed, true);
    assert.throws(() => user.addMember('Hill walk', dee), /no add-people/u);
  });

  test(`${os}: encryption is looked at and turned off; the conversation then says that there is none`, () => {
    const { user } = withGroup(os);
    const on = user.encryption('Harbour walk');
    assert.match(on.status, /^End-to-end encrypted$/iu);
    assert.deepEqual(
      [on.epoch, on.health, on.verificationCode?.split(' ').length],
      ['Era 2 · Epoch 7', 'Working (Healthy)', 12],
    );
    user.endEncryption('Harbour walk');
    const seen = user.look('Harbour walk');
    assert.deepEqual([seen.encrypted, seen.notEncrypted], [false, true]);
    assert.deepEqual(user.encryption('Harbour walk').health, 'Turned off (DoneEndMls)');
    assert.throws(() => user.endEncryption('Harbour walk'), /no end-encryption/u);
  });

  test(`${os}: a group that nothing is sent in any more does not say that it is not encrypted`, () => {
    for (const left of [true, false]) {
      const { user } = withGroup(os, { transport: 'rcs', facts: { left } });
      const seen = user.look('Harbour walk');
      assert.deepEqual([seen.encrypted, seen.notEncrypted, seen.closed], [false, !left, left]);
    }
  });

  test(`${os}: a question is answered with no as well`, () => {
    const { handset, group } = withGroup(os);
    const phone = createPhone(handset);
    const tap = (part: Part): void => {
      const node = nodeWith(phone.tree(), part);
      assert.ok(node !== undefined && phone.tap(node.key), part);
    };
    phone.launch(phone.apps()[1]?.id ?? '');
    tap('conversation-row');
    tap('open-details');
    phone.scroll(1e6);
    tap('leave-group');
    tap('dialog-cancel');
    assert.equal(group()?.left, false);
    tap('leave-group');
    tap('dialog-confirm');
    assert.equal(group()?.left, true);
  });

  test(`${os}: one alone is no group`, () => {
    const handset = handsetFixture(os, { names });
    const user = headlessUser(createPhone(handset));
    assert.throws(
      () => user.startGroup([ben.msisdn]),
      os === 'android' ? /recipients-next that can/u : /no recipients-next/u,
    );
    assert.deepEqual(handset.conversations(), []);
  });
}
