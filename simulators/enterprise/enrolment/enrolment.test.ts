import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../kernel/random.ts';
import { ana, ben, enterpriseWorld } from '../fixture.ts';
import { createTenant } from '../tenant.ts';
import { readDeviceToken } from './device-token.ts';

const url = 'http://enterprise.test/enrolments';
const installation_id = seededRandom('installation').uuid();
const request = { installation_id, custodian: ana, mode: 'escrow', endpoint_key: null };

test('a device enrols and gets what its mode needs, once for each installation', async () => {
  const world = enterpriseWorld('enrol');
  const { tenant } = world.enterprise;
  const first = await world.ask('POST', url, tenant.enrolmentToken, request);
  assert.equal(first.status, 201);
  assert.equal(first.headers.get('cache-control'), 'no-store');
  const { device_id, token } = first.json;
  assert.deepEqual(first.json, {
    device_id,
    tenant: tenant.id,
    custodian: ana,
    mode: 'escrow',
    token,
    escrow: {
      kid: tenant.escrow.kid,
      public_key: Buffer.from(tenant.escrow.publicKey).toString('base64'),
      suite: { kem: 16, kdf: 1, aead: 1 },
    },
    content_hash_key: { kid: tenant.contentKey.kid, key: Buffer.from(tenant.contentKey.key).toString('base64') },
  });
  assert.equal(readDeviceToken(tenant.deviceTokenKey, token)?.device_id, device_id);
  const again = await world.ask('POST', url, tenant.enrolmentToken, request);
  assert.deepEqual([again.status, again.json], [200, first.json]);
});

test('only escrow mode gets the escrow key; endpoint-archive brings a key of its own', async () => {
  const world = enterpriseWorld('modes');
  const { tenant } = world.enterprise;
  const ask = (change: object) =>
    world.ask('POST', url, tenant.enrolmentToken, { ...request, installation_id: world.random.uuid(), ...change });
  const own = { kid: 'own', public_key: Buffer.from(tenant.escrow.publicKey).toString('base64') };
  assert.equal((await ask({ mode: 'metadata-only' })).json.escrow, null);
  assert.equal((await ask({ mode: 'endpoint-archive', endpoint_key: own })).json.escrow, null);
  assert.notEqual((await ask({ mode: 'escrow' })).json.escrow, null);
  assert.equal((await ask({ mode: 'endpoint-archive' })).status, 400);
  assert.equal((await ask({ endpoint_key: own })).status, 400);
});

test('without the enrolment token, and for another custodian, there is no enrolment', async () => {
  const world = enterpriseWorld('refused');
  const { enrolmentToken, auditorToken } = world.enterprise.tenant;
  for (const token of [null, 'nonsense', auditorToken])
    assert.equal((await world.ask('POST', url, token, request)).status, 401);
  assert.equal((await world.ask('POST', url, enrolmentToken, request)).status, 201);
  assert.equal((await world.ask('POST', url, enrolmentToken, { ...request, custodian: ben })).status, 409);
});

test('malformed requests get problem+json that quotes nothing', async () => {
  const world = enterpriseWorld('malformed');
  const { enrolmentToken } = world.enterprise.tenant;
  const bodies: [unknown, number][] = [
    ['{', 400],
    [{ ...request, custodian: '0044 7700' }, 400],
    [{ ...request, mode: 'everything' }, 400],
    [{ ...request, installation_id: 'secret-value' }, 400],
    [{ ...request, admin: true }, 400],
    [{ ...request, custodian: 'x'.repeat(5000) }, 413],
  ];
  for (const [body, status] of bodies) {
    const answer = await world.ask('POST', url, enrolmentToken, body);
    assert.equal(answer.status, status, JSON.stringify(body).slice(0, 80));
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assert.equal(answer.json.status, status);
    assert.doesNotMatch(JSON.stringify(answer.json), /secret-value|7700|everything|admin/);
  }
  assert.equal(world.entries('archive.refused').length, bodies.length);
});

test('a fresh tenant is drawn from the world: the same for the same seed, another for another', () => {
  const tenants = ['a', 'a', 'b'].map((seed) => createTenant(seededRandom(seed)));
  assert.deepEqual(tenants[0], tenants[1]);
  assert.notEqual(tenants[0]?.id, tenants[2]?.id);
  const secrets = tenants.map((tenant) => JSON.stringify(tenant.escrow.privateKey));
  assert.notEqual(secrets[0], secrets[2]);
});
