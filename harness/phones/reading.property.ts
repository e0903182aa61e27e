import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Message } from '../../simulators/handset/model.ts';
import { notices as google } from '../../simulators/handset/ui/android/locators.ts';
import { anyTransport, groupOf, inGroup, messageOf } from '../../simulators/handset/ui/arbitraries-fixture.ts';
import { conversationFixture, groupFixture, handsetFixture } from '../../simulators/handset/ui/handset-fixture.ts';
import { notices as apple } from '../../simulators/handset/ui/ios/locators.ts';
import { peerTitle } from '../../simulators/handset/ui/msisdn.ts';
import { listed, noticeText } from '../../simulators/handset/ui/notice-text.ts';
import { createPhone } from '../../simulators/handset/ui/phone.ts';
import type { ShownBubble } from '../../simulators/kernel/journal/kinds/ui.ts';
import { testSeed } from '../../simulators/kernel/test-seed.ts';
import { groupScreens, openScreens } from './fixture-screens.ts';
import { messagesApp } from './messages-app.ts';

const seed = testSeed();

const peer = '+447700900002';
const body = fc.oneof(
  fc.lorem({ maxCount: 25, size: 'max' }),
  fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !/\p{Control}|\p{Surrogate}/u.test(text)),
  fc.constantFrom('<b>"&\'</b>', 'שלום, מה שלומך?', '👩‍👩‍👧‍👦', 'You said  hey 4:40 p.m. .', 'Delivered'),
);

/** Every message of a rehearsal has a token of its own; here its number is one. */
const numbered = (messages: readonly Partial<Message>[]): readonly Partial<Message>[] =>
  messages.map((message, i) =>
    message.status === 'undecryptable' ? message : { ...message, body: `${message.body} #${i}` },
  );

function expected({ direction, body: text, status, sender, failedFor }: Message): ShownBubble {
  const from = {
    ...(sender === undefined || direction === 'out' ? {} : { sender: peerTitle(sender) }),
    ...(failedFor === undefined ? {} : { failed_for: listed(failedFor.map(peerTitle)) }),
  };
  if (status === 'undecryptable') return { direction, body: '', status, ...from };
  return { direction, body: text, status: direction === 'in' || status === 'received' ? null : status, ...from };
}

for (const os of ['android', 'ios'] as const) {
  test(`${os}: what a driver says of the screen reads as what the handset holds, however long the conversation`, async () => {
    const plan = fc.record({
      transport: anyTransport,
      messages: fc.array(messageOf(body), { maxLength: 24, size: 'max' }).map(numbered),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ transport, messages }) => {
        const conversation = conversationFixture({ peer: { msisdn: peer, name: 'Alice' }, transport, messages });
        const phone = createPhone(handsetFixture(os, { conversations: [conversation] }));
        phone.openUrl(`sms:${peer}`);
        const looks: unknown[] = [];
        const app = messagesApp({
          phone: 'ana',
          msisdn: '+447700900001',
          screens: openScreens(phone),
          contacts: new Map(),
          append: async (entry) => looks.push(entry),
        });
        await app.startConversation(peer);
        const bubbles = conversation.messages.map(expected);
        assert.deepEqual(await app.bubbles(), bubbles);
        const encrypted = transport === 'rcs-encrypted';
        assert.deepEqual(looks, [{ kind: 'ui.shown', data: { phone: 'ana', peer, encrypted, bubbles } }]);
      }),
      { seed, numRuns: 25 },
    );
  });

  test(`${os}: of a group a driver's page says who wrote what, who is in it and what happened, however much it is`, async () => {
    const called = fc.constantFrom('Cy', 'Ben Ångström', 'Zoë, "the" <second>', "O'Neill");
    const plan = fc.record({
      facts: groupOf(called, 20),
      transport: anyTransport,
      messages: fc.array(messageOf(body), { maxLength: 24, size: 'max' }).map(numbered),
    });
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const facts = { ...given.facts, subject: 'Harbour "walk"' };
        const messages = inGroup(facts, given.messages);
        const conversation = groupFixture({ facts, transport: given.transport, messages });
        const phone = createPhone(handsetFixture(os, { conversations: [conversation] }));
        const looks: unknown[] = [];
        const app = messagesApp({
          phone: 'ana',
          msisdn: '+447700900001',
          screens: groupScreens(phone),
          contacts: new Map(),
          append: async (entry) => looks.push(entry),
        });
        await app.openGroup(facts.subject);
        const bubbles = conversation.messages.map(expected);
        assert.deepEqual(await app.bubbles(), bubbles);
        const encrypted = given.transport === 'rcs-encrypted';
        const group = { title: facts.subject, members: facts.members.map(({ msisdn }) => msisdn) };
        const data = { phone: 'ana', peer: facts.subject, encrypted, bubbles, group };
        assert.deepEqual(looks, [{ kind: 'ui.shown', data }]);
        const words = os === 'android' ? google : apple;
        const told = facts.notices.map((each) => noticeText(each, '+447700900001', words));
        assert.deepEqual(await app.notices(), told);
      }),
      { seed, numRuns: 15 },
    );
  });
}
