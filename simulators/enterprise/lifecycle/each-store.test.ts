import assert from 'node:assert/strict';
import { sleep } from '../../kernel/clock.ts';
import { ana, ben, carrierEvent, upload } from '../fixture.ts';
import { onEachStore, type StoreUnderTest } from '../store/each-store.test-support.ts';

/** A tenant with a record of ana's and one of ben's. */
async function kept(store: StoreUnderTest, seed: string) {
  const world = store.open(seed);
  const { id, operatorToken, auditorToken } = world.enterprise.tenant;
  const ask = (method: string, path: string, body?: unknown, token = operatorToken) =>
    world.ask(method, `http://enterprise.test${path}`, token, body);
  const store1 = async (custodian: string): Promise<string> => {
    const enrolled = await world.enrol(custodian);
    const body = upload(enrolled, { peer: custodian === ana ? ben : ana });
    return (await ask('POST', '/records', body, enrolled.token)).json.record_id;
  };
  const [anas, bens] = [await store1(ana), await store1(ben)];
  const read = async (record: string) => (await ask('GET', `/records/${record}`, undefined, auditorToken)).json;
  return { ...world, tenant: id, ask, anas, bens, read };
}

/** Neither store lets a statement through that goes round the archive. */
async function refused(store: StoreUnderTest, statement: string, why: RegExp): Promise<void> {
  await assert.rejects(store.execute(statement), why, statement);
}

const outcomes = (answer: { json: { outcomes: { outcome: string; rule: string | null }[] } }): string[] =>
  answer.json.outcomes.map(({ outcome, rule }) => rule ?? outcome);

onEachStore('a hold keeps, its release lets go, and an erasure leaves a tombstone', async (store) => {
  const it = await kept(store, 'lifecycle');
  const hold = await it.ask('POST', '/holds', { matter: 'rook', custodians: [ana], from: null, to: null });
  assert.equal(hold.status, 201);
  assert.deepEqual(outcomes(await it.ask('POST', '/erasures', { custodian: ana })), ['hold:rook']);
  await it.ask('DELETE', `/holds/${hold.json.hold_id}`);
  assert.deepEqual(outcomes(await it.ask('POST', '/erasures', { custodian: ana })), ['erased']);
  assert.deepEqual([(await it.read(it.anas)).state, (await it.read(it.bens)).state], ['erased', 'hot']);
});

onEachStore('what is old is read from cold storage as it was', async (store) => {
  const it = await kept(store, 'cold');
  const before = await it.read(it.anas);
  const own = { retention: 'P1D', dispose: false, cold_after: 'PT0.2S', rule: 'own', citation: 'Own' };
  await it.ask('PUT', '/policy', { profiles: [], own });
  await it.complete(sleep(it.clock, 1_500));
  assert.deepEqual(await it.read(it.anas), { ...before, state: 'cold' });
  assert.deepEqual(it.entries('archive.swept'), [{ disposed: 0, cold: 2 }]);
  const where = `WHERE tenant = '${it.tenant}'`;
  await refused(store, `UPDATE cold_contents SET size = 1 ${where}`, /written once/);
  await refused(store, `DELETE FROM cold_contents ${where}`, /content is kept/);
});

onEachStore(
  'nothing goes round the lifecycle: neither contents nor what keeps them can be changed or removed',
  async (store) => {
    const it = await kept(store, 'attack');
    const where = `WHERE tenant = '${it.tenant}'`;
    await it.ask('PUT', '/policy', { profiles: ['sec-17a-4'], own: null });
    const { hold_id } = (await it.ask('POST', '/holds', { matter: 'rook', custodians: [ana], from: null, to: null }))
      .json;
    const attacks: [string, RegExp][] = [
      [`UPDATE records SET peer = 'x' ${where}`, /written once/],
      [`DELETE FROM records ${where}`, /kept/],
      [`UPDATE record_contents SET content_hash = 'x' ${where}`, /written once/],
      // A ciphertext leaves its row only when its cold copy is there.
      [`UPDATE record_contents SET ciphertext = NULL ${where}`, /written once/],
      [`DELETE FROM record_contents ${where}`, /content is kept/],
      [`UPDATE policies SET profiles = '[]' ${where}`, /policy that was in force is kept/],
      [`DELETE FROM policies ${where}`, /policy that was in force is kept/],
      [`UPDATE holds SET matter = 'x' ${where}`, /only ever released/],
      [`UPDATE holds SET released_at = 1, everybody = 1 ${where}`, /only ever released/],
      [`DELETE FROM holds ${where}`, /kept/],
      [`UPDATE hold_custodians SET custodian = '${ben}' ${where}`, /kept/],
      [`DELETE FROM hold_custodians ${where}`, /kept/],
    ];
    for (const [statement, why] of attacks) await refused(store, statement, why);
    // Not even a forged tombstone lets go of what a hold covers.
    const forged = (record: string): string =>
      `INSERT INTO tombstones (tenant, record_id, reason, erased_at, kid, signature)
     SELECT tenant, record_id, 'erasure:forged', 1, 'archive-1', nonce FROM record_contents ${where} AND record_id = '${record}'`;
    assert.equal(await store.execute(forged(it.anas)), 1);
    await refused(store, `DELETE FROM record_contents ${where} AND record_id = '${it.anas}'`, /content is kept/);
    await refused(store, `UPDATE tombstones SET reason = 'x' ${where}`, /tombstone is kept/);
    await refused(store, `DELETE FROM tombstones ${where}`, /tombstone is kept/);
    await it.ask('DELETE', `/holds/${hold_id}`);
    await refused(store, `UPDATE holds SET released_at = NULL ${where}`, /only ever released/);
    assert.equal((await it.read(it.bens)).state, 'hot');
  },
);

onEachStore('one tenant holds and erases nothing of another', async (store) => {
  const [one, two] = [await kept(store, 'tenant one'), await kept(store, 'tenant two')];
  assert.deepEqual(outcomes(await one.ask('POST', '/erasures', { record_ids: [two.anas] })), ['not-found']);
  const hold = await one.ask('POST', '/holds', { matter: 'rook', custodians: [ana], from: null, to: null });
  assert.equal((await two.ask('DELETE', `/holds/${hold.json.hold_id}`)).status, 404);
  assert.deepEqual((await two.ask('GET', '/holds')).json, { holds: [] });
  assert.deepEqual(outcomes(await two.ask('POST', '/erasures', { custodian: ana })), ['erased']);
  assert.equal((await one.read(one.anas)).state, 'hot');
  const stranger = await one.ask('POST', '/erasures', { custodian: ana }, two.enterprise.tenant.operatorToken);
  assert.equal(stranger.status, 401);
});

onEachStore('what a custodian may learn is read from every list', async (store) => {
  const it = await kept(store, 'access');
  it.enterprise.platform.observe(carrierEvent({ at_ms: it.clock.now() }));
  const { auditorToken } = it.enterprise.tenant;
  const access = async () =>
    (await it.ask('GET', `/subject-access?custodian=${encodeURIComponent(ana)}`, undefined, auditorToken)).json;
  for (let tries = 0; tries < 100 && (await access()).events.length === 0; tries++)
    await it.complete(sleep(it.clock, 50));
  const { records, events, named_in, more } = await access();
  assert.deepEqual(
    [records.map((one: { record_id: string }) => one.record_id), events.length, named_in, more],
    [[it.anas], 1, [it.bens], false],
  );
});
