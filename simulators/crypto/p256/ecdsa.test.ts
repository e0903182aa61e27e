import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../kernel/random.ts';
import { sha256 } from '../sha256.ts';
import { p256Sign, p256SignWith, p256Verify } from './ecdsa.ts';
import { p256Generate, p256PublicKey } from './key.ts';
import { noncePool } from './nonce-pool.ts';
import { deterministicNonce } from './rfc6979.ts';
import { toScalarBytes } from './scalar.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** RFC 6979 appendix A.2.5, curve P-256, SHA-256. */
const published = {
  privateKey: hex('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721'),
  publicKey: hex(
    '0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
  ),
  sample:
    'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  test: 'f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083',
};

test('deterministic signatures are those that RFC 6979 publishes', () => {
  assert.deepEqual(p256PublicKey(published.privateKey), published.publicKey);
  for (const message of ['sample', 'test'] as const) {
    const signature = p256Sign(published.privateKey, Buffer.from(message), 'ieee-p1363');
    assert.equal(Buffer.from(signature).toString('hex'), published[message]);
  }
  assert.equal(
    Buffer.from(toScalarBytes(deterministicNonce(published.privateKey, sha256(Buffer.from('sample'))))).toString('hex'),
    'a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60',
  );
});

test('pooled nonces sign validly, differ every time, and follow from the seed', () => {
  const keys = p256Generate(seededRandom('key'));
  const pool = noncePool(seededRandom('a'));
  const again = noncePool(seededRandom('a'));
  const other = noncePool(seededRandom('b'));
  const seen = new Set<bigint>();
  for (let index = 0; index < 200; index++) {
    const nonce = pool();
    seen.add(nonce.r);
    assert.deepEqual(again(), nonce);
    const message = Buffer.from(`message ${index}`);
    for (const encoding of ['der', 'ieee-p1363'] as const) {
      const signature = p256SignWith(nonce, keys.privateKey, message, encoding);
      assert.ok(p256Verify(keys.publicKey, message, signature, encoding));
      assert.ok(!p256Verify(keys.publicKey, Buffer.from('another'), signature, encoding));
    }
  }
  assert.equal(seen.size, 200);
  assert.ok(!seen.has(other().r));
});

test('a signature of the wrong shape is wrong, and a public key of the wrong shape is an error', () => {
  const keys = p256Generate(seededRandom('key'));
  const message = Buffer.from('m');
  for (const length of [0, 1, 8, 63, 64, 65, 72, 500]) {
    assert.equal(p256Verify(keys.publicKey, message, new Uint8Array(length)), false);
    assert.equal(p256Verify(keys.publicKey, message, new Uint8Array(length), 'ieee-p1363'), false);
  }
  const compressed = Uint8Array.of(2, ...keys.publicKey.subarray(1, 33));
  for (const key of [
    new Uint8Array(0),
    compressed,
    new Uint8Array(65),
    Uint8Array.of(4, ...new Uint8Array(64).fill(1)),
  ]) {
    assert.throws(() => p256Verify(key, message, new Uint8Array(70)), { name: 'CryptoError' });
  }
});
