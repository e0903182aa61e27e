import fc from 'fast-check';
import type { Conversation, Message, MessageStatus } from '../model.ts';
import { conversationFixture, fixtureNow } from './handset-fixture.ts';

/** For tests only: conversations of every look. */

/** Bodies as people and attackers write them: words, emoji, right-to-left text, one endless word, any code unit at all. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.lorem({ maxCount: 40, size: 'max' }),
  fc.string({ unit: 'grapheme', maxLength: 60, size: 'max' }),
  fc.string({ unit: 'binary', maxLength: 60, size: 'max' }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40, size: 'max' })
    .map((units) => String.fromCharCode(...units)),
  fc.integer({ min: 1, max: 400 }).map((length) => 'W'.repeat(length)),
  fc.constantFrom('שלום, מה שלומך?', 'مرحبا', '你好，世界', '👩‍👩‍👧‍👦🏳️‍🌈', 'a\nb\r\nc', ' ', '<&"\'>', '\ud83d', ''),
);

const ownStatus: fc.Arbitrary<MessageStatus> = fc.constantFrom('sending', 'sent', 'delivered', 'displayed', 'failed');

export const messageOf = (body: fc.Arbitrary<string>): fc.Arbitrary<Partial<Message>> => {
  const both = {
    body,
    encrypted: fc.boolean(),
    sentAtMs: fc.integer({ min: fixtureNow - 30 * 86_400_000, max: fixtureNow }),
  };
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ ...both, direction: fc.constant('out' as const), status: ownStatus }) },
    {
      weight: 4,
      arbitrary: fc.record({
        ...both,
        direction: fc.constant('in' as const),
        status: fc.constant('received' as const),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        ...both,
        body: fc.constant(''),
        direction: fc.constant('in' as const),
        status: fc.constant('undecryptable' as const),
      }),
    },
  );
};

export const anyTransport: fc.Arbitrary<Conversation['transport']> = fc.constantFrom('rcs-encrypted', 'rcs', 'sms');

/** Up to `most` conversations with different people, with messages of the given bodies. */
export function conversationsOf(
  body: fc.Arbitrary<string>,
  most: number,
  messages: number,
): fc.Arbitrary<readonly Conversation[]> {
  const one = fc.record({
    name: fc.oneof(fc.constant(''), fc.constant('Alice'), anyText),
    transport: anyTransport,
    unread: fc.nat({ max: 1200 }),
    messages: fc.array(messageOf(body), { maxLength: messages, size: 'max' }),
    group: fc.boolean(),
  });
  return fc.array(one, { maxLength: most, size: 'max' }).map((all) =>
    all.map(({ name, transport, unread, messages: given, group }, i) =>
      conversationFixture({
        id: `c${i}`,
        peer: { msisdn: `+4477009${String(i).padStart(5, '0')}`, name },
        transport,
        unread,
        messages: given,
        ...(group ? { encryption: { era: 1, epoch: '7', epochAuthenticator: 'A'.repeat(43) } } : {}),
      }),
    ),
  );
}
