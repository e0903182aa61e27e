import fc from 'fast-check';
import {
  type Conversation,
  type GroupFacts,
  type GroupNotice,
  groupIcons,
  type Message,
  type MessageStatus,
  type Party,
} from '../model.ts';
import { ana, conversationFixture, fixtureNow } from './handset-fixture.ts';

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

/** People with names of the given kind, some without: each with a number of their own. */
const partiesOf = (name: fc.Arbitrary<string>, most: number): fc.Arbitrary<readonly Party[]> =>
  fc
    .array(fc.oneof(fc.constant(''), name), { minLength: 1, maxLength: most, size: 'max' })
    .map((names) => names.map((each, i) => ({ msisdn: `+4477008${String(i).padStart(5, '0')}`, name: each })));

/** A group with up to `most` others, and what happened to it. Names of the members and of the group are of one kind. */
export function groupOf(name: fc.Arbitrary<string>, most: number): fc.Arbitrary<GroupFacts> {
  const notice = fc.record({
    what: fc.constantFrom<GroupNotice['what']>(
      ...([
        'created',
        'added',
        'removed',
        'left',
        'renamed',
        'icon-changed',
        'encryption-ended',
        'encryption-on',
      ] as const),
    ),
    by: fc.option(fc.nat(), { nil: undefined }),
    whom: fc.array(fc.nat(), { maxLength: 3 }),
    afterMessages: fc.nat({ max: 45 }),
  });
  return fc
    .record({
      members: partiesOf(name, most),
      subject: fc.oneof(fc.constant(''), name),
      icon: fc.option(fc.constantFrom(...groupIcons), { nil: undefined }),
      left: fc.boolean(),
      notices: fc.array(notice, { maxLength: 6, size: 'max' }),
    })
    .map(({ members, subject, icon, left, notices }) => {
      const everybody = [ana, ...members];
      const party = (index: number): Party => everybody[index % everybody.length] ?? ana;
      return {
        members,
        subject,
        left,
        ...(icon === undefined ? {} : { icon }),
        notices: notices
          .map(({ what, by, whom, afterMessages }) => ({
            atMs: fixtureNow,
            what,
            ...(by === undefined ? {} : { by: party(by) }),
            whom: whom.map(party),
            afterMessages,
          }))
          .toSorted((a, b) => a.afterMessages - b.afterMessages),
      };
    });
}

/** Messages of a group: what came in has a sender, what failed may say for whom. */
export const inGroup = (group: GroupFacts, messages: readonly Partial<Message>[]): readonly Partial<Message>[] =>
  messages.map((message, i) => {
    const sender = group.members[i % group.members.length];
    if (sender === undefined) return message;
    if (message.direction === 'in') return { ...message, sender };
    return message.status === 'failed' && i % 2 === 0 ? { ...message, failedFor: [sender, ana] } : message;
  });

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
    encrypted: fc.boolean(),
    group: fc.option(groupOf(fc.oneof(fc.constant('Alice'), anyText), 5), { nil: undefined }),
  });
  return fc.array(one, { maxLength: most, size: 'max' }).map((all) =>
    all.map(({ name, transport, unread, messages: given, encrypted, group }, i) =>
      conversationFixture({
        id: `c${i}`,
        peer: { msisdn: `+4477009${String(i).padStart(5, '0')}`, name },
        transport,
        unread,
        messages: group === undefined ? given : inGroup(group, given),
        ...(group === undefined ? {} : { group }),
        ...(encrypted ? { encryption: { era: 1, epoch: '7', epochAuthenticator: 'A'.repeat(43) } } : {}),
      }),
    ),
  );
}
