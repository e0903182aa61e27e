import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, carrierEvent, enterpriseWorld, upload } from '../fixture.ts';
import { webhookProfiles } from '../webhook-profile.ts';

const consent = { given_by: 'Ana Rook', given_at: '2026-11-22T11:00:00.000Z', text_sha256: 'ab'.repeat(32) };

async function asked(seed: string, options: Parameters<typeof enterpriseWorld>[1] = {}) {
  const world = enterpriseWorld(seed, options);
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

for (const profile of webhookProfiles)
  test(`${profile}: a custodian gets the events of theirs and the ids of records that name them, page by page`, async () => {
    const { access, enterprise, clock, enrol, ask } = await asked(`trail ${profile}`, { profile });
    const third = '+447700900003';
    const tell = async (message_id: string, from: string, to: string) => {
      enterprise.platform.observe(carrierEvent({ message_id, from, to, status: 'delivered', at_ms: clock.now() }));
      await clock.runFor(1_000);
    };
    await tell('M1', ana, ben);
    await tell('M2', third, ben);
    await tell('M3', ben, ana);
    const others = await enrol(third);
    const named: string[] = [];
    for (const [message_id, peer] of [
      ['M4', ana],
      ['M5', ben],
      ['M6', ana],
    ] as const) {
      const sent = upload(others, { message_id, peer });
      const { json } = await ask('POST', 'http://enterprise.test/records', others.token, sent);
      if (peer === ana) named.push(json.record_id);
    }
    const all = (await ask('GET', 'http://enterprise.test/events', enterprise.tenant.auditorToken)).json.events;
    const messageOf = ({ event }: { event: Record<string, string> }) => event['message_id'] ?? event['messageId'] ?? '';
    const seen: { events: unknown[]; named: string[]; records: unknown[] } = { events: [], named: [], records: [] };
    let after = '0';
    for (let more = true; more; ) {
      const { json } = await access(`?custodian=${number}&limit=1&after=${after}`);
      seen.events.push(...json.events);
      seen.named.push(...json.named_in);
      seen.records.push(...json.records);
      assert.ok(json.events.length <= 1 && json.named_in.length <= 1 && json.records.length <= 1);
      more = json.more;
      after = json.next;
    }
    assert.deepEqual(
      seen.events,
      all.filter((row: { event: Record<string, string> }) => messageOf(row) !== 'M2'),
    );
    assert.equal(seen.records.length, 3);
    assert.deepEqual(seen.named.slice(-2), named);
    assert.equal(seen.named.length, 3); // and ben's, of `asked`
    assert.equal((await access(`?custodian=${number}&after=1.2.3.4`)).status, 400);
    assert.equal((await access(`?custodian=${number}&after=1.x`)).status, 400);
  });
