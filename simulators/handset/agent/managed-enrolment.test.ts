import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issueManagedDevice } from '../../enterprise/enrolment/managed-device.ts';
import { complete } from '../../enterprise/fixture.ts';
import { agentRig, anaMsisdn, message } from './fixture.ts';

const everything = { profiles: ['gdpr', 'hipaa', 'sec-17a-4', 'mifid-ii'], own: null };
const consent = { given_by: 'Ana Rook', given_at: '2026-11-22T11:00:00.000Z', text_sha256: 'ab'.repeat(32) };

/** An agent on a device that the organisation manages, under a policy. */
function rigUnder(seed: string, hasProof: boolean) {
  const rig = agentRig(seed, {
    managed: {
      consent,
      ...(hasProof && {
        managedDevice: (device) =>
          issueManagedDevice(rig.enterprise.tenant.deviceManagementKey, {
            ...device,
            tenant: rig.enterprise.tenant.id,
            expires_at: rig.clock.now() + 60_000,
          }),
      }),
    },
  });
  return rig;
}

const put = (rig: ReturnType<typeof rigUnder>, body: object) =>
  rig.ask('PUT', 'http://enterprise.test/policy', rig.enterprise.tenant.operatorToken, body);

test('a managed device with consent enrols and archives under every profile at once, also after an hour', async () => {
  const rig = rigUnder('every profile', true);
  await put(rig, everything);
  await rig.clock.runFor(3_600_000);
  await complete(rig.clock, rig.agent.enrol());
  rig.agent.captured(message());
  await rig.clock.runFor(5_000);
  const [record] = await rig.records();
  assert.equal(record?.custodian, anaMsisdn);
  assert.notEqual(record?.manifest, null);
});

test('a device that nobody vouches for is told so, and keeps what it captured', async () => {
  const rig = rigUnder('no proof', false);
  await put(rig, everything);
  rig.agent.captured(message());
  await assert.rejects(complete(rig.clock, rig.agent.enrol()), /refused to enrol it \(HTTP 403\)/);
  assert.equal(rig.agent.pending(), 1);
});

test('an agent that was told of the end of its enrolment hands in no hash any more, until it is enrolled again', async () => {
  const rig = rigUnder('no hashes', true);
  const handedIn: string[] = [];
  rig.network.intercept('platform.test', (next) => async (request) => {
    if (request.url.endsWith('/content-hashes')) {
      const { message_id } = (await request.clone().json()) as { message_id: string };
      handedIn.push(message_id);
    }
    return next(request);
  });
  await complete(rig.clock, rig.agent.enrol());
  const [enrolled] = rig.entries('archive.enrolled');
  const url = `http://enterprise.test/enrolments/${enrolled?.device_id}`;
  assert.equal((await rig.ask('DELETE', url, rig.enterprise.tenant.operatorToken)).status, 200);
  rig.agent.captured(message()); // what was under way when it was told
  await rig.clock.runFor(60_000);
  for (const message_id of ['M2', 'M3']) rig.agent.captured(message({ message_id }));
  await rig.clock.runFor(600_000);
  assert.deepEqual(handedIn, ['M1']);
  const request = {
    ...{ installation_id: rig.agent.installationId, custodian: anaMsisdn, mode: 'escrow', endpoint_key: null },
    renew: true,
  };
  const { enrolmentToken } = rig.enterprise.tenant;
  assert.equal((await rig.ask('POST', 'http://enterprise.test/enrolments', enrolmentToken, request)).status, 201);
  await rig.clock.runFor(60_000);
  assert.deepEqual([...handedIn].sort(), ['M1', 'M2', 'M3']);
  assert.equal(rig.agent.pending(), 0);
});

test('an agent whose enrolment was ended archives no more, and enrols by itself no more', async () => {
  const rig = rigUnder('ended', true);
  await complete(rig.clock, rig.agent.enrol());
  const [enrolled] = rig.entries('archive.enrolled');
  const url = `http://enterprise.test/enrolments/${enrolled?.device_id}`;
  assert.equal((await rig.ask('DELETE', url, rig.enterprise.tenant.operatorToken)).status, 200);
  rig.agent.captured(message());
  await rig.clock.runFor(600_000);
  assert.deepEqual(await rig.records(), []);
  assert.equal(rig.entries('archive.enrolled').length, 1);
  assert.equal(rig.agent.pending(), 1);
  const asked = rig.entries('archive.refused').filter(({ http_status }) => http_status === 409).length;
  await rig.clock.runFor(600_000);
  const again = rig.entries('archive.refused').filter(({ http_status }) => http_status === 409).length;
  assert.ok(asked > 0 && again - asked <= 600_000 / 5_000, `${asked} attempts, then ${again - asked} in ten minutes`);
});

test('an agent whose management configures another mode changes its enrolment, with the consent that it has', async () => {
  const rig = rigUnder('reconfigured', true);
  await put(rig, everything);
  await complete(rig.clock, rig.agent.enrol());
  rig.agent.captured(message());
  await rig.clock.runFor(5_000);
  rig.restartApp('endpoint-archive');
  rig.agent.captured(message({ message_id: 'M2' }));
  await complete(rig.clock, rig.agent.enrol());
  await rig.clock.runFor(5_000);
  const sealedTo = (await rig.records()).map(({ message_id, sealed }) => [message_id, sealed.to]);
  assert.deepEqual(sealedTo, [
    ['M1', 'escrow'],
    ['M2', 'endpoint'],
  ]);
  const modes = rig.entries('archive.enrolled').map(({ mode }) => mode);
  assert.deepEqual(modes, ['escrow', 'endpoint-archive']);
  assert.equal(rig.agent.pending(), 0);
});

test('an agent whose enrolment was ended does not come back by another mode', async () => {
  const rig = rigUnder('ended and reconfigured', true);
  await complete(rig.clock, rig.agent.enrol());
  const [enrolled] = rig.entries('archive.enrolled');
  const url = `http://enterprise.test/enrolments/${enrolled?.device_id}`;
  assert.equal((await rig.ask('DELETE', url, rig.enterprise.tenant.operatorToken)).status, 200);
  rig.restartApp('metadata-only');
  await assert.rejects(complete(rig.clock, rig.agent.enrol()), /refused to enrol it \(HTTP 409\)/);
});
