import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeEpoch } from '../engine/epoch-codec.ts';
import { ana, good, groupId, type TestPhone, testConversation, testMember, text } from '../fixture.ts';
import { threeDaysMs } from './retained-epochs.ts';

/** Whether whoever took a phone's state now can read a ciphertext: by the current keys or any retained ones. */
function canRead({ client }: TestPhone, ciphertext: Uint8Array): boolean {
  const { engine } = testMember(ana);
  const stolen = client.snapshot(groupId);
  if (!stolen) return false;
  const epochs = [engine.deserialize(stolen.group).messages, ...stolen.retained.map(decodeEpoch)];
  return epochs.some((epoch) => engine.unprotect(epoch, ciphertext).ok);
}

const send = async ({ client }: TestPhone, id: string) =>
  (await client.protect(groupId, id, 'text/plain', text(id))).ciphertext;

async function rotate(by: TestPhone, other: TestPhone): Promise<void> {
  const { commit } = await by.client.selfUpdate(groupId);
  by.client.commitAccepted(groupId);
  good(await other.client.commit(groupId, commit));
}

test('forward secrecy: a message that was read, or skipped and then read, opens no more; one still to come does', async () => {
  const { a, b } = await testConversation();
  const sealed = [await send(a, 'Mx0'), await send(a, 'Mx1'), await send(a, 'Mx2')] as const;
  for (const ciphertext of sealed) assert.ok(canRead(b, ciphertext), 'positive control');
  assert.ok(!canRead(a, sealed[0]), 'the sender keeps no key of what it sent');
  good(await b.client.unprotect(groupId, 'Mx2', sealed[2]));
  assert.deepEqual(
    sealed.map((ciphertext) => canRead(b, ciphertext)),
    [true, true, false],
  );
  good(await b.client.unprotect(groupId, 'Mx0', sealed[0]));
  assert.deepEqual(
    sealed.map((ciphertext) => canRead(b, ciphertext)),
    [false, true, false],
  );
});

test('forward secrecy of epochs: a retained epoch is gone after three days', async () => {
  const { a, b } = await testConversation();
  const late = await send(a, 'Mx0');
  await rotate(a, b);
  assert.ok(canRead(b, late), 'positive control');
  b.clock.ms += threeDaysMs;
  assert.ok(!canRead(b, late));
});

test('post-compromise security: what was stolen before a rotation by its owner reads nothing after it', async () => {
  const { a, b } = await testConversation();
  const stolen = b.client.snapshot(groupId);
  const thief: TestPhone = { ...b, client: { ...b.client, snapshot: () => stolen } };
  assert.ok(canRead(thief, await send(a, 'Mx0')), 'positive control');
  await rotate(b, a);
  const after = await send(a, 'Mx1');
  assert.ok(!canRead(thief, after));
  assert.ok(canRead(b, after), 'positive control');
});
