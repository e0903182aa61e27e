import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { p256Generate } from '../../crypto/p256/key.ts';
import { memoryBlobs } from '../../kernel/journal/blobs.ts';
import { journal } from '../../kernel/journal/journal.ts';
import { seededRandom } from '../../kernel/random.ts';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { osRandomStream } from '../../kernel/wall/os-random.ts';
import { type WebhookKeyRing, webhookKeyRing } from '../standard-webhooks/key-ring.ts';
import { formatSecret } from '../standard-webhooks/keys.ts';
import { type SigningKeys, signedHeaders } from '../standard-webhooks/signature.ts';
import { createSubjectHost } from './host.ts';
import type { TenantAnswer } from './tenant-request.ts';
import type { WebhookKeys } from './webhook-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-webhook-keys-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const root = 'http://subject.test';
const startMs = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;
const at = (ms: number): string => new Date(startMs + ms).toISOString();

/** What a platform that signs with these keys gives to its tenants. */
const given = ({ secrets, ed25519 }: SigningKeys): WebhookKeys => ({
  secrets: secrets.map((one) => ({ kid: one.kid, secret: formatSecret(one) })),
  jwks: {
    keys: ed25519.map(({ kid, publicKey }) => {
      return { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url'), kid };
    }),
  },
});

function host(database = ':memory:', fetch: (request: Request) => Promise<Response> = () => Promise.reject()) {
  const clock = virtualClock(startMs);
  const lines: string[] = [];
  const subject = createSubjectHost({
    ...{ clock, fetch, database, operatorToken: 'server', random: osRandomStream() },
    journal: journal(clock, memoryBlobs(), (line) => lines.push(line)),
  });
  const ask = async (method: string, path: string, token: string, body: unknown) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const answer = await subject.app(new Request(`${root}${path}`, { method, headers, body: JSON.stringify(body) }));
    return { status: answer.status, json: await answer.json() };
  };
  const make = async (webhooks: WebhookKeys): Promise<TenantAnswer> => {
    const public_key = Buffer.from(p256Generate(seededRandom('escrow')).publicKey).toString('base64');
    const request = { webhooks, escrow: { kid: 'escrow-1', public_key } };
    return (await ask('POST', '/tenants', 'server', request)).json;
  };
  const set = (tenant: TenantAnswer, keys: object, token = tenant.credentials.operator_token) =>
    ask('PUT', `/tenants/${tenant.tenant}/webhook-keys`, token, keys);
  let count = 0;
  /** The status that a delivery gets that was signed with these keys. */
  const deliver = async ({ tenant }: TenantAnswer, keys: SigningKeys): Promise<number> => {
    const hash = `hmac-sha256:identifier-1:${'a'.repeat(64)}`;
    const body = JSON.stringify({
      ...{ message_id: `M${count}`, sender_hash: hash, recipient_hash: hash, conversation_hash: hash },
      ...{ sent_timestamp: at(0), status: 'sent', content_hash: null, attachment_refs: [] },
    });
    const headers = signedHeaders(keys, `msg_${count++}`, clock.now(), Buffer.from(body));
    const request = new Request(`${root}/t/${tenant}/webhooks/messages`, { method: 'POST', headers, body });
    return (await subject.app(request)).status;
  };
  return { subject, clock, ask, make, set, deliver, lines };
}

/** The two generations of a ring: each alone, and the key set between them. */
function generations(ring: WebhookKeyRing): { old: SigningKeys; next: SigningKeys } {
  const old = ring.signing();
  ring.introduce();
  ring.retireOld();
  return { old, next: ring.signing() };
}
const only = (version: 'v1' | 'v1a', { secrets, ed25519 }: SigningKeys): SigningKeys =>
  version === 'v1' ? { secrets, ed25519: [] } : { secrets: [], ed25519 };
const until = <T extends object>(keys: readonly T[], time: string): T[] => keys.map((key) => ({ ...key, until: time }));

function overlapping(old: SigningKeys, next: SigningKeys, end: string): WebhookKeys {
  const [before, later] = [given(old), given(next)];
  return {
    secrets: [...until(before.secrets, end), ...later.secrets],
    jwks: { keys: [...until(before.jwks?.keys ?? [], end), ...(later.jwks?.keys ?? [])] },
  };
}

test('old and new keys are accepted until the time that the old ones have, then the new alone, also after a restart', async () => {
  const file = join(folder, 'rotation.sqlite');
  const before = host(file);
  const { old, next } = generations(webhookKeyRing(seededRandom('ring')));
  const tenant = await before.make(given(old));
  const statuses = async ({ deliver }: ReturnType<typeof host>): Promise<number[]> =>
    Promise.all(
      ([old, next] as const).flatMap((keys) => [deliver(tenant, only('v1', keys)), deliver(tenant, only('v1a', keys))]),
    );
  assert.deepEqual(await statuses(before), [204, 204, 401, 401]);
  const rotation = overlapping(old, next, at(10 * minute));
  const { status, json } = await before.set(tenant, rotation);
  assert.equal(status, 200);
  assert.deepEqual(json, {
    accepted: [
      { kid: 'hmac-1', kind: 'secret', until: at(10 * minute) },
      { kid: 'hmac-2', kind: 'secret', until: null },
      { kid: 'ed25519-1', kind: 'public', until: at(10 * minute) },
      { kid: 'ed25519-2', kind: 'public', until: null },
    ],
    jwks_url: null,
    in_force_since: at(0),
  });
  assert.deepEqual(await statuses(before), [204, 204, 204, 204]);
  await before.clock.runFor(minute);
  assert.equal((await before.set(tenant, rotation)).json.in_force_since, at(0), 'the same keys again change nothing');
  await before.clock.runFor(9 * minute - 1);
  assert.deepEqual(await statuses(before), [204, 204, 204, 204]);
  await before.clock.runFor(1);
  assert.deepEqual(await statuses(before), [401, 401, 204, 204]);
  const secrets = [...given(old).secrets, ...given(next).secrets].map(({ secret }) => secret.slice('whsec_'.length));
  for (const secret of secrets) assert.ok(!before.lines.join('\n').includes(secret));
  assert.ok(!JSON.stringify(json).includes('whsec_'));
  await before.subject.close();
  const later = host(file);
  await later.clock.runFor(10 * minute);
  assert.deepEqual(await statuses(later), [401, 401, 204, 204]);
  await later.subject.close();
});

test('another process over the same store takes new keys at once, and key sets where they are published now', async () => {
  const file = join(folder, 'two-processes.sqlite');
  const { old, next } = generations(webhookKeyRing(seededRandom('ring')));
  const asked: string[] = [];
  const publish = async ({ url }: Request): Promise<Response> => {
    asked.push(url);
    return Response.json(given(next).jwks);
  };
  const [one, two] = [host(file, publish), host(file, publish)];
  const tenant = await one.make(given(old));
  assert.equal(await two.deliver(tenant, old), 204);
  assert.equal((await one.set(tenant, { secrets: [], jwks_url: 'http://platform.test/jwks.json' })).status, 200);
  for (const { deliver } of [one, two]) {
    assert.equal(await deliver(tenant, only('v1a', next)), 204);
    assert.equal(await deliver(tenant, old), 401);
  }
  assert.deepEqual([...new Set(asked)], ['http://platform.test/jwks.json']);
  await Promise.all([one.subject.close(), two.subject.close()]);
});

test('whoever is not the tenant’s operator changes no keys', async () => {
  const { subject, ask, make, set, deliver } = host();
  const { old, next } = generations(webhookKeyRing(seededRandom('ring')));
  const [tenant, other] = [await make(given(old)), await make(given(old))];
  const { auditor_token, enrolment_token } = tenant.credentials;
  for (const [token, expected] of [
    ['nobody', 401],
    ['server', 401],
    [enrolment_token, 401],
    [auditor_token, 403],
    [other.credentials.operator_token, 401],
  ] as const) {
    assert.equal((await set(tenant, given(next), token)).status, expected, token);
  }
  const { operator_token } = tenant.credentials;
  assert.equal((await ask('PUT', '/tenants/nobody/webhook-keys', operator_token, given(next))).status, 404);
  assert.deepEqual([await deliver(tenant, old), await deliver(tenant, next)], [204, 401]);
  await subject.close();
});

test('keys that are malformed, private, named twice or over are refused, when a tenant is made and afterwards', async () => {
  const { subject, ask, make, set, deliver } = host();
  const { old, next } = generations(webhookKeyRing(seededRandom('ring')));
  const tenant = await make(given(old));
  const { secrets, jwks } = given(next);
  const [[secret], [key]] = [secrets, jwks?.keys ?? []];
  assert.ok(secret && key);
  const good = { secrets, jwks };
  const refused: readonly (readonly [keys: object, field: RegExp])[] = [
    [{}, /\/secrets/],
    [{ ...good, admin: true }, /does not know/],
    [{ ...good, secrets: [{ ...secret, secret: 'whsk_AAAA' }] }, /\/secrets\/0\/secret/],
    [{ ...good, secrets: [secret, secret] }, /\/secrets\/1\/kid: is there twice/],
    [
      { ...good, secrets: [secret, { ...secret, secret: `whsec_${'A'.repeat(32)}` }] },
      /\/secrets\/1\/kid: is there twice/,
    ],
    [{ ...good, jwks: { keys: [key, key] } }, /\/jwks\/keys\/1\/kid: is there twice/],
    [{ ...good, jwks: { keys: [{ ...key, kid: secret.kid }] } }, /\/jwks\/keys\/0\/kid: is there twice/],
    [{ ...good, jwks: { keys: [{ ...key, d: key.x }] } }, /\/jwks\/keys\/0\/d: belongs to a private key/],
    [{ ...good, jwks: { keys: [{ kty: 'oct', k: key.x, kid: 'k' }] } }, /\/jwks\/keys\/0/],
    [{ ...good, jwks_url: 'http://platform.test/jwks.json' }, /\/jwks_url/],
    [{ secrets, jwks_url: 'file:///etc/passwd' }, /\/jwks_url/],
    [{ ...good, secrets: [{ ...secret, until: 'tomorrow' }] }, /\/secrets\/0\/until/],
    [{ ...good, secrets: [{ ...secret, until: at(0) }] }, /until is over/],
  ];
  const escrow = { kid: 'e', public_key: Buffer.from(p256Generate(seededRandom('e')).publicKey).toString('base64') };
  for (const [keys, field] of refused) {
    for (const answer of [
      await set(tenant, keys),
      await ask('POST', '/tenants', 'server', { webhooks: keys, escrow }),
    ]) {
      assert.equal(answer.status, 400, JSON.stringify(keys));
      assert.match(answer.json.detail, field, JSON.stringify(keys));
      assert.ok(!JSON.stringify(answer.json).includes(secret.secret));
    }
  }
  const ends = { secrets: until(secrets, at(minute)) };
  assert.match((await set(tenant, ends)).json.detail, /no key is accepted without an end/);
  assert.match((await set(tenant, { secrets: [] })).json.detail, /no key is accepted without an end/);
  const renamed = { secrets: [{ kid: 'hmac-1', secret: secret.secret }] };
  const conflict = await set(tenant, renamed);
  assert.deepEqual([conflict.status, conflict.json.type], [409, 'urn:greenroom:problem:conflict']);
  assert.deepEqual([await deliver(tenant, old), await deliver(tenant, next)], [204, 401]);
  await subject.close();
});
