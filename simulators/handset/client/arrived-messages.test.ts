import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBlobs } from '../../kernel/journal/blobs.ts';
import { journal } from '../../kernel/journal/journal.ts';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { type ArrivedMessages, arrivedMessages } from './arrived-messages.ts';
import type { Arrived } from './conveyance.ts';
import type { Groups } from './groups.ts';
import { messageStore } from './message-store.ts';

const [ana, ben, eve] = ['+447700900001', '+447700900002', '+447700900003'] as const;
const groupId = '5f0c6a1e-1c55-4e3b-9d3c-0e9a3a3c0b11';

/** What comes to Ana's phone. */
function arrivals() {
  const clock = virtualClock(Date.UTC(2026, 10, 22));
  const store = messageStore();
  const ignore = (): void => {};
  const kept: ArrivedMessages = arrivedMessages({
    clock,
    journal: journal(clock, memoryBlobs(), ignore),
    phone: 'ana',
    msisdn: ana,
    groups: { get: () => undefined } as unknown as Groups,
    store,
    receipt: ignore,
    onSentAgain: ignore,
    onSentElsewhere: ignore,
    capture: ignore,
    onChange: ignore,
    problem: ignore,
  });
  const from = (sender: string, messageId: string): Arrived =>
    ({
      from: sender,
      conversationId: groupId,
      cpim: { messageId, dispositionNotification: ['positive-delivery', 'negative-delivery'] },
    }) as unknown as Arrived;
  const shown = (peer: string) =>
    store.threadWith(peer, 0).messages.map(({ body, status, sender }) => [sender?.msisdn ?? peer, body, status]);
  return { kept, from, shown };
}

test('a message sent again by who sent it takes the place of what could not be read', () => {
  const { kept, from, shown } = arrivals();
  kept.unreadable(from(ben, 'MxFirst'), groupId, 'failed-to-decrypt');
  kept.keep(from(ben, 'MxAgain'), groupId, 'hello', true, 'MxFirst');
  assert.deepEqual(shown(groupId), [[ben, 'hello', 'received']]);
});

test('a message that says it is another member’s again is one of its own, and theirs can still come', () => {
  const { kept, from, shown } = arrivals();
  kept.unreadable(from(ben, 'MxFirst'), groupId, 'failed-to-decrypt');
  kept.keep(from(eve, 'MxEve'), groupId, 'not from Ben', true, 'MxFirst');
  kept.keep(from(ben, 'MxAgain'), groupId, 'hello', true, 'MxFirst');
  assert.deepEqual(shown(groupId), [
    [ben, 'hello', 'received'],
    [eve, 'not from Ben', 'received'],
  ]);
});

test('nothing that comes in one conversation stands in another', () => {
  const { kept, from, shown } = arrivals();
  kept.unreadable(from(ben, 'MxFirst'), ben, 'failed-to-decrypt');
  kept.keep(from(eve, 'MxEve'), eve, 'not from Ben', true, 'MxFirst');
  kept.unreadable(from(eve, 'MxEveToo'), eve, 'failed-to-decrypt', 'MxFirst');
  assert.deepEqual(shown(ben), [[ben, '', 'undecryptable']]);
  assert.deepEqual(shown(eve), [
    [eve, 'not from Ben', 'received'],
    [eve, '', 'undecryptable'],
  ]);
});
