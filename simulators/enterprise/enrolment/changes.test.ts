import assert from 'node:assert/strict';
import { test } from 'node:test';
import { p256Generate } from '../../crypto/p256/key.ts';
import { seededRandom } from '../../kernel/random.ts';
import { ana, enterpriseWorld, upload } from '../fixture.ts';

const url = 'http://enterprise.test/enrolments';
const records = 'http://enterprise.test/records';
const installation_id = seededRandom('installation').uuid();
const request = { installation_id, custodian: ana, mode: 'escrow', endpoint_key: null };
const consent = { given_by: 'Ana Rook', given_at: '2026-11-22T11:00:00.000Z', text_sha256: 'ab'.repeat(32) };
const metadataOnly = { mode: 'metadata-only' };
const ownKey = (name: string) => ({
  mode: 'endpoint-archive',
  endpoint_key: { kid: 'own', public_key: Buffer.from(p256Generate(seededRandom(name)).publicKey).toString('base64') },
});

async function underPolicy(seed: string, ...profiles: string[]) {
  const world = enterpriseWorld(seed);
  const { enrolmentToken, operatorToken, auditorToken } = world.enterprise.tenant;
  const set = await world.ask('PUT', 'http://enterprise.test/policy', operatorToken, { profiles, own: null });
  assert.equal(set.status, 200);
  return {
    ...world,
    auditorToken,
    enrolWith: (change: object) => world.ask('POST', url, enrolmentToken, { ...request, ...change }),
    async enrolments() {
      const access = `http://enterprise.test/subject-access?custodian=${encodeURIComponent(ana)}`;
      return (await world.ask('GET', access, auditorToken)).json.enrolments;
    },
  };
}

test('repeated with another mode or endpoint key it is refused, and nothing is changed', async () => {
  const world = await underPolicy('otherwise', 'gdpr');
  for (const [first, other, named] of [
    [{}, metadataOnly, '/mode'],
    [metadataOnly, {}, '/mode'],
    [ownKey('one'), ownKey('two'), '/endpoint_key'],
    [{}, ownKey('one'), '/mode and /endpoint_key'],
  ] as const) {
    const one = { installation_id: world.random.uuid() };
    const enrolled = await world.enrolWith({ ...one, ...first, consent });
    assert.equal(enrolled.status, 201);
    const refused = await world.enrolWith({ ...one, ...other, consent });
    assert.equal(refused.status, 409);
    assert.equal(refused.headers.get('content-type'), 'application/problem+json');
    assert.equal(refused.json.type, 'urn:greenroom:problem:enrolled-otherwise');
    assert.equal(refused.json.detail, `this installation is enrolled with another ${named}: send /renew to change it`);
    const again = await world.enrolWith({ ...one, ...first });
    assert.deepEqual([again.status, again.json], [200, enrolled.json]);
  }
  assert.ok((await world.enrolments()).every(({ changes }: { changes: unknown[] }) => changes.length === 0));
});

test('a change that is meant gets a token of its own, is kept, and leaves the records of before as they are', async () => {
  const world = await underPolicy('changed');
  const { json: before } = await world.enrolWith({});
  assert.equal((await world.ask('POST', records, before.token, upload(before))).status, 201);
  const stored = (await world.ask('GET', records, world.auditorToken)).json;
  const changed = await world.enrolWith({ ...metadataOnly, renew: true });
  assert.deepEqual(
    [changed.status, changed.json.device_id, changed.json.mode, changed.json.escrow],
    [201, before.device_id, 'metadata-only', null],
  );
  assert.notEqual(changed.json.token, before.token);
  assert.equal((await world.ask('POST', records, before.token, upload(before))).status, 401);
  assert.equal((await world.ask('POST', records, changed.json.token, upload(before))).status, 403);
  assert.deepEqual((await world.ask('GET', records, world.auditorToken)).json, stored);
  for (const repeated of [{ renew: true }, {}]) {
    const again = await world.enrolWith({ ...metadataOnly, ...repeated }); // its answer was lost
    assert.deepEqual([again.status, again.json], [200, changed.json]);
  }
  assert.equal((await world.enrolWith({})).status, 409); // the first request, late
  const own = { ...ownKey('one'), renew: true };
  assert.equal((await world.enrolWith(own)).status, 201);
  const other = await world.enrolWith({ ...ownKey('two'), renew: true });
  assert.equal(other.status, 201);
  const ended = await world.ask('DELETE', `${url}/${before.device_id}`, other.json.token);
  assert.equal(ended.status, 200);
  const [{ mode, changes }] = await world.enrolments();
  assert.equal(mode, 'endpoint-archive');
  assert.deepEqual(
    changes.map((one: { did: string; mode: string }) => [one.did, one.mode]),
    [
      ['ended', 'escrow'],
      ['renewed', 'metadata-only'],
      ['ended', 'metadata-only'],
      ['renewed', 'endpoint-archive'],
      ['ended', 'endpoint-archive'],
      ['renewed', 'endpoint-archive'],
      ['ended', 'endpoint-archive'],
    ],
  );
  assert.equal((await world.enrolWith({ ...metadataOnly })).json.type, 'urn:greenroom:problem:conflict');
});

test('where consent is required a change that copies contents brings one, and one that copies none goes on with it', async () => {
  const world = await underPolicy('consent to a change', 'gdpr');
  assert.equal((await world.enrolWith({ ...metadataOnly, consent })).status, 201);
  for (const copies of [{}, ownKey('one')]) {
    const refused = await world.enrolWith({ ...copies, renew: true });
    assert.deepEqual([refused.status, refused.json.type], [403, 'urn:greenroom:problem:consent-required']);
  }
  assert.equal((await world.enrolWith(metadataOnly)).status, 200); // it is what it was
  const given_at = '2026-11-22T11:30:00.000Z';
  assert.equal((await world.enrolWith({ renew: true, consent: { ...consent, given_at } })).status, 201);
  assert.equal((await world.enrolWith({ ...metadataOnly, renew: true })).status, 201);
  assert.equal((await world.enrolWith({ renew: true })).status, 403);
  const [{ consents }] = await world.enrolments();
  assert.deepEqual(
    consents.map((one: { given_at: string }) => one.given_at),
    [consent.given_at, given_at],
  );
});
