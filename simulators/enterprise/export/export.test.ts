import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { sha256Hex } from '../../crypto/sha256.ts';
import { ana, ben, complete, type EnterpriseWorld, enterpriseWorld, upload } from '../fixture.ts';
import type { SignedExportManifest } from './manifest.ts';

const base = 'http://enterprise.test';

interface Archive extends EnterpriseWorld {
  readonly auditor: string;
  /** Archives messages `M<from>` .. `M<to>` of one custodian. */
  archive(custodian: string, from: number, to: number, bytes?: number): Promise<readonly string[]>;
  raw(path: string): Promise<{ readonly status: number; readonly bytes: Buffer; readonly headers: Headers }>;
  take(request: object): Promise<SignedExportManifest>;
}

function archive(seed: string): Archive {
  const world = enterpriseWorld(seed);
  const auditor = world.enterprise.tenant.auditorToken;
  const raw: Archive['raw'] = async (path) => {
    const request = new Request(`${base}${path}`, { headers: { authorization: `Bearer ${auditor}` } });
    const response = await complete(world.clock, world.network.fetchFrom('test')(request));
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, bytes, headers: response.headers };
  };
  return {
    ...world,
    auditor,
    raw,
    async archive(custodian, from, to, bytes = 80) {
      const enrolled = await world.enrol(custodian);
      const ids: string[] = [];
      for (let n = from; n <= to; n++) {
        const sealed = upload(enrolled).sealed;
        const ciphertext = Buffer.alloc(bytes, n).toString('base64');
        const copy = upload(enrolled, { message_id: `M${n}`, ...(sealed && { sealed: { ...sealed, ciphertext } }) });
        const answer = await world.ask('POST', `${base}/records`, enrolled.token, copy);
        assert.equal(answer.status, 201, JSON.stringify(answer.json));
        ids.push(answer.json.record_id);
      }
      return ids;
    },
    async take(request) {
      const started = await world.ask('POST', `${base}/exports`, auditor, request);
      assert.equal(started.status, 202, JSON.stringify(started.json));
      for (let tries = 0; ; tries++) {
        const answer = await world.ask('GET', `${base}/exports/${started.json.export_id}`, auditor);
        if (answer.status === 200) return answer.json;
        assert.equal(answer.status, 202);
        assert.equal(answer.headers.get('retry-after'), '1');
        assert.ok(tries < 10, 'it is never made');
        await world.clock.runFor(1000);
      }
    },
  };
}

/** The ids of the records in JSON Lines. */
const idsIn = (bytes: Uint8Array): string[] =>
  Buffer.from(bytes)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).record.record_id);

test('an export holds what was archived when it was asked for, however much is written meanwhile', async () => {
  const it = archive('stable');
  const before = await it.archive(ana, 1, 5);
  const started = await it.ask('POST', `${base}/exports`, it.auditor, {});
  await it.archive(ana, 6, 9);
  const { json } = await it.ask('GET', `${base}/exports/${started.json.export_id}`, it.auditor);
  assert.equal(json.records, 5);
  assert.equal(json.snapshot, '5');
  const { status, bytes } = await it.raw(`/exports/${started.json.export_id}/parts/1`);
  assert.equal(status, 200);
  assert.deepEqual(idsIn(bytes), before);
  assert.equal(sha256Hex(bytes), json.files[0].sha256);
  const again = await it.ask('GET', `${base}/exports/${started.json.export_id}`, it.auditor);
  assert.deepEqual(again.json, json);
  assert.deepEqual(it.entries('archive.exported'), [
    { export_id: started.json.export_id, format: 'jsonl', compression: 'none', records: 5, files: 1 },
  ]);
});

test('compressed files hold the bytes of the uncompressed', async () => {
  const it = archive('compressed');
  await it.archive(ana, 1, 8);
  const plain = await it.take({});
  const { bytes } = await it.raw(`/exports/${plain.export_id}/parts/1`);
  for (const [compression, open] of [
    ['gzip', gunzipSync],
    ['zstd', zstdDecompressSync],
  ] as const) {
    const taken = await it.take({ compression });
    const part = await it.raw(`/exports/${taken.export_id}/parts/1`);
    assert.equal(part.bytes.length, taken.files[0]?.bytes);
    assert.deepEqual(open(part.bytes), bytes);
  }
});

test('a custodian and a time narrow an export, to the millisecond', async () => {
  const it = archive('filter');
  await it.archive(ana, 1, 2);
  await it.clock.runFor(60_000);
  const of = await it.archive(ben, 3, 5);
  const [, second = '', third = ''] = of;
  const atOf = async (id: string) => (await it.ask('GET', `${base}/records/${id}`, it.auditor)).json.archived_at;
  const everything = await it.take({});
  assert.equal(everything.records, 5);
  assert.deepEqual(everything.filter, { custodian: null, from: null, to: null });
  assert.equal((await it.take({ custodian: ben })).records, 3);
  assert.equal((await it.take({ custodian: '+447700900999' })).records, 0);
  const narrow = await it.take({ custodian: ben, from: await atOf(second), to: await atOf(third) });
  assert.deepEqual(idsIn((await it.raw(`/exports/${narrow.export_id}/parts/1`)).bytes), [second]);
});

test('no part is larger than it may be, and together they hold each record once', async () => {
  const it = archive('parts');
  const ids = await it.archive(ana, 1, 60, 128 * 1024);
  const manifest = await it.take({});
  assert.ok(manifest.files.length > 1, 'the archive is too small for this test');
  const found: string[] = [];
  for (const [index, file] of manifest.files.entries()) {
    const { bytes, headers } = await it.raw(`/exports/${manifest.export_id}/parts/${index + 1}`);
    assert.ok(bytes.length <= 5 * 1024 * 1024, `${bytes.length} bytes`);
    assert.equal(sha256Hex(bytes), file.sha256);
    assert.equal(headers.get('content-disposition'), `attachment; filename="${file.name}"`);
    found.push(...idsIn(bytes));
  }
  assert.deepEqual(found, ids);
});

test('an erased record is not given out in an export from before: that part is gone, and a new export has its tombstone', async () => {
  const it = archive('erased');
  const [first = '', second = ''] = await it.archive(ana, 1, 2);
  const before = await it.take({});
  const erasure = await it.ask('POST', `${base}/erasures`, it.enterprise.tenant.operatorToken, { record_ids: [first] });
  assert.equal(erasure.json.outcomes[0].outcome, 'erased', JSON.stringify(erasure.json));
  const refused = await it.raw(`/exports/${before.export_id}/parts/1`);
  assert.equal(refused.status, 410);
  assert.equal(JSON.parse(refused.bytes.toString()).type, 'urn:greenroom:problem:gone');
  assert.equal((await it.raw(`/exports/${before.export_id}`)).status, 200, 'what it held stays known');
  const after = await it.take({});
  const { bytes } = await it.raw(`/exports/${after.export_id}/parts/1`);
  assert.deepEqual(idsIn(bytes), [first, second]);
  const [line = ''] = bytes.toString().split('\n');
  const { record, proof } = JSON.parse(line);
  assert.deepEqual([record.state, record.sealed, record.content_hash], ['erased', null, null]);
  assert.equal(proof.leaf_index, 2, 'the leaf of its erasure, behind those of both records');
  assert.match(record.tombstone.reason, /^erasure:/);
});

test('a record that goes to cold storage while an export is read is given as it was', async () => {
  const it = archive('cold');
  const [id = ''] = await it.archive(ana, 1, 3);
  const own = { retention: 'P30D', dispose: false, cold_after: 'P10D', rule: 'contract', citation: 'Clause 7' };
  const set = await it.ask('PUT', `${base}/policy`, it.enterprise.tenant.operatorToken, { profiles: [], own });
  assert.equal(set.status, 200, JSON.stringify(set.json));
  const manifest = await it.take({ compression: 'gzip' });
  await it.clock.runFor(12 * 86_400_000);
  assert.equal((await it.ask('GET', `${base}/records/${id}`, it.auditor)).json.state, 'cold');
  const { status, bytes } = await it.raw(`/exports/${manifest.export_id}/parts/1`);
  assert.equal(status, 200);
  assert.equal(sha256Hex(bytes), manifest.files[0]?.sha256);
});

test('an export is made again after the process ended, and the same', async () => {
  const it = archive('restart');
  await it.archive(ana, 1, 3);
  const started = await it.ask('POST', `${base}/exports`, it.auditor, { compression: 'zstd' });
  const path = `/exports/${started.json.export_id}`;
  const before = await it.raw(path);
  await it.enterprise.restart();
  const after = await it.raw(path);
  assert.deepEqual(after.bytes, before.bytes);
  const manifest = JSON.parse(after.bytes.toString()) as SignedExportManifest;
  assert.equal(sha256Hex((await it.raw(`${path}/parts/1`)).bytes), manifest.files[0]?.sha256);
  const other = await it.ask('POST', `${base}/exports`, it.auditor, {});
  assert.equal(other.status, 202);
  assert.notEqual(other.json.export_id, started.json.export_id);
});

test('who may not, and what is not there', async () => {
  const it = archive('refused');
  const enrolled = await it.enrol(ana);
  const { tenant } = it.enterprise;
  const { export_id } = await it.take({});
  for (const [method, path, token, body, status] of [
    ['POST', '/exports', null, {}, 401],
    ['POST', '/exports', 'nobody', {}, 401],
    ['POST', '/exports', enrolled.token, {}, 403],
    ['POST', '/exports', tenant.operatorToken, {}, 403],
    ['GET', `/exports/${export_id}`, enrolled.token, undefined, 403],
    ['GET', `/exports/${export_id}/parts/1`, null, undefined, 401],
    ['GET', '/exports/exp_none', it.auditor, undefined, 404],
    ['GET', `/exports/${export_id}/parts/9`, it.auditor, undefined, 404],
    ['GET', `/exports/${export_id}/parts/0`, it.auditor, undefined, 400],
    ['GET', `/exports/${export_id}/parts/..%2f1`, it.auditor, undefined, 400],
    ['POST', '/exports', it.auditor, { format: 'pdf' }, 400],
    ['POST', '/exports', it.auditor, { custodian: 'ana' }, 400],
    ['POST', '/exports', it.auditor, { more: 1 }, 400],
    ['POST', '/exports', it.auditor, { from: '2026-11-22T12:00:00.000Z', to: '2026-11-22T12:00:00.000Z' }, 400],
  ] as const) {
    const answer = await it.ask(method, `${base}${path}`, token, body);
    assert.equal(answer.status, status, `${method} ${path}`);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  }
});

test('whoever asks too often is told how long to wait, and others are not stopped', async () => {
  const it = archive('often');
  const enrolled = await it.enrol(ana);
  const statuses: number[] = [];
  let waitSeconds = 0;
  const app = it.enterprise.app;
  for (let n = 0; n < 25; n++) {
    const headers = { authorization: `Bearer ${it.auditor}`, 'content-type': 'application/json' };
    const answer = await app(new Request(`${base}/exports`, { method: 'POST', headers, body: '{}' }));
    statuses.push(answer.status);
    if (answer.status !== 429) continue;
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    waitSeconds = Number(answer.headers.get('retry-after'));
  }
  assert.deepEqual(statuses, [...Array(20).fill(202), ...Array(5).fill(429)]);
  assert.ok(waitSeconds >= 1 && waitSeconds <= 2, `${waitSeconds} s`);
  assert.equal((await it.ask('POST', `${base}/records`, enrolled.token, upload(enrolled))).status, 201);
  await it.clock.runFor(waitSeconds * 1000);
  assert.equal((await it.ask('POST', `${base}/exports`, it.auditor, {})).status, 202);
});

test('on a full disk no export begins, and those that were made are read', async () => {
  const it = archive('full');
  await it.archive(ana, 1, 2);
  const before = await it.take({});
  it.enterprise.setDiskFull(true);
  const refused = await it.ask('POST', `${base}/exports`, it.auditor, {});
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get('content-type'), 'application/problem+json');
  assert.equal((await it.raw(`/exports/${before.export_id}/parts/1`)).status, 200);
  it.enterprise.setDiskFull(false);
  assert.equal((await it.take({})).records, 2);
});

test('an export that could not be kept is begun again when it is asked for', async () => {
  const it = archive('interrupted');
  await it.archive(ana, 1, 2);
  const headers = { authorization: `Bearer ${it.auditor}`, 'content-type': 'application/json' };
  const asked = it.enterprise.app(new Request(`${base}/exports`, { method: 'POST', headers, body: '{}' }));
  const { export_id } = (await (await asked).json()) as { export_id: string };
  it.enterprise.setDiskFull(true); // its parts are made in turns of the clock, which has not moved yet
  await it.clock.runFor(1000);
  assert.equal((await it.raw(`/exports/${export_id}`)).status, 503);
  it.enterprise.setDiskFull(false);
  assert.equal((await it.raw(`/exports/${export_id}`)).status, 202);
  await it.clock.runFor(1000);
  const { status, bytes } = await it.raw(`/exports/${export_id}`);
  assert.equal(status, 200);
  assert.equal(JSON.parse(bytes.toString()).records, 2);
});
