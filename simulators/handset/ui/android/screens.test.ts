import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessageStatus } from '../../model.ts';
import { conversationFixture, handsetFixture } from '../handset-fixture.ts';
import { type UiNode, walk } from '../node.ts';
import { type AttachablePhone, createPhone } from '../phone.ts';
import { verificationCode } from '../verification-code.ts';

// The identifiers and words of Google Messages are written out here: they are the contract with page objects.
const app = 'com.google.android.apps.messaging';
const id = (name: string): string => `${app}:id/${name}`;

const all = (phone: AttachablePhone): readonly UiNode[] => [...walk(phone.tree())];
const by = (phone: AttachablePhone, identifier: string): UiNode | undefined =>
  all(phone).find((node) => node.identifier === identifier);
const described = (phone: AttachablePhone, label: string): UiNode | undefined =>
  all(phone).find((node) => node.label === label);
const titled = (phone: AttachablePhone, text: string): UiNode | undefined =>
  all(phone).find((node) => node.text === text);

function tap(phone: AttachablePhone, node: UiNode | undefined): void {
  assert.ok(node !== undefined && phone.tap(node.key));
}

test('a chat is started, written and sent by the identifiers of the app', () => {
  const handset = handsetFixture('android');
  const phone = createPhone(handset);
  phone.launch(app);
  assert.equal(by(phone, id('start_chat_fab'))?.label, 'Start chat');
  tap(phone, by(phone, id('start_chat_fab')));
  phone.type(by(phone, id('recipient_text_view'))?.key ?? '', '+447700900002');
  tap(phone, titled(phone, 'Send to +44 7700 900002'));
  const field = by(phone, id('compose_message_text'));
  assert.deepEqual([field?.text, field?.placeholder, field?.type], ['', 'RCS message', 'android.widget.EditText']);
  phone.type(field?.key ?? '', 'hey');
  const send = by(phone, 'Compose:Draft:Send');
  assert.deepEqual(
    [send?.label, send?.children[0]?.type],
    ['Send end-to-end encrypted message', 'android.widget.Button'],
  );
  tap(phone, send?.children[0]);
  assert.deepEqual(
    handset.sent.map(({ body }) => body),
    ['hey'],
  );
});

test('hint, button and banner say how a message would travel', () => {
  const seen = (['rcs-encrypted', 'rcs', 'sms'] as const).map((transport) => {
    const phone = createPhone(handsetFixture('android', { conversations: [conversationFixture({ transport })] }));
    phone.openUrl('sms:+447700900002');
    const banner = all(phone).find(({ part }) => part === 'transport-header')?.text;
    const lock = all(phone).find(({ part }) => part === 'encrypted-indicator')?.label;
    return [by(phone, id('compose_message_text'))?.placeholder, by(phone, 'Compose:Draft:Send')?.label, banner, lock];
  });
  assert.deepEqual(seen, [
    ['RCS message', 'Send end-to-end encrypted message', 'RCS chat with Alice', 'End-to-end encrypted'],
    ['RCS message', 'Send RCS message', 'RCS chat with Alice', undefined],
    ['Text message', 'Send SMS', 'Texting with Alice (SMS/MMS)', undefined],
  ]);
});

test('bubbles are message_text nodes with the body as text, read out with who said it and when', () => {
  const messages = [
    { direction: 'out' as const, body: 'hey', status: 'delivered' as const },
    { direction: 'in' as const, body: 'hi "you"\n& me' },
    { direction: 'in' as const, body: '', status: 'undecryptable' as const },
  ];
  const phone = createPhone(handsetFixture('android', { conversations: [conversationFixture({ messages })] }));
  phone.openUrl('sms:+447700900002');
  assert.ok(by(phone, 'ConversationScreenUi'));
  const list = by(phone, 'message_list');
  assert.ok(list !== undefined);
  const texts = [...walk(list)].filter(({ identifier }) => identifier === 'message_text');
  assert.deepEqual(
    texts.map(({ text, label }) => [text, label]),
    [
      ['hey', 'You said  hey 4:37 p.m. .'],
      ['hi "you"\n& me', 'Alice said hi "you"\n& me 4:38 p.m. .'],
      ['', 'Alice said  4:39 p.m. .'],
    ],
  );
});

test('every status has its words, in a message_status beside the text', () => {
  const statuses: readonly MessageStatus[] = ['sending', 'sent', 'delivered', 'displayed', 'failed'];
  const words = statuses.map((status) => {
    const messages = [{ direction: 'out' as const, status, body: 'x' }];
    const phone = createPhone(handsetFixture('android', { conversations: [conversationFixture({ messages })] }));
    phone.openUrl('sms:+447700900002');
    const bubble = all(phone).find(({ part }) => part === 'bubble');
    return bubble?.children.find(({ identifier }) => identifier === id('message_status'))?.text;
  });
  assert.deepEqual(words, ['Sending', 'Sent', 'Delivered', 'Read', 'Not sent. Touch to try again.']);
});

test('rows of the list carry conversation_name', () => {
  const phone = createPhone(handsetFixture('android', { conversations: [conversationFixture({ messages: [{}] })] }));
  phone.launch(app);
  assert.equal(by(phone, id('conversation_name'))?.text, 'Alice');
  tap(phone, by(phone, id('conversation_name')));
  assert.ok(by(phone, id('compose_message_text')));
});

test('⋮ › Details shows the number, whether the chat is encrypted, and the code to verify it by', () => {
  const encryption = { era: 2, epoch: '5', epochAuthenticator: Buffer.alloc(32, 9).toString('base64') };
  const phone = createPhone(handsetFixture('android', { conversations: [conversationFixture({ encryption })] }));
  phone.openUrl('sms:+447700900002');
  tap(phone, described(phone, 'More options'));
  assert.equal(by(phone, id('compose_message_text')), undefined, 'the menu is a window of its own');
  tap(phone, titled(phone, 'Details'));
  for (const text of [
    'Alice',
    '+447700900002',
    'Verify encryption',
    'End-to-end encrypted',
    'Era 2 · Epoch 5',
    verificationCode(encryption.epochAuthenticator).join(' '),
  ]) {
    assert.ok(titled(phone, text), text);
  }
});

test('account › Messages settings › RCS chats switches RCS and shows where it stands', () => {
  const handset = handsetFixture('android');
  const phone = createPhone(handset);
  phone.launch(app);
  tap(
    phone,
    all(phone).find(({ part }) => part === 'open-menu'),
  );
  tap(phone, titled(phone, 'Messages settings'));
  tap(phone, titled(phone, 'RCS chats'));
  assert.ok(titled(phone, 'Connected'));
  const [rcs, e2ee] = all(phone).filter(({ type }) => type === 'android.widget.Switch');
  assert.deepEqual([rcs?.checked, e2ee?.checked], [true, true]);
  tap(phone, rcs);
  assert.deepEqual([handset.rcs.enabled, titled(phone, 'Off')?.part], [false, 'rcs-state']);
  tap(phone, titled(phone, 'Turn on RCS chats'));
  assert.ok(titled(phone, 'Setting up…'));
  tap(phone, e2ee);
  assert.equal(handset.e2ee, false);
});

test('Settings › Network & internet has the airplane mode', () => {
  const handset = handsetFixture('android');
  const phone = createPhone(handset);
  phone.launch('com.android.settings');
  tap(phone, titled(phone, 'Network & internet'));
  assert.ok(titled(phone, 'Airplane mode'));
  tap(
    phone,
    all(phone).find(({ part }) => part === 'airplane-switch'),
  );
  assert.equal(handset.airplaneMode, true);
  assert.equal(all(phone).find(({ part }) => part === 'airplane-switch')?.checked, true);
});
