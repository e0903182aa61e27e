import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessageStatus } from '../../model.ts';
import { conversationFixture, handsetFixture } from '../handset-fixture.ts';
import { type UiNode, walk } from '../node.ts';
import { type AttachablePhone, createPhone } from '../phone.ts';
import { verificationCode } from '../verification-code.ts';

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

test('a message is started, written and sent by the identifiers of the app', () => {
  const handset = handsetFixture('ios');
  const phone = createPhone(handset);
  phone.launch(app);
  assert.equal(by(phone, 'ConversationList')?.type, 'XCUIElementTypeCollectionView');
  tap(phone, by(phone, 'composeButton'));
  phone.type(by(phone, 'ToField')?.key ?? '', '+447700900002');
  tap(phone, labelled(phone, '+44 7700 900002'));
  const field = by(phone, 'messageBodyField');
  assert.deepEqual([field?.text, field?.type], ['', 'XCUIElementTypeTextField']);
  assert.equal(by(phone, 'sendButton')?.enabled, false);
  phone.type(field?.key ?? '', 'hey');
  tap(phone, by(phone, 'sendButton'));
  assert.deepEqual(
    handset.sent.map(({ body }) => body),
    ['hey'],
  );
});

test('the header says how messages travel', () => {
  const headers = (['rcs-encrypted', 'rcs', 'sms'] as const).map((transport) => {
    const phone = createPhone(handsetFixture('ios', { conversations: [conversationFixture({ transport })] }));
    phone.openUrl('sms:+447700900002');
    return all(phone).find(({ part }) => part === 'transport-header')?.label;
  });
  assert.deepEqual(headers, ['Text Message · RCS | Encrypted', 'Text Message · RCS', 'Text Message · SMS']);
});

test('bubbles are cells of the transcript, named by sender, body and time, with the body inside', () => {
  const messages = [
    { direction: 'out' as const, body: 'hey', status: 'delivered' as const },
    { direction: 'in' as const, body: 'hi, you' },
    { direction: 'in' as const, body: '', status: 'undecryptable' as const },
  ];
  const phone = createPhone(handsetFixture('ios', { conversations: [conversationFixture({ messages })] }));
  phone.openUrl('sms:+447700900002');
  const cells = by(phone, 'TranscriptCollectionView')?.children ?? [];
  assert.deepEqual(
    cells.map((cell) => [
      cell.type,
      cell.label,
      ...cell.children.filter(({ label }) => label !== undefined).map(({ label }) => label),
    ]),
    [
      ['XCUIElementTypeCell', 'Your message, hey, 4:37 PM', 'hey', 'Delivered'],
      ['XCUIElementTypeCell', 'Alice, hi, you, 4:38 PM', 'hi, you'],
      [
        'XCUIElementTypeCell',
        'Alice, This message could not be decrypted., 4:39 PM',
        '',
        'This message could not be decrypted.',
      ],
    ],
  );
});

test('every status has its words', () => {
  const statuses: readonly MessageStatus[] = ['sending', 'sent', 'delivered', 'displayed', 'failed'];
  const words = statuses.map((status) => {
    const messages = [{ direction: 'out' as const, status, body: 'x' }];
    const phone = createPhone(handsetFixture('ios', { conversations: [conversationFixture({ messages })] }));
    phone.openUrl('sms:+447700900002');
    return all(phone).find(({ part }) => part === 'bubble-status')?.label;
  });
  assert.deepEqual(words, ['Sending…', 'Sent', 'Delivered', 'Read', 'Not Delivered']);
});

test('what is scrolled out of sight stays in the tree, unseen', () => {
  const messages = Array.from({ length: 40 }, (_, i) => ({ body: `number ${i}` }));
  const phone = createPhone(handsetFixture('ios', { conversations: [conversationFixture({ messages })] }));
  phone.openUrl('sms:+447700900002');
  const cells = by(phone, 'TranscriptCollectionView')?.children ?? [];
  assert.equal(cells.length, 40);
  assert.deepEqual([cells[0]?.visible, cells[39]?.visible], [false, true]);
});

test('behind the name: the number, the code, and at the end whether the conversation is encrypted', () => {
  const encryption = { era: 2, epoch: '5', epochAuthenticator: Buffer.alloc(32, 9).toString('base64') };
  const phone = createPhone(handsetFixture('ios', { conversations: [conversationFixture({ encryption })] }));
  phone.openUrl('sms:+447700900002');
  tap(phone, by(phone, 'ConversationTitle'));
  const code = verificationCode(encryption.epochAuthenticator).join(' ');
  for (const label of ['Alice', '+447700900002', 'Era 2 · Epoch 5', code, 'End-to-End Encrypted']) {
    assert.ok(labelled(phone, label), label);
  }
  assert.equal(all(phone).findLast(({ label }) => label !== undefined)?.part, 'details-encryption');
});

test('Settings › Apps › Messages › RCS Messaging switches RCS and its encryption', () => {
  const handset = handsetFixture('ios');
  const phone = createPhone(handset);
  phone.launch('com.apple.Preferences');
  for (const row of ['Apps', 'Messages', 'RCS Messaging']) tap(phone, labelled(phone, row));
  const e2ee = all(phone).find(
    ({ type, label }) => type === 'XCUIElementTypeSwitch' && label === 'End-to-End Encryption (Beta)',
  );
  assert.deepEqual([e2ee?.checked, e2ee?.text], [true, '1']);
  tap(phone, e2ee);
  assert.equal(handset.e2ee, false);
  assert.equal(all(phone).find(({ part }) => part === 'e2ee-switch')?.text, '0');
  tap(
    phone,
    all(phone).find(({ part }) => part === 'rcs-switch'),
  );
  assert.deepEqual([handset.rcs.enabled, all(phone).find(({ part }) => part === 'rcs-state')?.label], [false, 'Off']);
});

test('the airplane switch is on the first screen of Settings; its URL and that of Messages lead there', () => {
  const handset = handsetFixture('ios');
  const phone = createPhone(handset);
  assert.ok(phone.openUrl('prefs:root=MESSAGES'));
  assert.ok(labelled(phone, 'RCS Messaging'));
  assert.ok(phone.openUrl('App-prefs:root=AIRPLANE_MODE'));
  const airplane = by(phone, 'com.apple.settings.airplaneMode');
  assert.deepEqual([airplane?.type, airplane?.text, airplane?.label], ['XCUIElementTypeSwitch', '0', 'Airplane Mode']);
  tap(phone, airplane);
  assert.equal(handset.airplaneMode, true);
});
