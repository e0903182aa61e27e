import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, cy, groupFixture, handsetFixture } from '../handset-fixture.ts';
import { type UiNode, walk } from '../node.ts';
import { type AttachablePhone, createPhone } from '../phone.ts';

// The identifiers and words of Google Messages are written out here: they are the contract with page objects.
const app = 'com.google.android.apps.messaging';
const id = (name: string): string => `${app}:id/${name}`;

const all = (phone: AttachablePhone): readonly UiNode[] => [...walk(phone.tree())];
const by = (phone: AttachablePhone, identifier: string): UiNode | undefined =>
  all(phone).find((node) => node.identifier === identifier);
const titled = (phone: AttachablePhone, text: string): UiNode | undefined =>
  all(phone).find((node) => node.text === text);

function tap(phone: AttachablePhone, node: UiNode | undefined): void {
  assert.ok(node !== undefined && phone.tap(node.key));
}

function opened(given: Parameters<typeof groupFixture>[0]) {
  const handset = handsetFixture('android', { conversations: [groupFixture(given)] });
  const phone = createPhone(handset);
  phone.launch(app);
  tap(phone, titled(phone, 'Harbour walk'));
  return { handset, phone };
}

test('Start chat › Create group › numbers › Next › a name › Done', () => {
  const handset = handsetFixture('android');
  const phone = createPhone(handset);
  phone.launch(app);
  tap(phone, by(phone, id('start_chat_fab')));
  tap(phone, titled(phone, 'Create group'));
  assert.equal(titled(phone, 'Next')?.enabled, false);
  for (const { msisdn } of [ben, cy]) {
    phone.type(by(phone, id('recipient_text_view'))?.key ?? '', msisdn);
    tap(phone, by(phone, id('contact_picker_send_to')));
  }
  assert.equal(all(phone).filter(({ identifier }) => identifier === id('contact_chip')).length, 2);
  tap(phone, by(phone, id('contact_chip')));
  assert.equal(titled(phone, 'Next')?.enabled, false, 'one alone is no group');
  phone.type(by(phone, id('recipient_text_view'))?.key ?? '', `${ben.msisdn}\n`);
  tap(phone, by(phone, id('next')));
  phone.type(by(phone, id('group_name_edit_text'))?.key ?? '', 'Harbour walk');
  tap(phone, by(phone, id('group_name_done')));
  assert.equal(by(phone, 'top_app_bar_title_row')?.text, 'Harbour walk');
  assert.deepEqual(
    handset.conversations()[0]?.group?.members.map(({ msisdn }) => msisdn),
    [cy.msisdn, ben.msisdn],
  );
  phone.back();
  assert.ok(by(phone, id('start_chat_fab')), 'back from the new group is the list');
});

test('a row of the list is the group’s: its picture, its name, and who wrote last', () => {
  const group = groupFixture({ messages: [{ body: 'on my way', sender: cy }], facts: { icon: 'harbour' } });
  const phone = createPhone(handsetFixture('android', { conversations: [group] }));
  phone.launch(app);
  assert.equal(by(phone, id('conversation_name'))?.text, 'Harbour walk');
  assert.equal(by(phone, id('conversation_snippet'))?.text, 'Cy: on my way');
  assert.equal(by(phone, id('conversation_icon'))?.paint?.picture, 'harbour');
});

test('senders, notices, failures and the header of a group', () => {
  const { phone } = opened({
    transport: 'rcs',
    messages: [
      { body: 'hi', sender: ben },
      { body: 'oh', direction: 'out', status: 'failed', failedFor: [cy] },
    ],
    facts: { notices: [{ atMs: 0, what: 'added', by: ben, whom: [ana, cy], afterMessages: 1 }] },
  });
  assert.equal(by(phone, id('message_sender_name'))?.text, 'Ben');
  assert.match(by(phone, 'message_text')?.label ?? '', /^Ben said hi /u);
  assert.equal(by(phone, id('message_tombstone_text'))?.text, 'Ben added you and Cy');
  assert.equal(by(phone, id('message_status'))?.text, 'Not delivered to Cy');
  assert.equal(by(phone, id('conversation_banner'))?.text, 'RCS group chat · 3 people');
  assert.equal(by(phone, id('e2ee_off'))?.text, 'Not end-to-end encrypted');
  assert.equal(by(phone, 'Compose:Draft:Send')?.label, 'Send RCS message');
  assert.equal(by(phone, id('compose_message_text'))?.placeholder, 'RCS message');
});

test('who left a group finds its history, and nothing to write into', () => {
  const { phone } = opened({ messages: [{ body: 'hi', sender: ben }], facts: { left: true } });
  assert.equal(by(phone, 'message_text')?.text, 'hi');
  assert.equal(by(phone, id('compose_message_text')), undefined);
  assert.equal(by(phone, id('compose_disabled_text'))?.text, 'You’re no longer in this group');
  tap(
    phone,
    all(phone).find(({ part }) => part === 'open-details'),
  );
  for (const text of ['Add people', 'Rename group', 'Leave group']) assert.equal(titled(phone, text), undefined, text);
});

test('Group details: who is in it, how its encryption is, and a question before what cannot be undone', () => {
  const encryption = {
    era: 2,
    epoch: '5',
    epochAuthenticator: 'A'.repeat(43),
    health: 'OngoingEraAdvancement',
    devices: [{ msisdn: ben.msisdn, count: 2 }],
  };
  const { handset, phone } = opened({ encryption });
  tap(
    phone,
    all(phone).find(({ label }) => label === 'More options'),
  );
  tap(phone, titled(phone, 'Group details'));
  assert.equal(by(phone, id('details_encryption_health'))?.text, 'Starting over with new keys (OngoingEraAdvancement)');
  assert.equal(by(phone, id('details_epoch'))?.text, 'Era 2 · Epoch 5');
  phone.scroll(1e6);
  const rows = all(phone).filter(({ identifier }) => identifier === id('participant_row'));
  const texts = rows.map((row) => [...walk(row)].flatMap(({ text }) => text ?? []));
  assert.deepEqual(texts, [
    ['You', ana.msisdn],
    ['Ben', ben.msisdn, '2 devices'],
    ['Cy', cy.msisdn],
  ]);
  tap(phone, titled(phone, 'Leave group'));
  assert.equal(by(phone, 'android:id/alertTitle')?.text, 'Leave group?');
  tap(phone, by(phone, 'android:id/button2'));
  tap(
    phone,
    all(phone).find(({ label }) => label === 'Remove Cy'),
  );
  assert.equal(by(phone, 'android:id/alertTitle')?.text, 'Remove Cy?');
  tap(phone, by(phone, 'android:id/button1'));
  assert.deepEqual(
    [handset.conversation('g1')?.group?.left, handset.conversation('g1')?.group?.members],
    [false, [ben]],
  );
});
