import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, conversationFixture, cy, groupFixture, handsetFixture } from '../handset-fixture.ts';
import { type UiNode, walk } from '../node.ts';
import { type AttachablePhone, createPhone } from '../phone.ts';

// The identifiers and words of Messages are written out here: they are the contract with page objects.
const app = 'com.apple.MobileSMS';

const all = (phone: AttachablePhone): readonly UiNode[] => [...walk(phone.tree())];
const by = (phone: AttachablePhone, identifier: string): UiNode | undefined =>
  all(phone).find((node) => node.identifier === identifier);
const labelled = (phone: AttachablePhone, label: string): UiNode | undefined =>
  all(phone).find((node) => node.label === label);

function tap(phone: AttachablePhone, node: UiNode | undefined): void {
  assert.ok(node !== undefined && phone.tap(node.key));
}

function opened(given: Parameters<typeof groupFixture>[0]) {
  const handset = handsetFixture('ios', { conversations: [groupFixture(given)] });
  const phone = createPhone(handset);
  phone.launch(app);
  tap(phone, labelled(phone, 'Harbour walk'));
  return { handset, phone };
}

test('several recipients are picked one after the other; the field for the message leads to their conversation', () => {
  const handset = handsetFixture('ios');
  const phone = createPhone(handset);
  phone.launch(app);
  tap(phone, by(phone, 'composeButton'));
  assert.equal(by(phone, 'addContactButton')?.enabled, false);
  phone.type(by(phone, 'ToField')?.key ?? '', ben.msisdn);
  tap(phone, by(phone, 'addContactButton'));
  assert.equal(by(phone, 'messageBodyField'), undefined, 'one alone is no group');
  phone.type(by(phone, 'ToField')?.key ?? '', cy.msisdn);
  tap(phone, by(phone, 'recipientSuggestion'));
  assert.equal(all(phone).filter(({ identifier }) => identifier === 'recipientToken').length, 2);
  tap(phone, by(phone, 'messageBodyField'));
  assert.ok(by(phone, 'TranscriptCollectionView'));
  assert.equal(handset.conversations()[0]?.group?.members.length, 2);
  tap(phone, by(phone, 'BackButton'));
  assert.ok(by(phone, 'ConversationList'), 'back from the new group is the list');
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
  const cells = by(phone, 'TranscriptCollectionView')?.children ?? [];
  assert.deepEqual(
    cells.map((cell) => [cell.type, cell.label]),
    [
      ['XCUIElementTypeCell', 'Ben, hi, 4:38 PM'],
      ['XCUIElementTypeCell', 'Ben added you and Cy to the conversation.'],
      ['XCUIElementTypeCell', 'Your message, oh, 4:39 PM'],
    ],
  );
  assert.equal(by(phone, 'senderName')?.label, 'Ben');
  assert.equal(by(phone, 'messageStatus')?.label, 'Not Delivered to Cy');
  assert.equal(by(phone, 'transportHeader')?.label, 'Text Message · RCS');
  assert.equal(by(phone, 'notEncryptedLabel')?.label, 'Not Encrypted');
});

test('a conversation that was encrypted once says that it is not, one that never was says nothing of it', () => {
  const encryption = { era: 1, epoch: '2', epochAuthenticator: 'A'.repeat(43), ended: true };
  const said = [{ encryption }, {}].map((more) => {
    const conversation = conversationFixture({ transport: 'rcs', ...more });
    const phone = createPhone(handsetFixture('ios', { conversations: [conversation] }));
    phone.openUrl('sms:+447700900002');
    return by(phone, 'notEncryptedLabel')?.label;
  });
  assert.deepEqual(said, ['Not Encrypted', undefined]);
});

test('who left a group finds its history, and nothing to write into', () => {
  const { phone } = opened({ messages: [{ body: 'hi', sender: ben }], facts: { left: true } });
  assert.ok(labelled(phone, 'hi'));
  assert.equal(by(phone, 'messageBodyField'), undefined);
  assert.equal(by(phone, 'composerClosed')?.label, 'You are no longer in this conversation.');
  tap(phone, by(phone, 'ConversationTitle'));
  for (const name of ['addContact', 'changeNameAndPhoto', 'leaveConversation'])
    assert.equal(by(phone, name), undefined, name);
});

test('the details of a group: who is in it, name and pictures, and an alert before what cannot be undone', () => {
  const encryption = {
    era: 2,
    epoch: '5',
    epochAuthenticator: 'A'.repeat(43),
    health: 'Healthy',
    devices: [{ msisdn: ben.msisdn, count: 2 }],
  };
  const { handset, phone } = opened({ encryption });
  tap(phone, by(phone, 'ConversationTitle'));
  assert.deepEqual(
    all(phone).flatMap(({ identifier, label }) => (identifier === 'memberRow' ? [label] : [])),
    [`You, ${ana.msisdn}`, `Ben, ${ben.msisdn}, 2 devices`, `Cy, ${cy.msisdn}`],
  );
  assert.equal(by(phone, 'detailsHealth')?.label, 'Working (Healthy)');
  assert.equal(all(phone).findLast(({ label }) => label !== undefined)?.part, 'details-encryption', 'at the end');
  tap(phone, by(phone, 'changeNameAndPhoto'));
  phone.clear(by(phone, 'groupNameField')?.key ?? '');
  phone.type(by(phone, 'groupNameField')?.key ?? '', 'Hill walk');
  tap(phone, by(phone, 'doneButton'));
  tap(phone, by(phone, 'changeNameAndPhoto'));
  tap(phone, labelled(phone, 'Orchard'));
  const facts = handset.conversation('g1')?.group;
  assert.deepEqual([facts?.subject, facts?.icon], ['Hill walk', 'orchard']);
  tap(phone, labelled(phone, 'Remove Cy'));
  const alert = all(phone).find(({ type }) => type === 'XCUIElementTypeAlert');
  assert.equal(alert?.label, 'Remove Cy?');
  tap(
    phone,
    alert?.children.find(({ label }) => label === 'Cancel'),
  );
  assert.equal(handset.conversation('g1')?.group?.members.length, 2);
  tap(phone, by(phone, 'endEncryption'));
  tap(phone, labelled(phone, 'Turn Off'));
  assert.equal(handset.conversation('g1')?.encryption?.ended, true);
});
