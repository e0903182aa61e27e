import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, sleep } from '../../kernel/clock.ts';
import { ana, type ClockedWorld, carrierEvent, enterpriseWorld, upload } from '../fixture.ts';
import { onEachStore } from '../store/each-store.test-support.ts';

const endpoint = 'http://enterprise.test/webhooks/messages';

/** Messages M1 and M2 of ana's, whose text is the same: archived, and told of by webhooks with its hash. */
async function told(world: ClockedWorld<Clock>) {
  const { operatorToken, auditorToken } = world.enterprise.tenant;
  const requests: Request[] = [];
  world.network.intercept('enterprise.test', (next) => async (request) => {
    if (request.url === endpoint) requests.push(request.clone());
    return next(request);
  });
  const enrolled = await world.enrol(ana);
  const ids: string[] = [];
  const observe = (message_id: string, status: 'sent' | 'delivered' | 'displayed') =>
    world.enterprise.platform.observe(carrierEvent({ message_id, status, at_ms: world.clock.now() }));
  for (const message_id of ['M1', 'M2']) {
    const { content_hash } = upload(enrolled);
    const claim = { message_id, version: 1, content_hash };
    assert.ok((await world.ask('POST', 'http://platform.test/content-hashes', enrolled.token, claim)).status < 300);
    const sent = upload(enrolled, { message_id });
    ids.push((await world.ask('POST', 'http://enterprise.test/records', enrolled.token, sent)).json.record_id);
    observe(message_id, 'sent');
  }
  const rows = async () => (await world.ask('GET', 'http://enterprise.test/events', auditorToken)).json.events;
  const hashes = async () =>
    (await rows()).map(({ event }: { event: { message_id: string; content_hash: string | null } }) => [
      event.message_id,
      event.content_hash !== null,
    ]);
  const until = async (count: number) => {
    while ((await rows()).length < count) await world.complete(sleep(world.clock, 50));
  };
  await until(2);
  /** Both deliveries once more, as a platform repeats itself whose acknowledgement was lost. */
  const redeliver = async () => {
    const again = requests.splice(0).map((request) => world.enterprise.app(request));
    return (await world.complete(Promise.all(again))).map(({ status }) => status);
  };
  return {
    ...{ enrolled, ids, rows, hashes, until, redeliver, observe },
    erase: (record: string) =>
      world.ask('POST', 'http://enterprise.test/erasures', operatorToken, { record_ids: [record] }),
  };
}

const sorted = (rows: unknown[]): unknown[] => rows.map((row) => JSON.stringify(row)).sort();

onEachStore(
  'an erasure takes the hash out of the rows of its message, and what comes late leaves it out',
  async (store) => {
    const world = store.open('hashes');
    const it = await told(world);
    const before = await it.rows();
    assert.deepEqual(
      sorted(await it.hashes()),
      sorted([
        ['M1', true],
        ['M2', true],
      ]),
    );
    const { json } = await it.erase(it.ids[0] ?? '');
    assert.equal(json.outcomes[0].outcome, 'erased');
    const after = await it.rows();
    type Row = { event: { message_id: string } };
    const expected = before.map((row: Row) =>
      row.event.message_id === 'M1' ? { ...row, event: { ...row.event, content_hash: null } } : row,
    );
    assert.deepEqual(after, expected); // all else of the metadata stays
    const held = `SELECT 1 FROM events WHERE tenant = '${world.enterprise.tenant.id}' AND message_id = 'M1'`;
    const update = (set: string) =>
      store.execute(`UPDATE events SET ${set} WHERE EXISTS (${held}) AND message_id = 'M1'`);
    await assert.rejects(update("content_hash = 'back'"), /written once/);
    // What was delivered before the erasure comes again: acknowledged, and the rows are what they were.
    assert.deepEqual(await it.redeliver(), [204, 204]);
    assert.deepEqual(await it.rows(), after);
    // What is told of the message for the first time after it.
    it.observe('M1', 'delivered');
    await it.until(3);
    assert.deepEqual(
      sorted(await it.hashes()),
      sorted([
        ['M1', false],
        ['M1', false],
        ['M2', true],
      ]),
    );
    assert.deepEqual(await it.redeliver(), [204]);
    assert.equal((await it.rows()).length, 3);
  },
);

onEachStore('of metadata rows nothing but the hash of an erased message can go', async (store) => {
  const world = store.open('only hashes');
  const it = await told(world);
  const of = (message: string) => `WHERE tenant = '${world.enterprise.tenant.id}' AND message_id = '${message}'`;
  await assert.rejects(store.execute(`UPDATE events SET content_hash = NULL ${of('M1')}`), /written once/);
  await it.erase(it.ids[0] ?? '');
  for (const message of ['M1', 'M2'])
    for (const set of ["status = 'read'", 'content_hash = NULL', 'content_hash = NULL, read_at = 1', "told = '{}'"])
      await assert.rejects(
        store.execute(`UPDATE events SET ${set} ${of(message)}`),
        /written once/,
        `${message} ${set}`,
      );
  await assert.rejects(store.execute(`DELETE FROM events ${of('M1')}`), /kept/);
});

for (const profile of ['article', 'rfc9421'] as const) {
  test(`${profile}: no row tells the hash of an erased text, in whatever words it was told`, async () => {
    const world = enterpriseWorld(`hashes ${profile}`, { profile });
    const it = await told(world);
    const [first] = await it.rows();
    await it.erase(it.ids[0] ?? '');
    const [row] = await it.rows();
    assert.deepEqual(row, { ...first, event: { ...first.event, content_hash: null } });
    assert.deepEqual(await it.redeliver(), [204, 204]);
    it.observe('M1', 'displayed');
    await it.until(3);
    assert.deepEqual(
      (await it.hashes()).filter(([message, hashed]: [string, boolean]) => message === 'M1' && hashed),
      [],
    );
  });
}

test('disposal by time takes the hash as well, and an erasure that is refused leaves it', async () => {
  const world = enterpriseWorld('disposed hashes');
  const it = await told(world);
  const { operatorToken } = world.enterprise.tenant;
  const hold = { matter: 'rook', custodians: [ana], from: null, to: null };
  const { json } = await world.ask('POST', 'http://enterprise.test/holds', operatorToken, hold);
  await it.erase(it.ids[0] ?? '');
  assert.deepEqual(
    sorted(await it.hashes()),
    sorted([
      ['M1', true],
      ['M2', true],
    ]),
  );
  await world.ask('DELETE', `http://enterprise.test/holds/${json.hold_id}`, operatorToken);
  const own = { retention: 'PT1S', dispose: true, cold_after: null, rule: 'own', citation: 'Own' };
  await world.ask('PUT', 'http://enterprise.test/policy', operatorToken, { profiles: [], own });
  await world.clock.runFor(5_000);
  assert.deepEqual(
    sorted(await it.hashes()),
    sorted([
      ['M1', false],
      ['M2', false],
    ]),
  );
  assert.equal((await it.rows())[0].event.recipient_hash.length > 0, true);
});
