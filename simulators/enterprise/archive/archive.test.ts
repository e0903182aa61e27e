import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../../kernel/test-seed.ts';
import { ana, ben, carrierEvent, complete, enterpriseWorld, upload } from '../fixture.ts';
import { memoryDisk } from '../store/memory-disk.ts';
import type { RecordUpload } from './schema.ts';

const seed = testSeed();
const url = 'http://enterprise.test/records';
type World = ReturnType<typeof enterpriseWorld>;

/** Every record, by pages of `limit`. */
async function readAll(world: World, limit = 100): Promise<{ record_id: string }[]> {
  const all: { record_id: string }[] = [];
  for (let after = '0', more = true; more; ) {
    const { json } = await world.ask(
      'GET',
      `${url}?after=${after}&limit=${limit}`,
      world.enterprise.tenant.auditorToken,
    );
    all.push(...json.records);
    ({ next: after, more } = json);
  }
  return all;
}

test('a record is stored once and read back as it was uploaded', async () => {
  const world = enterpriseWorld('stored');
  const enrolled = await world.enrol(ana);
  const sent = upload(enrolled);
  const stored = await world.ask('POST', url, enrolled.token, sent);
  assert.equal(stored.status, 201);
  const { record_id, archived_at } = stored.json;
  assert.equal(stored.json.duplicate, false);
  const again = await world.ask('POST', url, enrolled.token, sent);
  assert.deepEqual([again.status, again.json], [200, { record_id, archived_at, duplicate: true, manifest_sha256: null }]);
  const { json } = await world.ask('GET', `${url}/${record_id}`, world.enterprise.tenant.auditorToken);
  assert.deepEqual(json, { record_id, ...sent, device_id: enrolled.device_id, archived_at });
  assert.equal((await readAll(world)).length, 1);
  assert.deepEqual(
    world.entries('archive.stored').map(({ duplicate }) => duplicate),
    [false, true],
  );
});

test('a copy that was sealed anew is the same record; another content under its key is refused', async () => {
  const world = enterpriseWorld('write once');
  const enrolled = await world.enrol(ana);
  const { record_id } = (await world.ask('POST', url, enrolled.token, upload(enrolled))).json;
  const sealed = { ...upload(enrolled).sealed, ciphertext: Buffer.alloc(96, 9).toString('base64') };
  const again = await world.ask('POST', url, enrolled.token, { ...upload(enrolled), sealed });
  assert.deepEqual([again.json.record_id, again.json.duplicate], [record_id, true]);
  const other = `hmac-sha256:content-1:${'ef'.repeat(32)}`;
  for (const change of [{ content_hash: other }, { peer: '+447700900009' }, { direction: 'in' as const }]) {
    assert.equal((await world.ask('POST', url, enrolled.token, upload(enrolled, change))).status, 409);
  }
  assert.deepEqual(
    (await readAll(world)).map((record) => JSON.stringify(record).includes(sealed.ciphertext)),
    [false],
  );
});

test('versions, custodians and resends: one record for each key', async () => {
  const world = enterpriseWorld('keys');
  const [mine, theirs] = [await world.enrol(ana), await world.enrol(ben)];
  const sends: [RecordUpload, string, number][] = [
    [upload(mine), mine.token, 201],
    [upload(mine, { version: 2 }), mine.token, 201],
    [upload(theirs, { direction: 'in', peer: ana }), theirs.token, 201],
    // A resend has an id of its own and is, logically, the message again.
    [upload(mine, { message_id: 'M1-resent', logical_message_id: 'M1' }), mine.token, 409],
    [upload(mine, { message_id: 'M1-resent', logical_message_id: 'M1', version: 3 }), mine.token, 201],
    [upload(mine, { message_id: 'M2', content_hash: null, sealed: null }), mine.token, 201],
  ];
  for (const [body, token, status] of sends) assert.equal((await world.ask('POST', url, token, body)).status, status);
  assert.equal((await readAll(world)).length, 5);
});

test('uploads at the same moment make one record', async () => {
  const world = enterpriseWorld('at once');
  const enrolled = await world.enrol(ana);
  const post = () =>
    world.enterprise.app(
      new Request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${enrolled.token}` },
        body: JSON.stringify(upload(enrolled)),
      }),
    );
  const answers = await complete(world.clock, Promise.all(Array.from({ length: 20 }, post)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(19).fill(200), 201]);
  assert.equal((await readAll(world)).length, 1);
});

test('a device writes for its own custodian, tenant and mode only', async () => {
  const world = enterpriseWorld('permissions');
  const enrolled = await world.enrol(ana);
  const metadataOnly = await world.enrol(ben, 'metadata-only');
  const { sealed } = upload(enrolled);
  assert.ok(sealed);
  const tries: [string | null, RecordUpload, number, string][] = [
    [null, upload(enrolled), 401, 'unauthenticated'],
    ['nonsense', upload(enrolled), 401, 'unauthenticated'],
    [world.enterprise.tenant.auditorToken, upload(enrolled), 401, 'unauthenticated'],
    [enrolled.token, upload(enrolled, { tenant: 'tenant-other' }), 403, 'wrong-tenant'],
    [enrolled.token, upload(enrolled, { custodian: ben }), 403, 'forbidden'],
    [enrolled.token, upload(enrolled, { sealed: { ...sealed, to: 'endpoint' } }), 403, 'not-enrolled-for-this'],
    [enrolled.token, upload(enrolled, { sealed: { ...sealed, kid: 'escrow-9' } }), 403, 'forbidden'],
    [metadataOnly.token, upload(metadataOnly, { sealed }), 403, 'not-enrolled-for-this'],
  ];
  for (const [token, body, status, problem] of tries) {
    const answer = await world.ask('POST', url, token, body);
    assert.deepEqual([answer.status, answer.json.type], [status, `urn:greenroom:problem:${problem}`]);
  }
  assert.deepEqual(await readAll(world), []);
});

test('records and events are read by the auditor only', async () => {
  const world = enterpriseWorld('auditor');
  const { token } = await world.enrol(ana);
  for (const path of ['/records', '/records/rec_1', '/events']) {
    const of = (bearer: string | null) => world.ask('GET', `http://enterprise.test${path}`, bearer);
    assert.deepEqual(
      [(await of(null)).status, (await of('nonsense')).status, (await of(token)).status],
      [401, 401, 403],
    );
  }
  const { auditorToken } = world.enterprise.tenant;
  assert.equal((await world.ask('GET', `${url}/rec_1`, auditorToken)).status, 404);
  assert.equal((await world.ask('DELETE', `${url}/rec_1`, auditorToken)).status, 404);
});

test('malformed and oversized uploads get problem+json and store nothing', async () => {
  const world = enterpriseWorld('malformed');
  const enrolled = await world.enrol(ana);
  const good = upload(enrolled);
  const bodies: [unknown, number][] = [
    ['', 400],
    ['{"tenant":', 400],
    ['['.repeat(100_000), 400],
    [{ ...good, body: 'in clear' }, 400],
    [{ ...good, version: 0 }, 400],
    [{ ...good, version: 1.5 }, 400],
    [{ ...good, message_id: '' }, 400],
    [{ ...good, sealed: null }, 400],
    [{ ...good, content_hash: null }, 400],
    [{ ...good, content_hash: 'sha256:00' }, 400],
    [{ ...good, device_timestamp: '2026-02-30T00:00:00.000Z' }, 400],
    [{ ...good, sealed: { ...good.sealed, enc: 'AAAA' } }, 400],
    [{ ...good, sealed: { ...good.sealed, ciphertext: 'not base64!' } }, 400],
    [{ ...good, message_id: 'x'.repeat(300_000) }, 413],
  ];
  for (const [body, status] of bodies) {
    const answer = await world.ask('POST', url, enrolled.token, body);
    assert.equal(answer.status, status, JSON.stringify(body).slice(0, 80));
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assert.deepEqual(Object.keys(answer.json), ['type', 'title', 'status', 'detail']);
    assert.doesNotMatch(JSON.stringify(answer.json), /in clear|\+4477/);
  }
  const untyped = new Request(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${enrolled.token}` },
    body: JSON.stringify(good),
  });
  assert.equal((await complete(world.clock, world.enterprise.app(untyped))).status, 415);
  assert.deepEqual(await readAll(world), []);
});

test('page queries that make no sense are refused', async () => {
  const world = enterpriseWorld('queries');
  for (const query of ['limit=0', 'limit=1001', 'limit=ten', 'after=-1', 'after=x', 'since=0', 'limit=']) {
    assert.equal((await world.ask('GET', `${url}?${query}`, world.enterprise.tenant.auditorToken)).status, 400, query);
  }
});

test(`pages hold every record once, in order, however many are written meanwhile (seed ${seed})`, async () => {
  const steps = fc.array(fc.oneof(fc.constant('write' as const), fc.constant('read' as const)), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (order, limit) => {
      const world = enterpriseWorld('pages');
      const enrolled = await world.enrol(ana);
      const written: string[] = [];
      const read: string[] = [];
      let after = '0';
      const turn = async (step: 'write' | 'read'): Promise<boolean> => {
        if (step === 'write') {
          const body = upload(enrolled, { message_id: `M${written.length}` });
          written.push((await world.ask('POST', url, enrolled.token, body)).json.record_id);
          return true;
        }
        const token = world.enterprise.tenant.auditorToken;
        const { json } = await world.ask('GET', `${url}?after=${after}&limit=${limit}`, token);
        read.push(...json.records.map(({ record_id }: { record_id: string }) => record_id));
        assert.equal(json.more, written.length > read.length);
        after = json.next;
        return json.more;
      };
      for (const step of order) await turn(step);
      while (await turn('read'));
      assert.deepEqual(read, written);
    }),
    { seed, numRuns: 30 },
  );
});

test('the store itself refuses to change, replace or delete a record, its content, or a metadata row', async () => {
  const database = memoryDisk();
  const world = enterpriseWorld('write once', { database });
  const enrolled = await world.enrol(ana);
  world.enterprise.platform.observe(carrierEvent());
  assert.equal((await world.ask('POST', url, enrolled.token, upload(enrolled))).status, 201);
  await world.clock.runFor(5000);
  const tries: [string, RegExp][] = [
    ["UPDATE records SET peer = 'x'", /written once/],
    ['DELETE FROM records', /kept/],
    ['INSERT OR REPLACE INTO records SELECT * FROM records', /kept|UNIQUE|written once/],
    ["UPDATE record_contents SET content_hash = 'x'", /written once/],
    ["UPDATE record_contents SET ciphertext = x'00'", /written once/],
    ["UPDATE record_contents SET ciphertext = NULL, enc = x'00'", /written once/],
    ['DELETE FROM record_contents', /kept/],
    ["UPDATE events SET status = 'read'", /written once/],
    ['DELETE FROM events', /kept/],
  ];
  for (const [statement, why] of tries) assert.throws(() => database.sqlite.exec(statement), why, statement);
  // A copy may go out of its row, to cold storage.
  assert.equal(database.sqlite.prepare('UPDATE record_contents SET ciphertext = NULL').run().changes, 1);
});
