import assert from 'node:assert/strict';
import { aesGcmOpen, aesGcmSeal } from './aes-gcm.ts';
import { concatBytes } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { ed25519Verify } from './ed25519.ts';
import { hkdfExpand, hkdfExtract } from './hkdf.ts';
import { hmacSha256, verifyHmacSha256 } from './hmac.ts';
import { p256SharedSecret } from './p256/ecdh.ts';
import { p256Verify } from './p256/ecdsa.ts';
import { readThirdPartyVectors } from './third-party-vectors.ts';

interface Suite {
  readonly numberOfTests: number;
  readonly testGroups: readonly (Record<string, unknown> & { readonly tests: readonly Case[] })[];
}
type Case = Record<string, string | number> & { readonly tcId: number; readonly result: string };

const hex = (text: unknown): Uint8Array => Uint8Array.from(Buffer.from(String(text), 'hex'));

/** How a file went: every case held, failed or is outside what our primitive offers. */
export interface WycheproofOutcome {
  readonly file: string;
  readonly cases: number;
  readonly held: number;
  /** E.g. other key sizes and encodings. */
  readonly outside: number;
  readonly failures: readonly { readonly tcId: number; readonly error: string }[];
}

/** A file of C2SP Wycheproof and how our primitive is put to it. */
export interface WycheproofFile {
  readonly name: string;
  /** How many cases must hold at least. */
  readonly atLeast: number;
  /** Nothing when the vectors are not there. */
  run(): WycheproofOutcome | undefined;
}

type Group = Record<string, unknown>;

/** `judge` says whether our primitive did as the vector demands, or nothing when the case is outside what it offers. */
function wycheproof(
  name: string,
  atLeast: number,
  judge: (vector: Case, group: Group) => boolean | undefined,
): WycheproofFile {
  function run(): WycheproofOutcome | undefined {
    const suite = readThirdPartyVectors<Suite>(`wycheproof/${name}`);
    if (!suite) return undefined;
    let [held, outside] = [0, 0];
    const failures: { tcId: number; error: string }[] = [];
    const wrong = ({ tcId, comment, result }: Case, detail = ''): void =>
      void failures.push({ tcId, error: `${comment}: expected ${result}${detail}` });
    for (const group of suite.testGroups) {
      for (const vector of group.tests) {
        try {
          const right = judge(vector, group);
          if (right === undefined) outside++;
          else if (right) held++;
          else wrong(vector);
        } catch (error) {
          wrong(vector, `, but ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    }
    return { file: name, cases: suite.numberOfTests, held, outside, failures };
  }
  return { name, atLeast, run };
}

const valid = (vector: Case): boolean => vector.result === 'valid';

const aesGcm = wycheproof('aes_gcm_test.json', 60, (vector, group) => {
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

const hkdf = wycheproof('hkdf_sha256_test.json', 86, (vector) => {
  const expand = () =>
    hkdfExpand(hkdfExtract(hex(vector['salt']), hex(vector['ikm'])), hex(vector['info']), Number(vector['size']));
  if (!valid(vector)) {
    assert.throws(expand, CryptoError);
    return true;
  }
  return Buffer.from(expand()).equals(hex(vector['okm']));
});

const hmac = wycheproof('hmac_sha256_test.json', 87, (vector, group) => {
  const [key, message, tag] = [hex(vector['key']), hex(vector['msg']), hex(vector['tag'])];
  if (group['tagSize'] === 256) return verifyHmacSha256(key, message, tag) === valid(vector);
  assert.equal(verifyHmacSha256(key, message, tag), false, 'a truncated tag is never accepted');
  if (!valid(vector)) return undefined;
  return Buffer.from(hmacSha256(key, message).subarray(0, tag.length)).equals(tag);
});

const ecdsa = wycheproof('ecdsa_secp256r1_sha256_p1363_test.json', 262, (vector, group) => {
  const point = hex((group['publicKey'] as { uncompressed: string }).uncompressed);
  return p256Verify(point, hex(vector['msg']), hex(vector['sig']), 'ieee-p1363') === valid(vector);
});

/** A SubjectPublicKeyInfo of a named curve and an uncompressed point: what is left is the raw form. */
const namedCurveSpki = '3059301306072a8648ce3d020106082a8648ce3d030107034200';

const ecdh = wycheproof('ecdh_secp256r1_test.json', 300, (vector) => {
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

const ed25519 = wycheproof('ed25519_test.json', 151, (vector, group) => {
  const key = hex((group['publicKey'] as { pk: string }).pk);
  return ed25519Verify(key, hex(vector['msg']), hex(vector['sig'])) === valid(vector);
});

/** The files whose primitives the simulators use. */
export const wycheproofFiles: readonly WycheproofFile[] = [aesGcm, hkdf, hmac, ecdsa, ecdh, ed25519];
