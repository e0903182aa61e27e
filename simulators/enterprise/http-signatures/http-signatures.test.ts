import assert from 'node:assert/strict';
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { readThirdPartyVectors, vectorsSkipped } from '../../crypto/third-party-vectors.ts';
import { seededRandom } from '../../kernel/random.ts';
import { testSeed } from '../../kernel/test-seed.ts';
import { ed25519Key, webhookSecret } from '../standard-webhooks/keys.ts';
import { contentDigest, digestFits } from './content-digest.ts';
import { httpSignatures } from './sign.ts';
import { signatureBase } from './signature-base.ts';
import { isHttpSigned, readSignatures } from './verify.ts';

const seed = testSeed();
const url = 'https://enterprise.test/webhooks/messages';
const body = Buffer.from('{"message_id":"M1"}');
const secret = webhookSecret('s1', seededRandom('secret'));
const ed25519 = ed25519Key('e1', seededRandom('ed25519'));
const keys = { secrets: [secret], ed25519: [ed25519] };
const components = ['@method', '@authority', '@path', 'content-type', 'content-digest', 'webhook-id'];

function signed(change: Readonly<Record<string, string>> = {}, method = 'POST', at = url) {
  const headers = new Headers({
    'content-type': 'application/json',
    'content-digest': contentDigest(body),
    'webhook-id': 'msg_1',
  });
  const options = { created: 1_795_348_800, expires: 1_795_349_100, nonce: 'n1', components };
  const made = httpSignatures(keys, { method: 'POST', url, headers }, options);
  for (const [name, value] of Object.entries({ ...made, ...change })) headers.set(name, value);
  const read = readSignatures(headers);
  assert.ok(!('problem' in read), 'problem' in read ? read.problem : '');
  return { message: { method, url: at, headers }, signatures: read };
}

interface Vector {
  readonly source: string;
  readonly public_key_spki_base64: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signature_input: string;
  readonly signature: string;
  readonly signature_base: string;
}

test('the vector of RFC 9421 appendix B.2.6: base, signature and digest', (context) => {
  const name = 'rfc9421/b-2-6-ed25519.json';
  const vector = readThirdPartyVectors<Vector>(name);
  if (!vector) return vectorsSkipped(context, name);
  const { method, url: at, signature_input, signature } = vector;
  const headers = new Headers({ ...vector.headers, 'signature-input': signature_input, signature });
  const message = { method, url: at, headers };
  const read = readSignatures(headers);
  assert.ok(!('problem' in read));
  const [only] = read;
  assert.ok(only && read.length === 1);
  assert.equal(signatureBase(message, only.covered), vector.signature_base);
  const publicKey = Buffer.from(vector.public_key_spki_base64, 'base64').subarray(-32);
  const known = { secrets: [], ed25519: [{ kid: 'test-key-ed25519', publicKey }] };
  assert.ok(isHttpSigned(only, message, known));
  assert.ok(digestFits(headers.get('content-digest'), Buffer.from(vector.body)));
  assert.ok(!digestFits(headers.get('content-digest'), Buffer.from(`${vector.body} `)));
  headers.set('date', 'Tue, 20 Apr 2021 02:07:56 GMT');
  assert.ok(!isHttpSigned(only, message, known));
});

test('an independent verifier accepts both of our signatures from the raw keys', () => {
  const { message } = signed();
  const input = message.headers.get('signature-input') ?? '';
  const values = message.headers.get('signature') ?? '';
  for (const label of ['sig1', 'sig2']) {
    const parameters = new RegExp(`${label}=(\\([^)]*\\)[^,]*)`).exec(input)?.[1] ?? '';
    const value = Buffer.from(new RegExp(`${label}=:([^:]*):`).exec(values)?.[1] ?? '', 'base64');
    const digest = createHash('sha256').update(body).digest('base64');
    const base = [
      '"@method": POST',
      '"@authority": enterprise.test',
      '"@path": /webhooks/messages',
      '"content-type": application/json',
      `"content-digest": sha-256=:${digest}:`,
      '"webhook-id": msg_1',
      `"@signature-params": ${parameters}`,
    ].join('\n');
    if (parameters.includes('alg="ed25519"')) {
      const x = Buffer.from(ed25519.publicKey).toString('base64url');
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
      assert.ok(verify(null, Buffer.from(base), key, value));
    } else {
      assert.match(parameters, /alg="hmac-sha256"/);
      assert.deepEqual(createHmac('sha256', secret.key).update(base).digest(), value);
    }
  }
});

test('a signature counts for its method, address, digest and id, by the key that it names and its algorithm', () => {
  const { message, signatures } = signed();
  assert.equal(signatures.length, 2);
  for (const signature of signatures) {
    assert.ok(isHttpSigned(signature, message, keys));
    assert.ok(!isHttpSigned(signature, { ...message, method: 'PUT' }, keys));
    assert.ok(!isHttpSigned(signature, { ...message, url: 'https://other.test/webhooks/messages' }, keys));
    assert.ok(!isHttpSigned(signature, { ...message, url: `${url}/x` }, keys));
    const renamed = { secrets: [{ ...secret, kid: 's2' }], ed25519: [{ ...ed25519, kid: 'e2' }] };
    assert.ok(!isHttpSigned(signature, message, renamed));
    const alg = signature.alg === 'ed25519' ? 'hmac-sha256' : 'ed25519';
    assert.ok(!isHttpSigned({ ...signature, alg }, message, keys));
  }
  for (const change of [{ 'webhook-id': 'msg_2' }, { 'content-digest': contentDigest(Buffer.from('{}')) }]) {
    const changed = signed(change);
    for (const signature of changed.signatures) assert.ok(!isHttpSigned(signature, changed.message, keys));
  }
});

test('a secret is never taken for a public key: an HMAC under the public key verifies nothing', () => {
  const { message, signatures } = signed();
  const published = { secrets: [], ed25519: [ed25519] };
  for (const signature of signatures)
    assert.equal(isHttpSigned(signature, message, published), signature.alg === 'ed25519');
});

test('components that are covered twice, missing, with parameters or unknown verify nothing', () => {
  const { message, signatures } = signed();
  const [good] = signatures;
  assert.ok(good);
  const none = new Map();
  for (const item of [
    ['@method', none],
    ['x-missing', none],
    ['Content-Type', none],
    ['@status', none],
    ['content-type', new Map([['sf', true]])],
  ] as const) {
    const covered: typeof good.covered = [[...good.covered[0], [item[0], item[1]]], good.covered[1]];
    assert.ok(!isHttpSigned({ ...good, covered }, message, keys), item[0]);
  }
});

test(`no header makes reading throw (seed ${seed})`, () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'sig1=();",:"@method"created=09 ') }),
    fc.constantFrom('sig1=()', 'sig1=:AAAA:', 'sig1=("@method");created=x', 'sig1=1', 'a, b'),
  );
  fc.assert(
    fc.property(text, text, (input, signature) => {
      const headers = new Headers({ 'signature-input': input, signature, 'content-digest': input });
      const read = readSignatures(headers);
      if (!('problem' in read)) for (const one of read) isHttpSigned(one, { method: 'POST', url, headers }, keys);
      assert.ok(!digestFits(headers.get('content-digest'), body));
    }),
    { seed, numRuns: 500 },
  );
});
