import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../kernel/random.ts';
import { boundedMemo } from './bounded-memo.ts';
import { concatBytes, equalBytes } from './bytes.ts';
import { ed25519Generate, ed25519Sign, ed25519Verify } from './ed25519.ts';
import { sha256, sha256Hex } from './sha256.ts';
import { x25519PublicKey, x25519SharedSecret } from './x25519.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

test('SHA-256 of "abc" is that of FIPS 180-4', () => {
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  assert.equal(sha256Hex(Buffer.from('abc')), expected);
  assert.equal(hex(sha256(Buffer.from('abc'))), expected);
});

test('X25519 agrees as in RFC 7748 section 6.1 and refuses points of small order', () => {
  const bob = bytes('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb');
  const alicePublic = bytes('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a');
  assert.equal(hex(x25519PublicKey(bob)), 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
  assert.equal(
    hex(x25519SharedSecret(bob, alicePublic)),
    '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
  );
  assert.throws(() => x25519SharedSecret(bob, new Uint8Array(32)), { name: 'CryptoError' });
  assert.throws(() => x25519SharedSecret(bob, new Uint8Array(31)), { name: 'CryptoError' });
});

test('Ed25519 signs its own messages only', () => {
  const keys = ed25519Generate(seededRandom('ed'));
  const signature = ed25519Sign(keys.privateKey, Buffer.from('m'));
  assert.ok(ed25519Verify(keys.publicKey, Buffer.from('m'), signature));
  assert.ok(!ed25519Verify(keys.publicKey, Buffer.from('n'), signature));
  assert.ok(!ed25519Verify(keys.publicKey, Buffer.from('m'), signature.subarray(1)));
});

test('bytes are equal only in full', () => {
  assert.ok(equalBytes(Buffer.from('ab'), concatBytes(Buffer.from('a'), new Uint8Array(0), Buffer.from('b'))));
  assert.ok(!equalBytes(Buffer.from('ab'), Buffer.from('a')));
  assert.ok(!equalBytes(Buffer.from('ab'), Buffer.from('ac')));
});

test('a bounded memo computes once and forgets the oldest', () => {
  let computed = 0;
  const memo = boundedMemo(2, (key) => ({ key: hex(key), order: computed++ }));
  const at = (byte: number) => memo(Uint8Array.of(byte)).order;
  assert.deepEqual([at(1), at(2), at(1), at(3), at(2), at(1)], [0, 1, 0, 2, 1, 3]);
});
