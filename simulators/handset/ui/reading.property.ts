import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ShownBubble } from '../../kernel/journal/kinds/ui.ts';
import { testSeed } from '../../kernel/test-seed.ts';
import type { Conversation, Message } from '../model.ts';
import { notices as android } from './android/locators.ts';
import { anyTransport, groupOf, inGroup, messageOf } from './arbitraries-fixture.ts';
import { conversationFixture, groupFixture, handsetFixture } from './handset-fixture.ts';
import { headlessUser } from './headless-user.ts';
import { notices as ios } from './ios/locators.ts';
import { peerTitle } from './msisdn.ts';
import { listed, noticeText } from './notice-text.ts';
import { createPhone } from './phone.ts';
import { readConversation } from './reading.ts';

const seed = testSeed();

const control = /\p{Control}/u;
const body = fc
  .oneof(
    fc.lorem({ maxCount: 30, size: 'max' }),
    fc.string({ unit: 'grapheme', maxLength: 80, size: 'max' }),
    fc.string({ unit: 'binary' }),
  )
  .filter((text) => !control.test(text));
const name = fc.constantFrom('Alice', '', 'Ben Ångström', 'Zoë, "the" <second>', 'You know who', '👩‍🚀');

/** What a person should see of a message. */
function expected({ direction, body: text, status, sender, failedFor }: Message): ShownBubble {
  const from = {
    ...(sender === undefined || direction === 'out' ? {} : { sender: peerTitle(sender) }),
    ...(failedFor === undefined ? {} : { failed_for: listed(failedFor.map(peerTitle)) }),
  };
  if (status === 'undecryptable') return { direction, body: '', status, ...from };
  return { direction, body: text, status: direction === 'in' || status === 'received' ? null : status, ...from };
}

for (const os of ['android', 'ios'] as const) {
  test(`${os}: what the handset holds is what the screens say, however long the conversation`, () => {
    const plan = fc.record({
      name,
      transport: anyTransport,
      messages: fc.array(messageOf(body), { maxLength: 30, size: 'max' }),
    });
    fc.assert(
      fc.property(plan, (given) => {
        const conversation = conversationFixture({
          peer: { msisdn: '+447700900002', name: given.name },
          transport: given.transport,
          messages: given.messages,
        });
        const seen = headlessUser(phoneWith(os, conversation)).look('+447700900002');
        assert.deepEqual(seen.bubbles, conversation.messages.map(expected));
        assert.equal(seen.encrypted, given.transport === 'rcs-encrypted');
      }),
      { seed, numRuns: 60 },
    );
  });

  test(`${os}: of a group the screens say who wrote what, who is in it and what happened, however much it is`, () => {
    const plan = fc.record({
      facts: groupOf(name, 30),
      transport: anyTransport,
      messages: fc.array(messageOf(body), { maxLength: 30, size: 'max' }),
    });
    fc.assert(
      fc.property(plan, (given) => {
        const facts = { ...given.facts, subject: 'Harbour walk' };
        const messages = inGroup(facts, given.messages);
        const conversation = groupFixture({ facts, transport: given.transport, messages });
        const seen = headlessUser(phoneWith(os, conversation)).look('Harbour walk');
        assert.deepEqual(seen.bubbles, conversation.messages.map(expected));
        assert.equal(seen.encrypted, given.transport === 'rcs-encrypted');
        assert.equal(seen.notEncrypted, given.transport !== 'rcs-encrypted' && !facts.left);
        assert.equal(seen.closed, facts.left);
        assert.deepEqual(
          seen.group?.members,
          facts.members.map(({ msisdn }) => msisdn),
        );
        const notices = os === 'android' ? android : ios;
        assert.deepEqual(
          seen.notices,
          facts.notices.map((each) => noticeText(each, '+447700900001', notices)),
        );
      }),
      { seed, numRuns: 40 },
    );
  });

  test(`${os}: at the end of a conversation the bubbles in the tree are its latest, with their statuses`, () => {
    fc.assert(
      fc.property(fc.array(messageOf(body), { minLength: 1, maxLength: 30, size: 'max' }), (messages) => {
        const conversation = conversationFixture({ messages });
        const phone = phoneWith(os, conversation);
        phone.openUrl('sms:+447700900002');
        const read = readConversation(phone.tree());
        assert.ok(read !== undefined && read.bubbles.length > 0);
        assert.equal(read.peer, 'Alice');
        assert.deepEqual(read.bubbles, conversation.messages.slice(-read.bubbles.length).map(expected));
      }),
      { seed, numRuns: 60 },
    );
  });
}

function phoneWith(os: 'android' | 'ios', conversation: Conversation) {
  return createPhone(handsetFixture(os, { conversations: [conversation] }));
}
