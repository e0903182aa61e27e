import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ed25519Verify } from '../../crypto/ed25519.ts';
import { canonical } from '../../kernel/journal/entry.ts';
import { ana, ben, enterpriseWorld, upload } from '../fixture.ts';
import type { PolicyRequest } from '../policy/schema.ts';

const day = 24 * 3_600_000;
const own = (retention: string, change: object = {}): PolicyRequest => ({
  profiles: [],
  own: { retention, dispose: false, cold_after: null, rule: 'contract', citation: 'Clause 7', ...change },
});

/** An enterprise with an operator and two custodians, each with records M1 .. Mn. */
async function archiveOf(seed: string, messages: number) {
  const world = enterpriseWorld(seed);
  const { operatorToken, auditorToken } = world.enterprise.tenant;
  const ask = (method: string, path: string, body?: unknown, token = operatorToken) =>
    world.ask(method, `http://enterprise.test${path}`, token, body);
  const records: Record<string, string[]> = {};
  for (const custodian of [ana, ben]) {
    const enrolled = await world.enrol(custodian);
    records[custodian] = [];
    for (let n = 1; n <= messages; n++) {
      const answer = await ask(
        'POST',
        '/records',
        upload(enrolled, { message_id: `M${n}`, peer: custodian === ana ? ben : ana }),
        enrolled.token,
      );
      assert.equal(answer.status, 201);
      records[custodian].push(answer.json.record_id);
    }
  }
  const read = async (id: string) => (await ask('GET', `/records/${id}`, undefined, auditorToken)).json;
  return { ...world, ask, records, read };
}

const outcomes = (answer: { json: { outcomes: { outcome: string; rule: string | null }[] } }): (string | null)[] =>
  answer.json.outcomes.map(({ outcome, rule }) => rule ?? outcome);

test('what a custodian asks for is erased, with a tombstone that the archive key signed, and nothing else is', async () => {
  const it = await archiveOf('erase', 2);
  const answer = await it.ask('POST', '/erasures', { custodian: ana });
  assert.equal(answer.status, 200);
  assert.deepEqual(outcomes(answer), ['erased', 'erased']);
  assert.equal(answer.json.more, false);
  for (const [index, id] of (it.records[ana] ?? []).entries()) {
    const record = await it.read(id);
    assert.deepEqual([record.state, record.sealed, record.content_hash], ['erased', null, null]);
    const { signature, ...signed } = record.tombstone;
    assert.deepEqual(record.tombstone, answer.json.outcomes[index].tombstone);
    assert.equal(signed.reason, `erasure:${answer.json.erasure_id}`);
    const text = Buffer.from(`greenroom tombstone v1\n${canonical(signed)}`);
    const { publicKey } = it.enterprise.tenant.archiveKey;
    assert.ok(ed25519Verify(publicKey, text, Buffer.from(signature, 'base64')));
    assert.ok(!ed25519Verify(publicKey, Buffer.from(`${text}x`), Buffer.from(signature, 'base64')));
  }
  assert.equal((await it.read(it.records[ben]?.[0] ?? '')).state, 'hot');
  const again = await it.ask('POST', '/erasures', { record_ids: [it.records[ana]?.[0], 'rec_none'] });
  assert.deepEqual(outcomes(again), ['erased', 'not-found']);
  assert.deepEqual(again.json.outcomes[0].tombstone, answer.json.outcomes[0].tombstone);
});

test('a copy of an erased record that an endpoint uploads again is not stored again', async () => {
  const it = await archiveOf('again', 1);
  const enrolled = await it.enrol(ana);
  const [id] = it.records[ana] ?? [];
  await it.ask('POST', '/erasures', { record_ids: [id] });
  const answer = await it.ask('POST', '/records', upload(enrolled, { message_id: 'M1', peer: ben }), enrolled.token);
  assert.deepEqual([answer.status, answer.json.duplicate, answer.json.record_id], [200, true, id]);
  assert.equal((await it.read(id ?? '')).state, 'erased');
});

test('a hold keeps what it covers, also what comes later, until it is released', async () => {
  const it = await archiveOf('hold', 1);
  const request = { matter: 'Rook v. Castle', custodians: [ana], from: null, to: null };
  assert.equal((await it.ask('POST', '/holds', request)).status, 400); // a matter is a word
  const placed = await it.ask('POST', '/holds', { ...request, matter: 'rook-castle' });
  assert.equal(placed.status, 201);
  const twice = await it.ask('POST', '/holds', { ...request, matter: 'rook-castle' });
  assert.deepEqual([twice.status, twice.json], [200, placed.json]);
  const enrolled = await it.enrol(ana);
  await it.ask('POST', '/records', upload(enrolled, { message_id: 'M9' }), enrolled.token);
  assert.deepEqual(outcomes(await it.ask('POST', '/erasures', { custodian: ana })), [
    'hold:rook-castle',
    'hold:rook-castle',
  ]);
  assert.deepEqual(outcomes(await it.ask('POST', '/erasures', { custodian: ben })), ['erased']);
  const released = await it.ask('DELETE', `/holds/${placed.json.hold_id}`);
  assert.match(released.json.released_at, /^2026-11-22T12:00:0\d\.\d{3}Z$/);
  const listed = await it.ask('GET', '/holds');
  assert.deepEqual(listed.json.holds, [released.json]);
  assert.deepEqual((await it.ask('DELETE', `/holds/${placed.json.hold_id}`)).json, released.json);
  assert.deepEqual(outcomes(await it.ask('POST', '/erasures', { custodian: ana })), ['erased', 'erased']);
  assert.equal((await it.ask('DELETE', '/holds/hold_none')).status, 404);
});

test('retention keeps what came under it; a shorter policy is for what comes after, a longer one for all', async () => {
  const it = await archiveOf('retention', 1);
  const [first] = it.records[ana] ?? [];
  const erase = async (): Promise<(string | null)[]> =>
    outcomes(await it.ask('POST', '/erasures', { record_ids: [first] }));
  assert.equal((await it.ask('PUT', '/policy', own('P10D'))).status, 200);
  assert.deepEqual(await erase(), ['retention:contract']);
  await it.clock.runFor(9 * day);
  await it.ask('PUT', '/policy', { profiles: [], own: null });
  assert.deepEqual(await erase(), ['retention:contract']);
  await it.ask('PUT', '/policy', { profiles: ['mifid-ii'], own: null });
  await it.clock.runFor(2 * day);
  assert.deepEqual(await erase(), ['retention:mifid-16-7']);
  assert.equal((await it.ask('GET', '/policy')).json.retention[0].period, 'P5Y');
});

test('a profile that gives nobody a right to erasure refuses after retention too, and names its rule', async () => {
  const it = await archiveOf('hipaa', 1);
  await it.ask('PUT', '/policy', { profiles: ['hipaa'], own: null });
  await it.clock.runFor(7 * 365 * day);
  assert.deepEqual(outcomes(await it.ask('POST', '/erasures', { custodian: ana })), ['erasure:hipaa-164-524']);
});

test('what is old goes to cold storage and is read as before; what is over goes by itself, unless it is held', async () => {
  const it = await archiveOf('sweep', 1);
  const [anas, bens] = [it.records[ana]?.[0] ?? '', it.records[ben]?.[0] ?? ''];
  const before = await it.read(anas);
  await it.ask('PUT', '/policy', own('P30D', { dispose: true, cold_after: 'P10D' }));
  await it.ask('POST', '/holds', { matter: 'rook', custodians: [ben], from: null, to: null });
  await it.clock.runFor(9 * day);
  assert.deepEqual(await it.read(anas), before);
  await it.clock.runFor(2 * day);
  assert.deepEqual(await it.read(anas), { ...before, state: 'cold' });
  it.enterprise.restart();
  assert.deepEqual(await it.read(anas), { ...before, state: 'cold' });
  await it.clock.runFor(20 * day);
  const { state, sealed, tombstone } = await it.read(anas);
  assert.deepEqual([state, sealed, tombstone.reason], ['erased', null, 'expiry:contract']);
  assert.equal((await it.read(bens)).state, 'cold');
  assert.deepEqual(it.entries('archive.swept'), [
    { disposed: 0, cold: 2 },
    { disposed: 1, cold: 0 },
  ]);
});

test('only the operator sets policy, holds and erasures; others are refused and nothing changes', async () => {
  const it = await archiveOf('roles', 1);
  const { auditorToken, enrolmentToken } = it.enterprise.tenant;
  const { token } = await it.enrol(ana);
  const requests = [
    ['PUT', '/policy', { profiles: ['gdpr'], own: null }],
    ['POST', '/holds', { matter: 'rook', custodians: [ana], from: null, to: null }],
    ['POST', '/erasures', { custodian: ana }],
    ['DELETE', '/holds/hold_none', undefined],
  ] as const;
  for (const [method, path, body] of requests) {
    for (const [other, status] of [
      [auditorToken, 403],
      [token, 403],
      [enrolmentToken, 401],
      ['nonsense', 401],
    ] as const)
      assert.equal((await it.ask(method, path, body, other)).status, status, `${method} ${path}`);
    if (body) assert.equal((await it.ask(method, path, { ...body, extra: 1 })).status, 400);
  }
  assert.equal((await it.ask('GET', '/policy', undefined, auditorToken)).json.in_force_since, null);
  assert.deepEqual((await it.ask('GET', '/holds', undefined, auditorToken)).json, { holds: [] });
  assert.equal((await it.read(it.records[ana]?.[0] ?? '')).state, 'hot');
});

test('erasures of a custodian with many records come page by page', async () => {
  const it = await archiveOf('pages', 101);
  const enrolled = await it.enrol(ana);
  for (let n = 102; n <= 210; n++)
    await it.ask('POST', '/records', upload(enrolled, { message_id: `M${n}` }), enrolled.token);
  const first = await it.ask('POST', '/erasures', { custodian: ana });
  assert.deepEqual([first.json.outcomes.length, first.json.more], [200, true]);
  const second = await it.ask('POST', '/erasures', { custodian: ana, after: first.json.next });
  assert.deepEqual([second.json.outcomes.length, second.json.more], [10, false]);
});
