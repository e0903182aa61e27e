import assert, { AssertionError } from 'node:assert/strict';
import { test } from 'node:test';
import { conversationFixture, handsetFixture } from '../../simulators/handset/ui/handset-fixture.ts';
import { createPhone } from '../../simulators/handset/ui/phone.ts';
import { ClassedError } from '../rehearsal/classify.ts';
import { NotHere } from '../rehearsal/not-here.ts';
import { joinDetails } from './details.ts';
import { openScreens } from './fixture-screens.ts';
import { messagesApp } from './messages-app.ts';

const peer = '+447700900002';

function opened(messages: Parameters<typeof conversationFixture>[0]['messages'] = []) {
  const handset = handsetFixture('android', { conversations: [conversationFixture({ messages, transport: 'rcs' })] });
  const phone = createPhone(handset);
  phone.openUrl(`sms:${peer}`);
  const entries: { kind: string; data: unknown }[] = [];
  const sent: string[] = [];
  const screens = openScreens(phone, sent);
  const app = messagesApp({
    phone: 'ana',
    msisdn: '+447700900001',
    screens,
    contacts: new Map(),
    append: async (entry) => entries.push({ ...entry, data: { ...entry.data, sentBefore: sent.length } }),
  });
  return { app, handset, entries, sent, screens };
}

test('what is sent is journaled before it is sent', async () => {
  const { app, entries, sent } = opened();
  await app.startConversation(peer);
  await app.send({ body: 'hello GR1', canary: 'GR1' });
  assert.deepEqual(sent, ['hello GR1']);
  assert.deepEqual(entries.at(-1), {
    kind: 'ui.sent',
    data: { phone: 'ana', peer, body: 'hello GR1', canary: 'GR1', sentBefore: 0 },
  });
});

test('a field that holds something else than was typed is not sent', async () => {
  const { screens, sent } = opened();
  const corrected = messagesApp({
    phone: 'ana',
    msisdn: '+447700900001',
    screens: { ...screens, type: async () => 'hallo' },
    contacts: new Map(),
    append: async () => {},
  });
  await corrected.startConversation(peer);
  await assert.rejects(corrected.send({ body: 'hello', canary: 'x' }), (error) => {
    assert.ok(error instanceof ClassedError);
    assert.match(error.message, /^\[harness\] ana: the field holds "hallo"/);
    return true;
  });
  assert.deepEqual(sent, []);
});

test('looks are journaled when they show something new', async () => {
  const { app, handset, entries } = opened([{ direction: 'out', body: 'one', status: 'sent' }]);
  await app.startConversation(peer);
  await app.bubbles();
  await app.isEncrypted();
  assert.equal(entries.length, 1);
  handset.receive('c1', { body: 'two' });
  await app.bubbles();
  assert.equal(entries.length, 2);
});

test('a bubble is waited for by its token and status, whatever else its body says', async () => {
  const { app, handset } = opened();
  await app.startConversation(peer);
  setTimeout(() => handset.receive('c1', { body: 'changed on the way GRTOKEN' }), 50);
  const bubble = await app.waitForBubble('GRTOKEN', { direction: 'in', limitMs: 2_000 });
  assert.deepEqual(bubble, { direction: 'in', body: 'changed on the way GRTOKEN', status: null });
});

test('a bubble that does not come is the product’s failure, and the last look is in the journal', async () => {
  const { app, handset, entries } = opened([{ direction: 'out', body: 'mine GRTOKEN', status: 'sent' }]);
  await app.startConversation(peer);
  handset.receive('c1', { body: 'something else' });
  await assert.rejects(
    app.waitForBubble('GRTOKEN', { direction: 'out', status: ['delivered'], limitMs: 100 }),
    (error) => {
      assert.ok(error instanceof AssertionError);
      assert.match(
        error.message,
        /^ana did not show the status delivered of the bubble with GRTOKEN \(out\) within 0\.1 s\. It shows out "mine GRTOKEN" \(sent\), in "something else"\.$/,
      );
      return true;
    },
  );
  assert.equal(entries.length, 2);
});

test('a conversation that is not called encrypted in time is the product’s failure', async () => {
  const { app } = opened();
  await app.startConversation(peer);
  await assert.rejects(app.waitForEncryption(true, 50), AssertionError);
});

test('what is done to a conversation is journaled before it is done', async () => {
  const { screens } = opened();
  const order: unknown[] = [];
  const app = messagesApp({
    phone: 'ana',
    msisdn: '+447700900001',
    screens: {
      ...screens,
      addMember: async (msisdn) => void order.push(`adds ${msisdn}`),
      renameGroup: async (name) => void order.push(`renames it ${name}`),
      endEncryption: async () => void order.push('ends encryption'),
    },
    contacts: new Map(),
    append: async ({ kind, data }) => {
      if (kind === 'ui.grouped') order.push(data);
    },
  });
  await assert.rejects(app.endEncryption(), /ana has no conversation open/);
  await app.startConversation(peer);
  await app.addMember('+447700900003');
  await app.renameGroup('Night train');
  await app.endEncryption();
  assert.deepEqual(order, [
    { phone: 'ana', peer, whom: ['+447700900003'], did: 'added' },
    'adds +447700900003',
    { phone: 'ana', peer, whom: [], did: 'renamed', name: 'Night train' },
    'renames it Night train',
    { phone: 'ana', peer, whom: [], did: 'encryption-ended' },
    'ends encryption',
  ]);
});

test('encryption is not ended on a phone that is not simulated', async () => {
  const { screens } = opened();
  const entries: unknown[] = [];
  const app = messagesApp({
    phone: 'ana',
    msisdn: '+447700900001',
    screens: { ...screens, endEncryption: async () => assert.fail('it was ended') },
    contacts: new Map(),
    discretion: { own: new Set(), peers: new Set([peer]) },
    append: async ({ kind }) => entries.push(kind),
  });
  await app.startConversation(peer);
  await assert.rejects(app.endEncryption(), NotHere);
  assert.ok(!entries.includes('ui.grouped'));
});

test('nothing is typed into no conversation', async () => {
  const { app } = opened();
  await assert.rejects(app.send({ body: 'x', canary: 'x' }), /ana has no conversation open/);
});

test('the details stay in sight until the conversation is needed again', async () => {
  const { screens } = opened();
  const steps: string[] = [];
  const app = messagesApp({
    phone: 'ana',
    msisdn: '+447700900001',
    screens: {
      ...screens,
      async readDetails() {
        steps.push('details');
        return joinDetails([]);
      },
      async leaveDetails() {
        steps.push('back');
      },
      async type(body) {
        steps.push('type');
        return body;
      },
      async launch() {
        steps.push('launch');
      },
    },
    contacts: new Map(),
    append: async () => {},
  });
  await app.startConversation(peer);
  await app.encryptionDetails();
  assert.deepEqual(steps, ['details'], 'still there when the step is pictured');
  await app.send({ body: 'hello', canary: 'x' });
  await app.encryptionDetails();
  await app.bubbles();
  await app.bubbles();
  await app.encryptionDetails();
  await app.launch();
  await app.startConversation(peer);
  assert.deepEqual(steps, ['details', 'back', 'type', 'details', 'back', 'details', 'launch']);
});
