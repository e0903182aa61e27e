import assert from 'node:assert/strict';
import fc from 'fast-check';
import { testSeed } from '../../kernel/test-seed.ts';
import { ana, ben, upload } from '../fixture.ts';
import { onEachStore, onPostgres, type StoreUnderTest } from '../store/each-store.test-support.ts';
import type { RecordUpload } from './schema.ts';

const seed = testSeed();
const url = 'http://enterprise.test/records';
type World = ReturnType<StoreUnderTest['open']>;

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

onEachStore('a record is stored once and read back as it was uploaded', async ({ open }) => {
  const world = open('stored');
  const enrolled = await world.enrol(ana);
  const sent = upload(enrolled);
  const stored = await world.ask('POST', url, enrolled.token, sent);
  assert.equal(stored.status, 201);
  const { record_id, archived_at } = stored.json;
  assert.equal(stored.json.duplicate, false);
  const again = await world.ask('POST', url, enrolled.token, sent);
  assert.deepEqual(
    [again.status, again.json],
    [200, { record_id, archived_at, duplicate: true, manifest_sha256: null }],
  );
  const { json } = await world.ask('GET', `${url}/${record_id}`, world.enterprise.tenant.auditorToken);
  const { leaf_index, ...rest } = json;
  const stands = { device_id: enrolled.device_id, archived_at, state: 'hot', tombstone: null };
  assert.deepEqual(rest, { record_id, ...sent, ...stands });
  assert.equal(leaf_index, 0);
  assert.equal((await readAll(world)).length, 1);
  assert.deepEqual(
    world.entries('archive.stored').map(({ duplicate }) => duplicate),
    [false, true],
  );
});

onEachStore(
  'a copy that was sealed anew is the same record; another content under its key is refused',
  async ({ open }) => {
    const world = open('write once');
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
  },
);

onEachStore('versions, custodians and resends: one record for each key', async ({ open }) => {
  const world = open('keys');
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

onEachStore('a phone whose clock is years off loses no message', async ({ open }) => {
  const world = open('wrong clocks');
  const enrolled = await world.enrol(ana);
  const told = ['9999-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z'];
  for (const [n, device_timestamp] of told.entries()) {
    const copy = { ...upload(enrolled, { message_id: `M${n}` }), device_timestamp };
    assert.equal((await world.ask('POST', url, enrolled.token, copy)).status, 201);
  }
  const { json } = await world.ask('GET', url, world.enterprise.tenant.auditorToken);
  const kept: readonly { readonly device_timestamp: string; readonly archived_at: string }[] = json.records;
  assert.deepEqual(
    kept.map((record) => record.device_timestamp),
    told,
  );
  for (const { archived_at } of kept) assert.ok(Math.abs(Date.parse(archived_at) - world.clock.now()) < 60_000);
});

onEachStore('uploads at the same moment make one record', async ({ open }) => {
  const world = open('at once');
  const enrolled = await world.enrol(ana);
  const post = () =>
    world.enterprise.app(
      new Request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${enrolled.token}` },
        body: JSON.stringify(upload(enrolled)),
      }),
    );
  const answers = await world.complete(Promise.all(Array.from({ length: 20 }, post)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(19).fill(200), 201]);
  assert.equal((await readAll(world)).length, 1);
});

onEachStore('a device writes for its own custodian, tenant and mode only', async ({ open }) => {
  const world = open('permissions');
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

onEachStore('records and events are read by the auditor only', async ({ open }) => {
  const world = open('auditor');
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

onEachStore('malformed and oversized uploads get problem+json and store nothing', async ({ open }) => {
  const world = open('malformed');
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
    [{ ...good, sealed: { ...good.sealed, enc: `B${'A'.repeat(86)}=` } }, 400], // off the curve
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
  assert.equal((await world.complete(world.enterprise.app(untyped))).status, 415);
  assert.deepEqual(await readAll(world), []);
});

onEachStore('page queries that make no sense are refused', async ({ open }) => {
  const world = open('queries');
  for (const query of ['limit=0', 'limit=1001', 'limit=ten', 'after=-1', 'after=x', 'since=0', 'limit=']) {
    assert.equal((await world.ask('GET', `${url}?${query}`, world.enterprise.tenant.auditorToken)).status, 400, query);
  }
});

onEachStore(
  `pages hold every record once, in order, however many are written meanwhile (seed ${seed})`,
  async ({ kind, open }) => {
    let runs = 0;
    const steps = fc.array(fc.oneof(fc.constant('write' as const), fc.constant('read' as const)), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (order, limit) => {
        const world = open(`pages ${runs++}`);
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
      { seed, numRuns: kind === 'sqlite' ? 30 : 5 },
    );
  },
);

onPostgres('two processes over one store make one record of an upload, whichever takes it', async ({ open }) => {
  const worlds = [open('two'), open('two')] as const;
  const enrolled = await worlds[0].enrol(ana);
  const both = Array.from({ length: 20 }, (_, n) =>
    worlds[n % 2 ? 1 : 0].ask('POST', url, enrolled.token, upload(enrolled, { message_id: `M${n >> 2}` })),
  );
  const answers = await Promise.all(both);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(15).fill(200), ...Array(5).fill(201)]);
  assert.equal(new Set(answers.map(({ json }) => json.record_id)).size, 5);
  assert.equal((await readAll(worlds[1])).length, 5);
});

onEachStore(
  'the store itself refuses to change, replace or remove what was written',
  async ({ kind, open, execute }) => {
    const world = open('write once');
    const enrolled = await world.enrol(ana);
    assert.equal((await world.ask('POST', url, enrolled.token, upload(enrolled))).status, 201);
    const hash = 'hmac-sha256:k:0';
    const columns = 'tenant, position, webhook_id, message_id, sender_hash, recipient_hash, conversation_hash, sent_at';
    await execute(`INSERT INTO events (${columns}, status, attachment_refs, received_at)
    VALUES ('t', 1, 'w', 'm', '${hash}', '${hash}', '${hash}', 0, 'sent', '[]', 0)`);
    const replaced =
      kind === 'sqlite' ? 'INSERT OR REPLACE INTO records SELECT * FROM records' : 'TRUNCATE records CASCADE';
    const tries: readonly (readonly [string, RegExp])[] = [
      ["UPDATE records SET peer = 'x'", /written once/],
      ['DELETE FROM records', /kept/],
      ["UPDATE record_contents SET content_hash = 'x'", /written once/],
      ['UPDATE record_contents SET ciphertext = enc', /written once/],
      ['DELETE FROM record_contents', /kept|tombstone/],
      ["UPDATE events SET status = 'read'", /written once/],
      ['DELETE FROM events', /kept/],
      [replaced, /kept|UNIQUE|written once/],
    ];
    for (const [statement, why] of tries) await assert.rejects(execute(statement), why, statement);
  },
);

onEachStore(
  'an id that a store or an export format cannot carry is refused, and nothing is stored',
  async ({ open }) => {
    const world = open('plain text');
    const enrolled = await world.enrol(ana);
    const { auditorToken, operatorToken } = world.enterprise.tenant;
    for (const message_id of ['a\0b', 'a\u0001b', 'a\r\nb', 'a\ud800b', 'a\uffffb']) {
      const sent = upload(enrolled, { message_id, logical_message_id: message_id });
      const { status, json } = await world.ask('POST', url, enrolled.token, sent);
      assert.deepEqual([status, json.type], [400, 'urn:greenroom:problem:malformed'], JSON.stringify(message_id));
    }
    assert.deepEqual(await readAll(world), []);
    assert.equal((await world.ask('POST', url, enrolled.token, upload(enrolled, { message_id: 'é 😀' }))).status, 201);
    for (const [method, path, token] of [
      ['GET', '/records/a%00b', auditorToken],
      ['GET', '/records/a%00b/proof', auditorToken],
      ['GET', '/exports/a%00b', auditorToken],
      ['GET', '/exports/a%00b/parts/1', auditorToken],
      ['DELETE', '/enrolments/a%00b', operatorToken],
      ['DELETE', '/holds/a%00b', operatorToken],
    ] as const) {
      assert.equal((await world.ask(method, `http://enterprise.test${path}`, token)).status, 404, path);
    }
    assert.equal(
      (await world.ask('GET', 'http://enterprise.test/manifests?device_id=a%00b', auditorToken)).status,
      400,
    );
  },
);
