import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { seededRandom } from '../../kernel/random.ts';
import { webhookKeyRing } from './key-ring.ts';
import { ed25519Key, formatSecret, webhookSecret } from './keys.ts';
import { isSigned, isTimely, readHeaders, signedHeaders, toleranceMs } from './signature.ts';

const body = Buffer.from('{"message_id":"M1","größe":"ü"}');
const nowMs = Date.now(); // the library looks at the machine's clock
const secret = webhookSecret('s1', seededRandom('secret'));
const ed25519 = ed25519Key('e1', seededRandom('ed25519'));
const none = { secrets: [], ed25519: [] };

function read(headers: Record<string, string>) {
  const parsed = readHeaders(new Headers(headers));
  assert.ok(!('problem' in parsed), 'problem' in parsed ? parsed.problem : '');
  return parsed;
}

test('the standardwebhooks library verifies our v1 signatures', () => {
  const headers = signedHeaders({ secrets: [secret], ed25519: [ed25519] }, 'msg_1', nowMs, body);
  assert.deepEqual(new Webhook(formatSecret(secret)).verify(body, headers), JSON.parse(body.toString()));
  assert.throws(() => new Webhook(formatSecret(secret)).verify(Buffer.from('{}'), headers), /No matching signature/);
});

test('we verify the signatures of the standardwebhooks library', () => {
  const library = new Webhook(formatSecret(secret));
  const headers = read({
    'webhook-id': 'msg_2',
    'webhook-timestamp': String(Math.floor(nowMs / 1000)),
    'webhook-signature': library.sign('msg_2', new Date(nowMs), body),
  });
  assert.ok(isSigned(headers, { ...none, secrets: [secret] }, body));
  assert.ok(!isSigned(headers, { ...none, secrets: [webhookSecret('s2', seededRandom('other'))] }, body));
  assert.ok(!isSigned(headers, { ...none, secrets: [secret] }, Buffer.from('{}')));
});

test('an independent verifier accepts our v1a signatures from the raw key bytes', () => {
  const headers = signedHeaders({ secrets: [], ed25519: [ed25519] }, 'msg_3', nowMs, body);
  const [version, value = ''] = headers['webhook-signature'].split(',');
  assert.equal(version, 'v1a');
  const x = Buffer.from(ed25519.publicKey).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const signed = Buffer.concat([Buffer.from(`msg_3.${headers['webhook-timestamp']}.`), body]);
  assert.ok(verify(null, signed, key, Buffer.from(value, 'base64')));
  signed[signed.length - 1] = 0;
  assert.ok(!verify(null, signed, key, Buffer.from(value, 'base64')));
});

test('a signature counts for its id and its time only', () => {
  const keys = { secrets: [secret], ed25519: [ed25519] };
  const headers = signedHeaders(keys, 'msg_4', nowMs, body);
  assert.ok(isSigned(read(headers), keys, body));
  assert.ok(!isSigned(read({ ...headers, 'webhook-id': 'msg_5' }), keys, body));
  assert.ok(!isSigned(read({ ...headers, 'webhook-timestamp': '1' }), keys, body));
});

test('times within five minutes on either side are taken', () => {
  const atSecond = Math.floor(nowMs / 1000) * 1000;
  const headers = read(signedHeaders({ secrets: [secret], ed25519: [] }, 'msg_6', atSecond, body));
  for (const offMs of [0, toleranceMs, -toleranceMs]) assert.ok(isTimely(headers, atSecond + offMs));
  for (const offMs of [toleranceMs + 1, -toleranceMs - 1]) assert.ok(!isTimely(headers, atSecond + offMs));
});

test('malformed headers are named; signatures of unknown versions are passed over', () => {
  const good = signedHeaders({ secrets: [secret], ed25519: [] }, 'msg_7', nowMs, body);
  const problems = [
    { 'webhook-id': '' },
    { 'webhook-id': 'a b' },
    { 'webhook-id': 'x'.repeat(129) },
    { 'webhook-timestamp': 'yesterday' },
    { 'webhook-timestamp': '1e9' },
    { 'webhook-signature': '' },
    { 'webhook-signature': 'v2,AAAA' },
  ];
  for (const change of problems) assert.ok('problem' in readHeaders(new Headers({ ...good, ...change })));
  const mixed = read({ ...good, 'webhook-signature': `v2,AAAA v1 v1, ${good['webhook-signature']}` });
  assert.ok(isSigned(mixed, { ...none, secrets: [secret] }, body));
});

test('during a rotation either generation verifies; afterwards only the new one', () => {
  const ring = webhookKeyRing(seededRandom('ring'));
  const before = ring.signing();
  const next = ring.introduce();
  const overlap = read(signedHeaders(ring.signing(), 'msg_8', nowMs, body));
  assert.equal(overlap.signatures.length, 4);
  for (const [secrets, ed25519] of [
    [before.secrets, []],
    [[next.secret], []],
    [[], before.ed25519],
    [[], [next.ed25519]],
  ] as const) {
    assert.ok(isSigned(overlap, { secrets, ed25519 }, body));
  }
  ring.retireOld();
  const after = read(signedHeaders(ring.signing(), 'msg_9', nowMs, body));
  assert.ok(!isSigned(after, before, body));
  assert.ok(isSigned(after, { ...none, secrets: [next.secret] }, body));
});
