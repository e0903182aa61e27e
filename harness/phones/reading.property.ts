import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Message } from '../../simulators/handset/model.ts';
import { anyTransport, messageOf } from '../../simulators/handset/ui/arbitraries-fixture.ts';
import { conversationFixture, handsetFixture } from '../../simulators/handset/ui/handset-fixture.ts';
import { createPhone } from '../../simulators/handset/ui/phone.ts';
import type { ShownBubble } from '../../simulators/kernel/journal/kinds/ui.ts';
import { testSeed } from '../../simulators/kernel/test-seed.ts';
import { openScreens } from './fixture-screens.ts';
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

function expected({ direction, body: text, status }: Message): ShownBubble {
  if (status === 'undecryptable') return { direction, body: '', status };
  return { direction, body: text, status: direction === 'in' || status === 'received' ? null : status };
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
}
