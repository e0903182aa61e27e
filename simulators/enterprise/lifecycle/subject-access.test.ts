import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, enterpriseWorld, upload } from '../fixture.ts';

const consent = { given_by: 'Ana Rook', given_at: '2026-11-22T11:00:00.000Z', text_sha256: 'ab'.repeat(32) };

async function asked(seed: string) {
  const world = enterpriseWorld(seed);
  const { operatorToken, auditorToken, enrolmentToken } = world.enterprise.tenant;
  const operate = (method: string, path: string, body?: unknown) =>
    world.ask(method, `http://enterprise.test${path}`, operatorToken, body);
  const access = (query: string) => world.ask('GET', `http://enterprise.test/subject-access${query}`, auditorToken);
  const enrolled = await world.enrol(ana);
  const installation_id = world.random.split(`installation ${ana}`).uuid();
  const again = { installation_id, custodian: ana, mode: 'escrow', endpoint_key: null, consent };
  await world.ask('POST', 'http://enterprise.test/enrolments', enrolmentToken, again);
  for (const message_id of ['M1', 'M2', 'M3'])
    await world.ask('POST', 'http://enterprise.test/records', enrolled.token, upload(enrolled, { message_id }));
  const other = await world.enrol(ben);
  await world.ask('POST', 'http://enterprise.test/records', other.token, upload(other, { peer: ana }));
  return { ...world, operate, access, enrolled };
}

const number = encodeURIComponent(ana);

test('a custodian gets everything of theirs and nothing of others, page by page', async () => {
  const { access, operate, enrolled } = await asked('access');
  const first = (await access(`?custodian=${number}&limit=2`)).json;
  const second = (await access(`?custodian=${number}&limit=2&after=${first.next}`)).json;
  const records = [...first.records, ...second.records];
  assert.deepEqual(
    records.map(({ message_id, custodian }) => [message_id, custodian]),
    ['M1', 'M2', 'M3'].map((message) => [message, ana]),
  );
  assert.deepEqual([first.more, second.more], [true, false]);
  assert.ok(records.every(({ sealed }) => sealed.ciphertext.length > 0));
  assert.deepEqual(first.enrolments, [
    {
      device_id: enrolled.device_id,
      mode: 'escrow',
      enrolled_at: first.enrolments[0].enrolled_at,
      changes: [],
      consents: [{ ...consent, withdrawn_at: null }],
    },
  ]);
  await operate('POST', '/erasures', { record_ids: [records[0].record_id] });
  await operate('DELETE', `/enrolments/${enrolled.device_id}`);
  const after = (await access(`?custodian=${number}`)).json;
  assert.deepEqual([after.records[0].state, after.records[0].sealed], ['erased', null]);
  assert.equal(after.enrolments[0].changes[0].did, 'ended');
  const strange = (await access('?custodian=%2B447700900009')).json;
  assert.deepEqual([strange.records, strange.enrolments, strange.holds], [[], [], []]);
});

test('a hold is told by its date alone, and where holds are confidential the answer does not depend on them', async () => {
  for (const confidential of [false, true]) {
    const { access, operate } = await asked(`holds ${confidential}`);
    await operate('PUT', '/policy', { profiles: confidential ? ['mifid-ii'] : [], own: null });
    const before = (await access(`?custodian=${number}`)).json;
    const { placed_at } = (await operate('POST', '/holds', { matter: 'rook', custodians: [ana], from: null, to: null }))
      .json;
    const after = await access(`?custodian=${number}`);
    assert.doesNotMatch(JSON.stringify(after.json), /rook/);
    assert.deepEqual(after.json, confidential ? before : { ...before, holds: [{ placed_at }] });
  }
});

test('refused: where the policy grants no access, to whom it is not, and malformed', async () => {
  const { access, operate, ask, enrolled } = await asked('refused');
  for (const query of [
    '',
    '?custodian=0044',
    `?custodian=${number}&custodian=${number}`,
    `?custodian=${number}&limit=0`,
  ])
    assert.equal((await access(query)).status, 400, query);
  const url = `http://enterprise.test/subject-access?custodian=${number}`;
  assert.equal((await ask('GET', url, enrolled.token)).status, 403);
  assert.equal((await ask('GET', url, null)).status, 401);
  await operate('PUT', '/policy', { profiles: ['sec-17a-4'], own: null });
  assert.equal((await access(`?custodian=${number}`)).status, 403);
  await operate('PUT', '/policy', { profiles: ['sec-17a-4', 'gdpr'], own: null });
  assert.equal((await access(`?custodian=${number}`)).json.holds, null);
});
