import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aesGcmOpen, aesGcmSeal } from './aes-gcm.ts';
import { concatBytes } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { ed25519Verify } from './ed25519.ts';
import { hkdfExpand, hkdfExtract } from './hkdf.ts';
import { hmacSha256, verifyHmacSha256 } from './hmac.ts';
import { p256SharedSecret } from './p256/ecdh.ts';
import { p256Verify } from './p256/ecdsa.ts';
import { thirdPartyVectors } from './third-party-vectors.ts';

interface Suite {
  readonly numberOfTests: number;
  readonly testGroups: readonly (Record<string, unknown> & { readonly tests: readonly Case[] })[];
}
type Case = Record<string, string | number> & { readonly tcId: number; readonly result: string };

const hex = (text: unknown): Uint8Array => Uint8Array.from(Buffer.from(String(text), 'hex'));

/**
 * Runs every case and prints how many there were. `judge` says whether our primitive behaved as the vector demands, or
 * nothing when the case is outside what the primitive offers.
 */
function run(
  file: string,
  atLeast: number,
  judge: (vector: Case, group: Record<string, unknown>) => boolean | undefined,
): void {
  test(`Wycheproof ${file}`, (context) => {
    const suite = thirdPartyVectors<Suite>(`wycheproof/${file}`);
    if (!suite) return;
    let [tried, outside] = [0, 0];
    for (const group of suite.testGroups) {
      for (const vector of group.tests) {
        const right = judge(vector, group);
        if (right === undefined) outside++;
        else {
          tried++;
          assert.ok(right, `${file} tcId ${vector.tcId} (${vector['comment']}), expected ${vector.result}`);
        }
      }
    }
    assert.equal(tried + outside, suite.numberOfTests);
    assert.ok(tried >= atLeast, `only ${tried} of ${suite.numberOfTests} cases apply`);
    context.diagnostic(`${file}: ${tried} cases held, ${outside} outside the primitive, of ${suite.numberOfTests}`);
  });
}

const valid = (vector: Case): boolean => vector.result === 'valid';

run('aes_gcm_test.json', 60, (vector, group) => {
  if (group['keySize'] !== 128) return undefined;
  const [key, nonce, aad] = [hex(vector['key']), hex(vector['iv']), hex(vector['aad'])];
  if (group['ivSize'] !== 96) {
    assert.throws(() => aesGcmSeal(key, nonce, aad, hex(vector['msg'])), CryptoError);
    return undefined;
  }
  const sealed = concatBytes(hex(vector['ct']), hex(vector['tag']));
  const opened = aesGcmOpen(key, nonce, aad, sealed);
  if (!valid(vector)) return opened === undefined;
  assert.deepEqual(aesGcmSeal(key, nonce, aad, hex(vector['msg'])), sealed);
  return opened !== undefined && Buffer.from(opened).equals(hex(vector['msg']));
});

run('hkdf_sha256_test.json', 86, (vector) => {
  const expand = () =>
    hkdfExpand(hkdfExtract(hex(vector['salt']), hex(vector['ikm'])), hex(vector['info']), Number(vector['size']));
  if (!valid(vector)) {
    assert.throws(expand, CryptoError);
    return true;
  }
  return Buffer.from(expand()).equals(hex(vector['okm']));
});

run('hmac_sha256_test.json', 87, (vector, group) => {
  const [key, message, tag] = [hex(vector['key']), hex(vector['msg']), hex(vector['tag'])];
  if (group['tagSize'] === 256) return verifyHmacSha256(key, message, tag) === valid(vector);
  assert.equal(verifyHmacSha256(key, message, tag), false, 'a truncated tag is never accepted');
  if (!valid(vector)) return undefined;
  return Buffer.from(hmacSha256(key, message).subarray(0, tag.length)).equals(tag);
});

run('ecdsa_secp256r1_sha256_p1363_test.json', 262, (vector, group) => {
  const point = hex((group['publicKey'] as { uncompressed: string }).uncompressed);
  return p256Verify(point, hex(vector['msg']), hex(vector['sig']), 'ieee-p1363') === valid(vector);
});

/** A SubjectPublicKeyInfo of a named curve and an uncompressed point: what is left is the raw form. */
const namedCurveSpki = '3059301306072a8648ce3d020106082a8648ce3d030107034200';

run('ecdh_secp256r1_test.json', 300, (vector) => {
  const spki = String(vector['public']);
  if (!spki.startsWith(namedCurveSpki)) return undefined;
  const point = hex(spki.slice(namedCurveSpki.length));
  const scalar = Buffer.from(
    String(vector['private'])
      .replace(/^00(?=.{64}$)/, '')
      .padStart(64, '0'),
    'hex',
  );
  if (valid(vector)) return Buffer.from(p256SharedSecret(scalar, point)).equals(hex(vector['shared']));
  assert.throws(() => p256SharedSecret(scalar, point), CryptoError);
  return true;
});

run('ed25519_test.json', 151, (vector, group) => {
  const key = hex((group['publicKey'] as { pk: string }).pk);
  return ed25519Verify(key, hex(vector['msg']), hex(vector['sig'])) === valid(vector);
});
