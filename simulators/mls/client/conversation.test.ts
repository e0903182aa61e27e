import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { test } from 'node:test';
import type { Clock } from '../../kernel/clock.ts';
import { memoryBlobs } from '../../kernel/journal/blobs.ts';
import { journal } from '../../kernel/journal/journal.ts';
import { parseJournal } from '../../kernel/journal/reader.ts';
import { stateOf } from '../engine/group.ts';
import { deserializeGroup } from '../engine/group-codec.ts';
import { ana, ben, good, groupId, nowMs, seed, type TestPhone, testConversation, testPhone, text } from '../fixture.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import type { RecordMls } from './record.ts';

/** The secrets a client's group rests on now. */
function seededSecrets({ client }: TestPhone): readonly Uint8Array[] {
  const group = deserializeGroup(client.snapshot(groupId)?.group ?? text(''));
  const { keySchedule, signaturePrivateKey, privatePath } = stateOf(group);
  const { epochAuthenticator: _public, ...secrets } = keySchedule;
  const ratchets = group.messages.leaves.flatMap((leaf) => (leaf?.ratchet ? [leaf.ratchet.secret] : []));
  return [...Object.values(secrets), signaturePrivateKey, ...Object.values(privatePath.privateKeys), ...ratchets];
}

const plain = 'text/plain;charset=UTF-8';

/** `count` messages from one to the other, each checked; returns the wire bytes in base64. */
async function talk(from: TestPhone, to: TestPhone, count: number, prefix: string): Promise<string[]> {
  const wire: string[] = [];
  for (let index = 0; index < count; index++) {
    const body = `${prefix} ${index} äöü 👋`;
    const sent = await from.client.protect(groupId, `Mx${prefix}${index}`, plain, text(body));
    assert.equal(sent.epochAuthenticator, from.client.group(groupId)?.epochAuthenticator);
    const read = good(await to.client.unprotect(groupId, `Mx${prefix}${index}`, sent.ciphertext));
    assert.deepEqual(
      [read.contentType, Buffer.from(read.body).toString(), read.sender],
      [plain, body, from.client.msisdn],
    );
    wire.push(Buffer.from(sent.ciphertext).toString('base64'));
  }
  return wire;
}

async function rotate(by: TestPhone, other: TestPhone): Promise<string> {
  const before = by.client.group(groupId);
  const pending = await by.client.selfUpdate(groupId);
  assert.deepEqual([pending.era, pending.epochAuthenticator], [before?.era, before?.epochAuthenticator]);
  const accepted = by.client.commitAccepted(groupId);
  const applied = good(await other.client.commit(groupId, pending.commit)).group;
  assert.equal(accepted.epochAuthenticator, applied.epochAuthenticator);
  assert.notEqual(accepted.epochAuthenticator, before?.epochAuthenticator);
  assert.equal(accepted.epoch, (before?.epoch ?? 0n) + 1n);
  return Buffer.from(pending.commit).toString('base64');
}

/** A whole conversation; everything that was on the wire. */
async function conversation(seedOf: number | string): Promise<{ wire: string[]; a: TestPhone; b: TestPhone }> {
  const { a, b } = await testConversation(seedOf);
  const wire = [
    ...(await talk(a, b, 25, 'a')),
    ...(await talk(b, a, 25, 'b')),
    await rotate(a, b),
    await rotate(b, a),
    ...(await talk(a, b, 25, 'c')),
    ...(await talk(b, a, 25, 'd')),
  ];
  return { wire, a, b };
}

test('100 messages go both ways with a rotation by each in the middle, and both agree', async () => {
  const { a, b } = await conversation(seed);
  const [one, other] = [a.client.group(groupId), b.client.group(groupId)];
  assert.deepEqual(one, other);
  assert.equal(one?.epoch, 3n);
  assert.equal(one?.era, 1);
  assert.deepEqual(one?.members, [ana, ben]);
  assert.match(one?.epochAuthenticator ?? '', /^[A-Za-z0-9+/]{43}=$/);
});

test(`one seed gives one transcript and one state, to the byte; another seed another (seed ${seed})`, async () => {
  const [first, second, other] = [await conversation(seed), await conversation(seed), await conversation(seed + 1)];
  assert.deepEqual(first.wire, second.wire);
  assert.deepEqual(first.a.client.snapshot(groupId), second.a.client.snapshot(groupId));
  assert.deepEqual(first.a.entries, second.a.entries);
  assert.equal(first.wire.filter((bytes) => other.wire.includes(bytes)).length, 0);
});

test('another incarnation draws other keys, every one of them', async () => {
  const keysOf = async (incarnation: number): Promise<string[]> => {
    const { client } = testPhone(ana, incarnation);
    const { keyPackages, lastResort } = await client.keyPackages(5);
    const keys = [...keyPackages, lastResort].flatMap((bytes) => {
      const message = parseMlsMessage(bytes);
      assert.ok(message.ok && message.value.wireFormat === 'key-package');
      const { initKey, leafNode } = message.value.keyPackage;
      return [initKey, leafNode.encryptionKey];
    });
    return [client.identity, ...keys.map((key) => Buffer.from(key).toString('hex'))];
  };
  const [first, again, same] = [await keysOf(0), await keysOf(1), await keysOf(0)];
  assert.deepEqual(first, same);
  assert.equal(new Set([...first, ...again]).size, 2 * (1 + 6 * 2));
});

test('nothing is asked of the operating system or the thread pool: all runs on microtasks', async () => {
  const types = new Set<string>();
  const hook = createHook({ init: (_id, type) => void types.add(type) });
  hook.enable();
  try {
    await conversation('microtasks');
  } finally {
    hook.disable();
  }
  types.delete('PROMISE');
  assert.deepEqual([...types], []);
});

test('the journal is told what happened, in its own words and without a secret', async () => {
  const { a, b } = await conversation('journal');
  const written: string[] = [];
  const real = journal({ now: () => nowMs } as Clock, memoryBlobs(), (line) => written.push(line));
  const record: RecordMls = real.append;
  for (const { kind, data } of [...a.entries, ...b.entries]) record(kind, data as never);
  assert.equal([...parseJournal(`${written.join('\n')}\n`)].length, written.length);
  const secrets = seededSecrets(a).filter((secret) => secret.length >= 16);
  for (const secret of secrets) {
    for (const form of ['hex', 'base64', 'latin1'] as const) {
      assert.ok(!written.join().includes(Buffer.from(secret).toString(form)), 'a secret is in the journal');
    }
  }
  const told = (phone: TestPhone) =>
    phone.entries.map(({ kind, data }) => [
      kind,
      data['by'] ?? data['to'] ?? data['state'] ?? data['count'] ?? data['incarnation'],
      data['epoch'],
    ]);
  assert.deepEqual(told(a), [
    ['mls.identity', 0, undefined],
    ['mls.commit', 'pending', '0'],
    ['mls.health', 'Initializing', undefined],
    ['mls.commit', 'accepted', '0'],
    ['mls.epoch', 'created', '1'],
    ['mls.health', 'Healthy', undefined],
    ['mls.commit', 'pending', '1'],
    ['mls.commit', 'accepted', '1'],
    ['mls.epoch', 'own-commit', '2'],
    ['mls.epoch', 'commit', '3'],
  ]);
  assert.deepEqual(told(b), [
    ['mls.identity', 0, undefined],
    ['mls.keypackages', 3, undefined],
    ['mls.epoch', 'joined', '1'],
    ['mls.health', 'Healthy', undefined],
    ['mls.epoch', 'commit', '2'],
    ['mls.commit', 'pending', '2'],
    ['mls.commit', 'accepted', '2'],
    ['mls.epoch', 'own-commit', '3'],
  ]);
});
