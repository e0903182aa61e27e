import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../kernel/random.ts';
import { ana, ben, type EnterpriseWorld, enterpriseWorld, startMs, upload } from '../fixture.ts';
import { ed25519Key } from '../standard-webhooks/keys.ts';
import { memoryDisk } from '../store/memory-disk.ts';
import { issueManagedDevice, longestValidityMs, type ManagedDevice } from './managed-device.ts';

const url = 'http://enterprise.test/enrolments';
const installation_id = seededRandom('installation').uuid();
const request = { installation_id, custodian: ana, mode: 'escrow', endpoint_key: null };
const consent = { given_by: 'Ana Rook', given_at: '2026-11-22T11:00:00.000Z', text_sha256: 'ab'.repeat(32) };

async function underPolicy(seed: string, ...profiles: string[]) {
  const world = enterpriseWorld(seed);
  const { enrolmentToken, operatorToken } = world.enterprise.tenant;
  const set = await world.ask('PUT', 'http://enterprise.test/policy', operatorToken, { profiles, own: null });
  assert.equal(set.status, 200);
  return { ...world, enrolWith: (change: object) => world.ask('POST', url, enrolmentToken, { ...request, ...change }) };
}

const managed = ({ enterprise }: EnterpriseWorld, change: Partial<ManagedDevice> = {}, key?: string): string =>
  issueManagedDevice(key === undefined ? enterprise.tenant.deviceManagementKey : ed25519Key(key, seededRandom(key)), {
    tenant: enterprise.tenant.id,
    installation_id,
    custodian: ana,
    device_key: null,
    expires_at: startMs + longestValidityMs / 2,
    ...change,
  });

test('where the policy requires consent nobody enrols without; a repeated consent is kept once', async () => {
  const world = await underPolicy('consent', 'gdpr');
  const refused = await world.enrolWith({});
  assert.deepEqual([refused.status, refused.json.type], [403, 'urn:greenroom:problem:consent-required']);
  for (const odd of [{ ...consent, text_sha256: 'AB' }, { ...consent, given_by: '' }, { given_by: 'Ana' }])
    assert.equal((await world.enrolWith({ consent: odd })).status, 400);
  assert.equal((await world.enrolWith({ consent: { ...consent, given_at: '2026-11-22T12:10:00.000Z' } })).status, 400);
  assert.equal((await world.enrolWith({ consent })).status, 201);
  assert.equal((await world.enrolWith({})).status, 200); // it stands
  assert.equal((await world.enrolWith({ consent })).status, 200);
});

test('a consent is withdrawn by the device or the operator; where it is required the enrolment ends with it', async () => {
  for (const required of [true, false]) {
    const world = await underPolicy(`withdrawn ${required}`, ...(required ? ['gdpr'] : []));
    const { json: enrolled } = await world.enrolWith({ consent });
    const path = `${url}/${enrolled.device_id}/consent`;
    const withdrawn = await world.ask('DELETE', path, enrolled.token);
    assert.deepEqual([withdrawn.status, withdrawn.json.enrolled], [200, !required]);
    const stored = await world.ask('POST', 'http://enterprise.test/records', enrolled.token, upload(enrolled));
    assert.equal(stored.status, required ? 401 : 201);
    const again = await world.ask('DELETE', path, world.enterprise.tenant.operatorToken);
    assert.deepEqual(again.json, withdrawn.json);
    assert.equal((await world.enrolWith({ renew: true })).status, required ? 403 : 200);
  }
  const world = await underPolicy('none given');
  const { json } = await world.enrolWith({});
  assert.equal((await world.ask('DELETE', `${url}/${json.device_id}/consent`, json.token)).status, 404);
});

test('where the policy requires a managed device, only a proof of this installation by the organisation will do', async () => {
  const world = await underPolicy('managed', 'mifid-ii');
  const device_key = Buffer.from(ed25519Key('d', seededRandom('device')).publicKey).toString('base64');
  const wrong: Record<string, object> = {
    'no proof': {},
    'signed by somebody else': { managed_device: managed(world, {}, 'else') },
    'of another installation': { managed_device: managed(world, { installation_id: seededRandom('other').uuid() }) },
    'of another custodian': { managed_device: managed(world, { custodian: ben }) },
    'of another tenant': { managed_device: managed(world, { tenant: 'tenant-other' }) },
    'of another device key': { managed_device: managed(world, { device_key }) },
    'of no device key': { managed_device: managed(world), device_key },
    'that is over': { managed_device: managed(world, { expires_at: startMs }) },
    'that lasts too long': { managed_device: managed(world, { expires_at: startMs + 2 * longestValidityMs }) },
    'that is none': { managed_device: 'managed.e30.AAAA' },
  };
  for (const [what, change] of Object.entries(wrong)) {
    const { status, json } = await world.enrolWith(change);
    assert.deepEqual([status, json.type], [403, 'urn:greenroom:problem:managed-device-required'], what);
  }
  assert.equal((await world.enrolWith({ managed_device: managed(world) })).status, 201);
  const replayed = { installation_id: seededRandom('third').uuid(), managed_device: managed(world) };
  assert.equal((await world.enrolWith(replayed)).status, 403);
  const keyed = { installation_id: seededRandom('fourth').uuid(), device_key };
  assert.equal((await world.enrolWith({ ...keyed, managed_device: managed(world, keyed) })).status, 201);
});

test('where consent is required a renewal brings one, whoever ended the enrolment', async () => {
  const world = await underPolicy('renewed consent', 'gdpr');
  const { json: enrolled } = await world.enrolWith({ consent });
  const { operatorToken } = world.enterprise.tenant;
  assert.equal((await world.ask('DELETE', `${url}/${enrolled.device_id}`, operatorToken)).status, 200);
  const refused = await world.enrolWith({ renew: true });
  assert.deepEqual([refused.status, refused.json.type], [403, 'urn:greenroom:problem:consent-required']);
  assert.equal((await world.enrolWith({ renew: true, consent })).status, 201);
  assert.equal((await world.enrolWith({})).status, 200);
});

test('a wrong proof is refused also where none is required', async () => {
  const world = await underPolicy('wrong proof');
  assert.equal((await world.enrolWith({ managed_device: managed(world, {}, 'else') })).status, 403);
});

test('an ended enrolment: its token is refused, its records stay, and only a renewal gets another token', async () => {
  const world = await underPolicy('ended');
  const { operatorToken, auditorToken } = world.enterprise.tenant;
  const { json: enrolled } = await world.enrolWith({});
  const records = 'http://enterprise.test/records';
  assert.equal((await world.ask('POST', records, enrolled.token, upload(enrolled))).status, 201);
  const path = `${url}/${enrolled.device_id}`;
  const other = await world.enrol(ben);
  for (const [token, status] of [
    [other.token, 403],
    [auditorToken, 403],
    ['nobody', 401],
  ] as const)
    assert.equal((await world.ask('DELETE', path, token)).status, status);
  const ended = await world.ask('DELETE', path, enrolled.token);
  assert.equal(ended.status, 200);
  assert.deepEqual(world.entries('archive.unenrolled'), [{ device_id: enrolled.device_id, by: 'device' }]);
  assert.equal((await world.ask('POST', records, enrolled.token, upload(enrolled))).status, 401);
  assert.equal((await world.ask('DELETE', path, enrolled.token)).status, 401);
  assert.deepEqual((await world.ask('DELETE', path, operatorToken)).json, ended.json);
  assert.equal((await world.ask('GET', records, auditorToken)).json.records.length, 1);
  assert.equal((await world.enrolWith({})).status, 409);
  const renewed = await world.enrolWith({ renew: true });
  assert.deepEqual([renewed.status, renewed.json.device_id], [201, enrolled.device_id]);
  assert.notEqual(renewed.json.token, enrolled.token);
  assert.deepEqual((await world.enrolWith({ renew: true })).json, renewed.json); // its answer was lost
  assert.equal((await world.ask('POST', records, enrolled.token, upload(enrolled))).status, 401);
  assert.equal((await world.ask('POST', records, renewed.json.token, upload(enrolled))).status, 200);
  assert.equal((await world.ask('DELETE', `${url}/dev_none`, operatorToken)).status, 404);
});

test('an end that could not be committed is not journaled, and the device goes on', async () => {
  const disk = memoryDisk();
  const world = enterpriseWorld('not committed', { database: disk });
  const { token, device_id } = await world.enrol(ana);
  disk.sqlite.exec(`CREATE TABLE nobody (id INTEGER PRIMARY KEY);
    CREATE TABLE somebody (id INTEGER REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER fails AFTER INSERT ON enrolment_changes BEGIN INSERT INTO somebody VALUES (1); END`);
  const end = () => world.ask('DELETE', `http://enterprise.test/enrolments/${device_id}`, token);
  assert.equal((await end()).status, 500);
  assert.deepEqual(world.entries('archive.unenrolled'), []);
  disk.sqlite.exec('DROP TRIGGER fails');
  assert.equal((await end()).status, 200, 'the token is still known');
  assert.deepEqual(world.entries('archive.unenrolled'), [{ device_id, by: 'device' }]);
  await world.enterprise.close();
  disk.discard();
});
