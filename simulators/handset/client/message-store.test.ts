import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../../kernel/test-seed.ts';
import type { Message, MessageStatus } from '../model.ts';
import { messageStore } from './message-store.ts';

const seed = testSeed();
const message = (id: string, direction: Message['direction'] = 'out'): Message => ({
  id,
  direction,
  body: id,
  sentAtMs: 0,
  status: direction === 'out' ? 'sending' : 'received',
  encrypted: true,
});

test('a message that arrives twice is kept once', () => {
  const store = messageStore();
  const { id } = store.threadWith('+447700900002', 0);
  assert.equal(store.add(id, message('Mx1', 'in'), 5), true);
  assert.equal(store.add(id, message('Mx1', 'in'), 6), false);
  assert.equal(store.thread(id)?.messages.length, 1);
  assert.deepEqual(store.thread(id)?.unread, ['Mx1']);
});

test('a status never goes back, whatever the order of receipts', () => {
  const order: MessageStatus[] = ['sent', 'delivered', 'displayed'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...order), { minLength: 1 }), (receipts) => {
      const store = messageStore();
      const { id } = store.threadWith('+447700900002', 0);
      store.add(id, message('Mx1'), 0);
      for (const status of receipts) store.raise('Mx1', status);
      const furthest = order[Math.max(...receipts.map((status) => order.indexOf(status)))];
      assert.equal(store.find('Mx1')?.message.status, furthest);
    }),
    { seed },
  );
});

test('a message that was sent can fail, and one that failed can still turn out delivered', () => {
  const store = messageStore();
  const { id } = store.threadWith('+447700900002', 0);
  store.add(id, message('Mx1'), 0);
  assert.equal(store.raise('Mx1', 'sent'), true);
  assert.equal(store.raise('Mx1', 'failed'), true);
  assert.equal(store.raise('Mx1', 'sent'), false);
  assert.equal(store.raise('Mx1', 'delivered'), true);
  assert.equal(store.raise('Mx1', 'failed'), false);
});

test('reading a conversation leaves nothing unread in it, and others alone', () => {
  const store = messageStore();
  const ben = store.threadWith('+447700900002', 0).id;
  const cid = store.threadWith('+447700900003', 0).id;
  store.add(ben, message('Mx1', 'in'), 1);
  store.add(cid, message('Mx2', 'in'), 2);
  store.markRead(ben);
  assert.deepEqual([store.thread(ben)?.unread, store.thread(cid)?.unread], [[], ['Mx2']]);
});

test('what can be read only now is unread, though its conversation was read before', () => {
  const store = messageStore();
  const { id } = store.threadWith('+447700900002', 0);
  store.add(id, { ...message('Mx1', 'in'), status: 'undecryptable' }, 0);
  store.replace('Mx1', { encrypted: false });
  store.markRead(id);
  store.replace('Mx1', { encrypted: true });
  assert.deepEqual(store.thread(id)?.unread, []);
  store.replace('Mx1', { status: 'received' });
  assert.deepEqual(store.thread(id)?.unread, ['Mx1']);
});

test('a message of no conversation is refused', () => {
  assert.throws(() => messageStore().add('with nobody', message('Mx1'), 0), /no conversation "with nobody"/);
});

test('a message that was deleted is gone, stays gone when it comes again, and the others are found where they are', () => {
  const store = messageStore();
  const { id } = store.threadWith('+447700900002', 0);
  for (const name of ['Mx1', 'Mx2', 'Mx3']) store.add(id, message(name, 'in'), 0);
  store.remove('Mx2');
  assert.deepEqual([store.find('Mx2'), store.knows('Mx2'), store.knows('Mx9')], [undefined, true, false]);
  assert.equal(store.add(id, message('Mx2', 'in'), 1), false);
  assert.deepEqual(store.thread(id)?.unread, ['Mx1', 'Mx3']);
  store.replace('Mx3', { body: 'changed' });
  assert.deepEqual(
    store.thread(id)?.messages.map(({ body }) => body),
    ['Mx1', 'changed'],
  );
  store.remove('Mx9');
});
