import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ed25519Generate } from '../../crypto/ed25519.ts';
import { complete, upload } from '../../enterprise/fixture.ts';
import { connectionError } from '../../kernel/network.ts';
import { seededRandom } from '../../kernel/random.ts';
import { agentRig, message } from './fixture.ts';
import { manifestSha256, type SignedManifest, sealedSha256, signManifest } from './manifest.ts';

const records = 'http://enterprise.test/records';

async function chainOf(rig: ReturnType<typeof agentRig>): Promise<{ sequence: number; manifest: SignedManifest }[]> {
  const [record] = await rig.records();
  const url = `http://enterprise.test/manifests?device_id=${record.device_id}`;
  return (await rig.ask('GET', url, rig.enterprise.tenant.auditorToken)).json.manifests;
}

test('every record has a manifest, and a device its chain', async () => {
  const rig = agentRig('signed');
  await complete(rig.clock, rig.agent.enrol());
  for (let n = 0; n < 7; n++) rig.agent.captured(message({ message_id: `M${n}`, body: n === 3 ? null : `body ${n}` }));
  await rig.clock.runFor(1000);
  rig.agent.captured(message({ version: 2, message_id: 'M0', body: null, change: 'deleted' }));
  await rig.clock.runFor(1000);
  const chain = await chainOf(rig);
  assert.deepEqual(
    chain.map(({ manifest }) => [manifest.sequence, manifest.message_id, manifest.change]),
    [...[0, 1, 2, 3, 4, 5, 6].map((n) => [n + 1, `M${n}`, 'created']), [8, 'M0', 'deleted']],
  );
  for (const [index, { manifest }] of chain.entries()) {
    const before = chain[index - 1];
    assert.equal(manifest.previous, before ? manifestSha256(before.manifest) : null);
  }
  const kept = await rig.records();
  assert.deepEqual(
    kept.map(({ manifest }) => manifest.sequence),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
  assert.deepEqual([kept[7].change, kept[7].sealed, kept[0].change], ['deleted', null, 'created']);
});

test('answers that are lost and apps that are killed leave one chain without a gap', async () => {
  const rig = agentRig('signed, lost');
  await complete(rig.clock, rig.agent.enrol());
  let lost = true;
  rig.network.intercept('enterprise.test', (next) => async (request) => {
    const response = await next(request);
    if (lost) throw connectionError('ECONNRESET', 'enterprise.test');
    return response;
  });
  for (let n = 0; n < 5; n++) rig.agent.captured(message({ message_id: `M${n}` }));
  await rig.clock.runFor(20_000);
  rig.restartApp();
  rig.agent.captured(message({ message_id: 'M5' }));
  await rig.clock.runFor(20_000);
  lost = false;
  await rig.clock.runFor(20_000);
  assert.equal(rig.agent.pending(), 0);
  const chain = await chainOf(rig);
  assert.deepEqual(
    chain.map(({ manifest }) => manifest.message_id),
    ['M0', 'M1', 'M2', 'M3', 'M4', 'M5'],
  );
});

test('a phone that forgot where its chain was asks the archive, and goes on from there', async () => {
  const rig = agentRig('signed, forgotten');
  await complete(rig.clock, rig.agent.enrol());
  rig.agent.captured(message());
  await rig.clock.runFor(1000);
  rig.storage.delete('archive/chain');
  rig.restartApp();
  rig.agent.captured(message({ message_id: 'M2' }));
  await rig.clock.runFor(5000);
  assert.equal(rig.agent.pending(), 0);
  assert.deepEqual(
    (await chainOf(rig)).map(({ manifest }) => [manifest.sequence, manifest.message_id]),
    [
      [1, 'M1'],
      [2, 'M2'],
    ],
  );
});

test('a gap, a fork, another key and another upload are refused, each by its name, and nothing of them is stored', async () => {
  const rig = agentRig('refusals');
  const key = ed25519Generate(seededRandom('device'));
  const { enrolmentToken } = rig.enterprise.tenant;
  const enrolment = {
    installation_id: seededRandom('installation').uuid(),
    custodian: '+447700900001',
    mode: 'escrow',
    endpoint_key: null,
    device_key: Buffer.from(key.publicKey).toString('base64'),
  };
  const { json: enrolled } = await rig.ask('POST', 'http://enterprise.test/enrolments', enrolmentToken, enrolment);

  const signed = (message_id: string, head: { sequence: number; sha256: string | null }, by = key) => {
    const copy = { ...upload(enrolled, { message_id }), change: 'created' as const };
    const { sealed, manifest: _none, ...about } = copy;
    const facts = { ...about, sealed_sha256: sealedSha256(sealed) };
    return { ...copy, manifest: signManifest(by, enrolled.device_id, head, facts) };
  };
  const post = async (body: object) => {
    const { status, json } = await rig.ask('POST', records, enrolled.token, body);
    return [status, json.type?.split(':').at(-1) ?? json.duplicate];
  };

  const start = { sequence: 0, sha256: null };
  const first = signed('M1', start);
  assert.deepEqual(await post(signed('M0', { sequence: 4, sha256: 'ab'.repeat(32) })), [409, 'manifest-gap']);
  assert.deepEqual(await post(first), [201, false]);
  assert.deepEqual(await post(first), [200, true], 'the same again');
  const head = { sequence: 1, sha256: manifestSha256(first.manifest) };
  assert.deepEqual(await post(signed('M2', start)), [409, 'manifest-fork']);
  assert.deepEqual(await post(signed('M2', { sequence: 1, sha256: 'cd'.repeat(32) })), [409, 'manifest-fork']);
  const otherKey = ed25519Generate(seededRandom('another'));
  assert.deepEqual(await post(signed('M2', head, otherKey)), [403, 'manifest-invalid']);
  const good = signed('M2', head);
  for (const change of [
    { manifest: { ...good.manifest, device_id: 'dev_other' } },
    { manifest: signed('M3', head).manifest },
    { peer: '+447700900003' },
    { direction: 'in' },
    { version: 2 },
    { device_timestamp: '2026-11-22T13:00:00.000Z' },
    { sealed: { ...good.sealed, ciphertext: Buffer.alloc(96, 8).toString('base64') } },
    { manifest: { ...good.manifest, signature: signed('M2', head, otherKey).manifest.signature } },
  ]) {
    assert.deepEqual(
      await post({ ...good, ...change }),
      [403, 'manifest-invalid'],
      JSON.stringify(Object.keys(change)),
    );
  }
  assert.equal((await rig.records()).length, 1);
  assert.deepEqual(await post(good), [201, false]);
  const again = { ...enrolment, device_key: Buffer.from(otherKey.publicKey).toString('base64') };
  const conflict = await rig.ask('POST', 'http://enterprise.test/enrolments', enrolmentToken, again);
  assert.equal(conflict.status, 409, 'a device has one key');
  const unknown = 'http://enterprise.test/manifests?device_id=dev_none';
  assert.equal((await rig.ask('GET', unknown, rig.enterprise.tenant.auditorToken)).status, 404);
  assert.equal((await rig.ask('GET', unknown, enrolled.token)).status, 403);
});

test('a batch takes each upload as if it came alone; one that is refused holds up no other', async () => {
  const rig = agentRig('batch');
  const enrolled = await rig.enrol('+447700900001');
  const uploads = [upload(enrolled), upload(enrolled), { not: 'an upload' }, upload(enrolled, { message_id: 'M2' })];
  const { status, json } = await rig.ask('POST', `${records}/batch`, enrolled.token, { uploads });
  assert.equal(status, 200);
  assert.deepEqual(
    json.outcomes.map((outcome: { status: number; record?: object }) => [outcome.status, outcome.record !== undefined]),
    [
      [201, true],
      [200, true],
      [400, false],
      [201, true],
    ],
  );
  const tooMany = { uploads: Array.from({ length: 51 }, () => upload(enrolled)) };
  assert.equal((await rig.ask('POST', `${records}/batch`, enrolled.token, tooMany)).status, 400);
  assert.equal((await rig.ask('POST', `${records}/batch`, enrolled.token, { uploads: [] })).status, 400);
});

test('where the policy wants manifests, an upload without one is refused, and the agent signs', async () => {
  const rig = agentRig('required');
  await complete(rig.clock, rig.agent.enrol());
  const enrolled = await rig.enrol('+447700900002');
  const policy = { profiles: ['sec-17a-4'], own: null };
  const set = await rig.ask('PUT', 'http://enterprise.test/policy', rig.enterprise.tenant.operatorToken, policy);
  assert.equal(set.status, 200, JSON.stringify(set.json));
  const refused = await rig.ask('POST', records, enrolled.token, upload(enrolled));
  assert.deepEqual([refused.status, refused.json.type], [403, 'urn:greenroom:problem:manifest-required']);
  rig.agent.captured(message());
  await rig.clock.runFor(1000);
  assert.equal((await rig.records()).length, 1);
});
