import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversationFixture, fixtureNow, handsetFixture } from './handset-fixture.ts';
import type { Part, UiNode } from './node.ts';
import { type AttachablePhone, createPhone } from './phone.ts';
import { nodeWith, readBubbles, readConversation, shown } from './reading.ts';

const ids = {
  android: {
    messages: 'com.google.android.apps.messaging',
    settings: 'com.android.settings',
    launcher: 'com.google.android.apps.nexuslauncher',
  },
  ios: {
    messages: 'com.apple.MobileSMS',
    settings: 'com.apple.Preferences',
    launcher: 'com.apple.springboard',
  },
};

function get(phone: AttachablePhone, part: Part): UiNode {
  const node = nodeWith(phone.tree(), part);
  assert.ok(node !== undefined, `${part} is on the screen`);
  return node;
}

/** Lets what was put off to the next turn happen. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

for (const os of ['android', 'ios'] as const) {
  const { messages, settings, launcher } = ids[os];

  test(`${os}: apps start, go to the background, come back where they were, and start afresh when ended`, () => {
    const phone = createPhone(handsetFixture(os));
    assert.equal(phone.foreground(), launcher);
    assert.deepEqual([phone.appState(messages), phone.appState('com.example')], [1, 0]);
    assert.equal(phone.launch('com.example'), false);
    assert.ok(phone.launch(messages));
    assert.equal(phone.appState(messages), 4);
    phone.tap(get(phone, 'new-conversation').key);
    phone.launch(settings);
    assert.deepEqual([phone.appState(messages), phone.appState(settings)], [3, 4]);
    phone.launch(messages);
    get(phone, 'recipient-field');
    assert.ok(phone.terminate(messages));
    assert.deepEqual([phone.appState(messages), phone.foreground()], [1, launcher]);
    assert.equal(phone.terminate(messages), false);
    phone.launch(messages);
    assert.ok(nodeWith(phone.tree(), 'new-conversation'));
  });

  test(`${os}: the apps that are installed are named with what starts them`, () => {
    const apps = createPhone(handsetFixture(os)).apps();
    assert.deepEqual(
      apps.map(({ id }) => id),
      [launcher, messages, settings],
    );
    const activity = apps.find(({ id }) => id === messages)?.activity;
    assert.equal(activity, os === 'android' ? '.ui.ConversationListActivity' : undefined);
  });

  test(`${os}: the home screen opens apps`, () => {
    const phone = createPhone(handsetFixture(os));
    phone.tap(get(phone, 'app-icon').key);
    assert.notEqual(phone.foreground(), launcher);
    phone.home();
    assert.equal(phone.foreground(), launcher);
  });

  test(`${os}: the tree is the same object until something changes, and the revision says so`, () => {
    const handset = handsetFixture(os);
    const phone = createPhone(handset);
    phone.launch(messages);
    const [tree, revision] = [phone.tree(), phone.revision()];
    assert.equal(phone.tree(), tree);
    assert.equal(phone.revision(), revision);
    handset.open('+447700900002');
    assert.ok(phone.revision() > revision);
    assert.notEqual(phone.tree(), tree);
  });

  test(`${os}: midnight changes times in the list to dates`, () => {
    const handset = handsetFixture(os, { conversations: [conversationFixture({ messages: [{ body: 'x' }] })] });
    const phone = createPhone(handset);
    phone.launch(messages);
    const [tree, revision] = [phone.tree(), phone.revision()];
    handset.advance(7 * 3_600_000);
    assert.equal(phone.tree(), tree, 'eleven at night is still today');
    handset.advance(3_600_000);
    assert.ok(phone.revision() > revision);
    assert.notDeepEqual(phone.tree(), tree);
  });

  test(`${os}: a new conversation is opened by its number and shows the contact's name`, () => {
    const handset = handsetFixture(os, { names: { '+447700900002': 'Alice' } });
    const phone = createPhone(handset);
    phone.launch(messages);
    phone.tap(get(phone, 'new-conversation').key);
    const { key } = get(phone, 'recipient-field');
    assert.ok(phone.type(key, '+44 7700'));
    assert.equal(nodeWith(phone.tree(), 'recipient-confirm'), undefined, 'half a number cannot be confirmed');
    phone.type(key, ' 900002');
    assert.equal(get(phone, 'recipient-field').text, '+44 7700 900002');
    assert.ok(phone.tap(get(phone, 'recipient-confirm').key));
    assert.equal(shown(get(phone, 'conversation-title')), 'Alice');
    phone.tap(get(phone, 'back').key);
    get(phone, 'conversation-row');
    phone.tap(get(phone, 'new-conversation').key);
    assert.equal(get(phone, 'recipient-field').text, '', 'the field starts empty again');
    phone.type(key, '+447700900002\n');
    assert.equal(shown(get(phone, 'conversation-title')), 'Alice', 'the return key confirms');
  });

  test(`${os}: somebody already written to is found by name`, () => {
    const phone = createPhone(handsetFixture(os, { conversations: [conversationFixture({})] }));
    phone.launch(messages);
    phone.tap(get(phone, 'new-conversation').key);
    phone.type(get(phone, 'recipient-field').key, 'ali');
    assert.ok(phone.tap('new-conversation/suggestion/c1'));
    get(phone, 'compose-field');
  });

  test(`${os}: a draft is typed in pieces, cleared, kept while away, and sent as it was typed`, () => {
    const handset = handsetFixture(os);
    const phone = createPhone(handset);
    assert.ok(phone.openUrl('sms:+447700900002'));
    const { key } = get(phone, 'compose-field');
    assert.equal(phone.tap(get(phone, 'send-button').key), false, 'nothing to send');
    phone.type(key, 'one');
    assert.ok(phone.clear(key));
    phone.type(key, ' two');
    phone.type(key, ' 👋\nthree ');
    phone.terminate(messages);
    phone.openUrl('sms:+447700900002');
    assert.equal(get(phone, 'compose-field').text, ' two 👋\nthree ');
    assert.ok(phone.tap(get(phone, 'send-button').key));
    assert.deepEqual(handset.sent, [{ conversationId: 'c1', body: ' two 👋\nthree ' }]);
    assert.equal(get(phone, 'compose-field').text, '');
    assert.equal(readConversation(phone.tree())?.bubbles[0]?.status, 'sending');
  });

  test(`${os}: a field has the cursor once it is tapped or typed into, until the user goes elsewhere`, () => {
    const phone = createPhone(handsetFixture(os));
    phone.openUrl('sms:+447700900002');
    const { key } = get(phone, 'compose-field');
    assert.equal(get(phone, 'compose-field').focused, false);
    phone.tap(key);
    assert.equal(get(phone, 'compose-field').focused, true);
    phone.home();
    phone.launch(messages);
    assert.equal(get(phone, 'compose-field').focused, false);
    assert.equal(phone.type(get(phone, 'bubble-list').key, 'x'), false, 'a list is not a field');
    assert.equal(phone.clear('no such key'), false);
    assert.equal(phone.tap('no such key'), false);
  });

  test(`${os}: a conversation is read when it is opened, and again when something arrives while it is in front`, async () => {
    const handset = handsetFixture(os, { conversations: [conversationFixture({ unread: 1, messages: [{}] })] });
    const phone = createPhone(handset);
    phone.launch(messages);
    assert.deepEqual(handset.reads, []);
    phone.tap(get(phone, 'conversation-row').key);
    assert.deepEqual(handset.reads, ['c1']);
    handset.receive('c1', { body: 'another' });
    assert.deepEqual(handset.reads, ['c1'], 'not while the handset is still taking it in');
    await turn();
    assert.deepEqual(handset.reads, ['c1', 'c1']);
    phone.home();
    handset.receive('c1', { body: 'unseen' });
    await turn();
    assert.deepEqual(handset.reads, ['c1', 'c1']);
    phone.launch(messages);
    assert.deepEqual(handset.reads, ['c1', 'c1', 'c1']);
    assert.equal(readConversation(phone.tree())?.bubbles.at(-1)?.body, 'unseen');
  });

  test(`${os}: a transcript scrolls up to its beginning and no further, and a sent message brings its end back`, () => {
    const given = Array.from({ length: 80 }, (_, i) => ({ body: `number ${i}`, direction: 'in' as const }));
    const phone = createPhone(handsetFixture(os, { conversations: [conversationFixture({ messages: given })] }));
    phone.openUrl('sms:+447700900002');
    const visible = (body: string): boolean | undefined => {
      const list = get(phone, 'bubble-list');
      const bubble = list.children.find((child) => shown(nodeWith(child, 'bubble-text')) === body);
      return bubble?.visible;
    };
    const out = os === 'android' ? undefined : false;
    assert.deepEqual([visible('number 79'), visible('number 0')], [true, out]);
    phone.scroll(-1e6);
    assert.deepEqual([visible('number 79'), visible('number 0')], [out, true]);
    const revision = phone.revision();
    phone.scroll(-10);
    assert.equal(phone.revision(), revision, 'there is nothing above');
    phone.scroll(-10, { x: 5, y: 5 });
    phone.scroll(1e6, { x: 5, y: 5 });
    assert.equal(phone.revision(), revision, 'the status bar does not scroll');
    phone.type(get(phone, 'compose-field').key, 'down again');
    phone.tap(get(phone, 'send-button').key);
    assert.equal(visible('down again'), true);
  });

  test(`${os}: scrolling moves what stays in sight by as much as the finger`, () => {
    const given = Array.from({ length: 60 }, (_, i) => ({ body: `number ${i}` }));
    const phone = createPhone(handsetFixture(os, { conversations: [conversationFixture({ messages: given })] }));
    phone.openUrl('sms:+447700900002');
    const at = (): number | undefined =>
      get(phone, 'bubble-list').children.find((child) => child.key.endsWith('-56'))?.rect.y;
    const before = at();
    phone.scroll(-100);
    assert.ok(before !== undefined && Math.abs((at() ?? 0) - before - 100) <= 1);
  });

  test(`${os}: a point taps what lies there`, () => {
    const phone = createPhone(handsetFixture(os, { conversations: [conversationFixture({})] }));
    phone.launch(messages);
    const { rect } = get(phone, 'conversation-name');
    assert.ok(phone.tapAt(rect.x + 2, rect.y + 2), 'a tap on the name is a tap on the row');
    get(phone, 'compose-field');
    assert.equal(phone.tapAt(1, 1), false);
    assert.equal(phone.tapAt(-5, 1e6), false);
  });

  test(`${os}: airplane mode is one thing to the switch, the phone and the handset`, () => {
    const handset = handsetFixture(os);
    const phone = createPhone(handset);
    phone.setAirplaneMode(true);
    assert.deepEqual([handset.airplaneMode, phone.airplaneMode], [true, true]);
    handset.setAirplaneMode(false);
    assert.equal(phone.airplaneMode, false);
  });

  test(`${os}: an sms URL opens a conversation with its text, and what is none is refused`, () => {
    const phone = createPhone(handsetFixture(os));
    assert.ok(phone.openUrl('smsto:+447700900002?body=hi%20there'));
    assert.equal(get(phone, 'compose-field').text, 'hi there');
    for (const url of ['https://example.org', 'sms:', 'sms:07700', 'nonsense', '', 'prefs:root=NOWHERE']) {
      assert.equal(phone.openUrl(url), false, url);
    }
    assert.equal(phone.openUrl('prefs:root=MESSAGES'), os === 'ios');
  });

  test(`${os}: a fresh handset behind the phone finds no app running, nothing typed, and the launcher`, async () => {
    const before = handsetFixture(os);
    const phone = createPhone(before);
    phone.openUrl('sms:+447700900002?body=left%20over');
    const after = handsetFixture(os, { now: fixtureNow + 1000 });
    const revision = phone.revision();
    phone.attach(after);
    assert.ok(phone.revision() > revision);
    assert.deepEqual([phone.foreground(), phone.appState(messages), phone.now()], [launcher, 1, fixtureNow + 1000]);
    phone.openUrl('sms:+447700900002');
    assert.equal(get(phone, 'compose-field').text, '');
    assert.deepEqual(readBubbles(phone.tree()), []);
    const settled = phone.revision();
    before.receive('c1', {});
    await turn();
    assert.equal(phone.revision(), settled, 'the old handset is not listened to');
    assert.deepEqual(before.reads, []);
    const other = os === 'android' ? 'ios' : 'android';
    assert.throws(() => phone.attach(handsetFixture(other)), /cannot show an (ios|android) handset/u);
  });

  test(`${os}: a conversation that the handset lost shows nothing to write to, and leads back`, () => {
    const handset = handsetFixture(os);
    const phone = createPhone(handset);
    phone.openUrl('sms:+447700900002');
    handset.set({ conversations: [] });
    assert.equal(nodeWith(phone.tree(), 'compose-field'), undefined);
    assert.ok(phone.tap(get(phone, 'back').key));
    assert.ok(nodeWith(phone.tree(), 'new-conversation'));
  });

  test(`${os}: the log tells of apps and switches, never of bodies and numbers`, () => {
    const phone = createPhone(handsetFixture(os));
    const heard: string[] = [];
    const stop = phone.onLog(({ text }) => heard.push(text));
    phone.openUrl('sms:+447700900002?body=secret');
    phone.tap(get(phone, 'send-button').key);
    phone.setAirplaneMode(true);
    stop();
    phone.home();
    phone.terminate(messages);
    assert.ok(heard.some((text) => text.includes(messages)) && heard.includes('Airplane mode on'));
    assert.ok(phone.recentLog().length > heard.length);
    assert.doesNotMatch(JSON.stringify(phone.recentLog()), /secret|7700900002/u);
  });
}

test('android: going back leaves menus, screens and at last the app, which keeps running', () => {
  const phone = createPhone(handsetFixture('android'));
  phone.openUrl('sms:+447700900002');
  phone.tap(get(phone, 'open-menu').key);
  get(phone, 'menu-item');
  phone.back();
  phone.tap(get(phone, 'open-menu').key);
  phone.tapAt(10, 2000);
  get(phone, 'compose-field');
  phone.tap(get(phone, 'open-menu').key);
  phone.tap(get(phone, 'menu-item').key);
  get(phone, 'details-number');
  phone.back();
  get(phone, 'compose-field');
  phone.back();
  get(phone, 'new-conversation');
  phone.back();
  assert.equal(phone.foreground(), ids.android.launcher);
  assert.equal(phone.appState(ids.android.messages), 3);
});

test('ios: going back from the first screen of an app does nothing', () => {
  const phone = createPhone(handsetFixture('ios'));
  phone.launch(ids.ios.messages);
  const revision = phone.revision();
  phone.back();
  assert.deepEqual([phone.foreground(), phone.revision()], [ids.ios.messages, revision]);
});

test('a tree of fifty messages is built in less than a millisecond', () => {
  for (const os of ['android', 'ios'] as const) {
    const messages = Array.from({ length: 50 }, (_, i) => ({ body: `message ${i} ${'lorem ipsum '.repeat(i % 6)}` }));
    const handset = handsetFixture(os, { conversations: [conversationFixture({ messages })] });
    const phone = createPhone(handset);
    phone.openUrl('sms:+447700900002');
    const times = Array.from({ length: 60 }, () => {
      handset.set({});
      const start = process.hrtime.bigint();
      phone.tree();
      return Number(process.hrtime.bigint() - start) / 1e6;
    });
    const median = times.toSorted((a, b) => a - b)[30] ?? 0;
    assert.ok(median < 1, `${os}: ${median.toFixed(3)} ms`);
  }
});
