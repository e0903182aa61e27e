import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { test } from 'node:test';
import { seededRandom } from '../../kernel/random.ts';
import { webhookKeyRing } from './key-ring.ts';
import { isSigned, readHeaders, signedHeaders } from './signature.ts';

/** The beginning of an Ed25519 public key as SubjectPublicKeyInfo (RFC 8410): what raw bytes need to become a key. */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Verifies a delivery from what stands in Standard Webhooks 1.0.0 alone: raw key bytes, three headers, a body. Nothing of
 * the house takes part.
 */
function verifies(rawKeys: readonly Uint8Array[], headers: Readonly<Record<string, string>>, body: string): boolean {
  const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  return (headers['webhook-signature'] ?? '').split(' ').some((part) => {
    const [version, value] = part.split(',');
    if (version !== 'v1a' || value === undefined) return false;
    return rawKeys.some((raw) => {
      const key = createPublicKey({ key: Buffer.concat([spkiHead, raw]), format: 'der', type: 'spki' });
      return verify(null, signed, key, Buffer.from(value, 'base64'));
    });
  });
}

const body = '{"message_id":"M1","größe":"ü"}';
const atMs = Date.UTC(2026, 10, 22, 12);
const deliver = (ring: ReturnType<typeof webhookKeyRing>) =>
  signedHeaders(ring.signing(), 'msg_1', atMs, Buffer.from(body));
const rawKeys = (ring: ReturnType<typeof webhookKeyRing>) => ring.signing().ed25519.map(({ publicKey }) => publicKey);

test('ours verify from raw keys, and not when a byte of id, time, body or key is other', () => {
  const ring = webhookKeyRing(seededRandom('independent'));
  const headers = deliver(ring);
  const keys = rawKeys(ring);
  assert.equal(keys[0]?.length, 32);
  assert.ok(verifies(keys, headers, body));
  assert.ok(!verifies(keys, { ...headers, 'webhook-id': 'msg_2' }, body));
  assert.ok(!verifies(keys, { ...headers, 'webhook-timestamp': String(atMs / 1000 + 1) }, body));
  assert.ok(!verifies(keys, headers, `${body} `));
  const wrong = rawKeys(webhookKeyRing(seededRandom('another')));
  assert.ok(!verifies(wrong, headers, body));
});

test('over a rotation: the early published key signs nothing yet, then both sign, then the new one alone', () => {
  const ring = webhookKeyRing(seededRandom('rotation'));
  const before = rawKeys(ring);
  ring.announce();
  ring.announce();
  const published = ring.published().map(({ publicKey }) => publicKey);
  assert.equal(published.length, 2);
  const announced = published.slice(1);
  assert.ok(verifies(before, deliver(ring), body));
  assert.ok(!verifies(announced, deliver(ring), body));
  ring.introduce();
  assert.ok(verifies(before, deliver(ring), body));
  assert.ok(verifies(announced, deliver(ring), body));
  ring.retireOld();
  assert.ok(!verifies(before, deliver(ring), body));
  assert.ok(verifies(announced, deliver(ring), body));
  assert.deepEqual(
    ring.published().map(({ publicKey }) => publicKey),
    announced,
  );
});

test('what an independent signer signs, ours verifies; not under another key', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const seconds = String(atMs / 1000);
  const value = sign(null, Buffer.from(`msg_9.${seconds}.${body}`), privateKey).toString('base64');
  const read = readHeaders(
    new Headers({ 'webhook-id': 'msg_9', 'webhook-timestamp': seconds, 'webhook-signature': `v1a,${value}` }),
  );
  assert.ok(!('problem' in read));
  const keys = (bytes: Uint8Array) => ({ secrets: [], ed25519: [{ kid: 'theirs', publicKey: bytes }] });
  assert.ok(isSigned(read, keys(raw), Buffer.from(body)));
  const [other] = rawKeys(webhookKeyRing(seededRandom('another')));
  assert.ok(other && !isSigned(read, keys(other), Buffer.from(body)));
});
