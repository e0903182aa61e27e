import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ed25519Generate, ed25519Verify } from '../../crypto/ed25519.ts';
import { canonical } from '../../kernel/journal/entry.ts';
import { seededRandom } from '../../kernel/random.ts';
import { type ManifestFacts, manifestSha256, sealedSha256 } from './manifest.ts';
import { manifestChain } from './manifest-chain.ts';
import { memoryStorage } from './storage.ts';

const key = ed25519Generate(seededRandom('device key'));
const facts = (message_id: string): ManifestFacts => ({
  tenant: 'tenant-1',
  message_id,
  logical_message_id: message_id,
  custodian: '+447700900001',
  peer: '+447700900002',
  direction: 'out',
  version: 1,
  change: 'created',
  content_hash: null,
  sealed_sha256: null,
  device_timestamp: '2026-11-22T12:00:00.000Z',
});
const failed = (error: unknown): never => {
  throw error;
};

test('a chain goes on where it was after the app starts again, from what the archive took', () => {
  const storage = memoryStorage();
  const before = manifestChain(storage, key, failed);
  const [one, two] = before.sign('dev_1', [facts('M1'), facts('M2')]);
  assert.ok(one && two);
  assert.deepEqual([one.sequence, one.previous], [1, null]);
  assert.deepEqual([two.sequence, two.previous], [2, manifestSha256(one)]);
  assert.deepEqual(before.sign('dev_1', [facts('M1')]), [one], 'an upload is repeated with the same manifest');
  before.taken(one);
  const [again] = manifestChain(storage, key, failed).sign('dev_1', [facts('M2')]);
  assert.deepEqual(again, two);
  before.taken(one);
  assert.equal(before.head().sequence, 1, 'a second answer for the same manifest moves nothing');
});

test('a signature is over the canonical form, behind a line that says what it is', () => {
  const [manifest] = manifestChain(memoryStorage(), key, failed).sign('dev_1', [facts('M1')]);
  assert.ok(manifest);
  const { signature, ...open } = manifest;
  const signed = Buffer.from(`greenroom manifest v1\n${canonical(open)}`);
  assert.ok(ed25519Verify(key.publicKey, signed, Buffer.from(signature, 'base64')));
  assert.ok(!ed25519Verify(key.publicKey, Buffer.from(canonical(open)), Buffer.from(signature, 'base64')));
});

test('a sealed copy has a digest of all its fields; nothing has none', () => {
  const sealed = { to: 'escrow', kid: 'escrow-1', enc: 'AAAA', ciphertext: 'BBBB' } as const;
  const digests = [sealed, { ...sealed, kid: 'escrow-2' }, { ...sealed, ciphertext: 'BBBC' }].map(sealedSha256);
  assert.equal(new Set(digests).size, 3);
  assert.equal(sealedSha256(null), null);
});
