import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { complete } from '../../simulators/enterprise/fixture.ts';
import type { Fetch } from '../../simulators/kernel/network.ts';
import { virtualClock } from '../../simulators/kernel/virtual-clock.ts';
import { subjectRig } from './fixture.ts';
import { createHttpSubject } from './http-subject.ts';
import { watchRecords } from './record-watch.ts';
import { SubjectError } from './subject.ts';

/** A subject that answers as `fetch` does. */
function answering(fetch: Fetch) {
  const clock = virtualClock(0);
  const subject = createHttpSubject({
    clock,
    fetch,
    baseUrl: 'http://subject.test',
    credentials: { auditor: 'token' },
    keys: { id: 'tenant', escrow: [], content: [] },
    operations: ['records', 'record'],
  });
  return { clock, subject };
}

test('a record is read by its id; one that is not there is nothing', async () => {
  const rig = subjectRig('by id');
  await complete(rig.clock, rig.agents.ana.enrol());
  rig.exchangeMessage('M1', 'hello');
  await rig.clock.runFor(1000);
  const [record] = (await complete(rig.clock, rig.subject.records())).records;
  assert.ok(record);
  assert.deepEqual(await complete(rig.clock, rig.subject.record(record.record_id)), record);
  assert.equal(await complete(rig.clock, rig.subject.record('rec/../events')), undefined);
});

test('what cannot be answered, and what is not the contract, is an error that says which, without values', async () => {
  const answers: [Fetch, RegExp][] = [
    [async () => new Response('no', { status: 503 }), /records: answered HTTP 503/],
    [async () => new Response('<html>'), /not JSON/],
    [async () => Response.json({ records: [] }), /outside the contract: \/next/],
    [async () => Response.json({ records: [{ body: 'SECRET' }], next: '1', more: false }), /contract: \/records\/0/],
    [async () => Response.json({ records: [], next: '1', more: false, SECRET: 1 }), /contract: \/: unrecognized_keys/],
    [() => Promise.reject(new TypeError('fetch failed')), /no answer: TypeError/],
    [() => new Promise(() => {}), /no answer: ETIMEDOUT/],
  ];
  for (const [fetch, pattern] of answers) {
    const { clock, subject } = answering(fetch);
    await assert.rejects(complete(clock, subject.records()), (error) => {
      assert.ok(error instanceof SubjectError);
      assert.match(error.message, pattern);
      assert.doesNotMatch(error.message, /SECRET/);
      return true;
    });
  }
});

test('what a subject does not offer is not asked for', async () => {
  let asked = 0;
  const { subject } = answering(async () => {
    asked++;
    return new Response();
  });
  assert.deepEqual([...subject.operations], ['records', 'record']);
  await assert.rejects(subject.events(), /events: is not offered/);
  assert.equal(asked, 0);
});

test('the watch journals each record once, over pages and failures', async () => {
  const rig = subjectRig('watch');
  await complete(rig.clock, rig.agents.ana.enrol());
  const watch = watchRecords(rig.subject, rig.journal);
  const capture = (n: number): void =>
    rig.agents.ana.captured({
      message_id: `M${n}`,
      direction: 'out',
      peer: '+447700900002',
      body: 'x',
      sent_at_ms: 0,
      version: 1,
    });
  for (let n = 0; n < 120; n++) capture(n);
  await rig.clock.runFor(20_000);
  assert.equal(await complete(rig.clock, watch.poll()), 120);
  const off = rig.network.intercept('enterprise.test', () => async () => new Response(null, { status: 500 }));
  assert.equal(await complete(rig.clock, watch.poll()), 0);
  off();
  capture(120);
  await rig.clock.runFor(1000);
  assert.equal(
    await complete(
      rig.clock,
      Promise.all([watch.poll(), watch.poll()]).then(([n]) => n),
    ),
    1,
  );
  assert.equal(await complete(rig.clock, watch.poll()), 0);
  const ids = rig.entries('subject.record').map(({ record_id }) => record_id);
  assert.deepEqual([ids.length, new Set(ids).size], [121, 121]);
  assert.deepEqual(rig.entries('subject.error'), [{ operation: 'records', reason: 'answered HTTP 500' }]);
});

test('a cursor that stands still is not asked for ever', async () => {
  const rig = subjectRig('still');
  const { clock, subject } = answering(async () => Response.json({ records: [], next: '7', more: true }));
  assert.equal(await complete(clock, watchRecords(subject, rig.journal).poll()), 0);
});

test('a bit flipped at rest, behind the archive, is noticed: the copy no longer opens', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-subject-'));
  const database = join(folder, 'archive.db');
  const rig = subjectRig('at rest', { database });
  try {
    await complete(rig.clock, rig.agents.ana.enrol());
    rig.exchangeMessage('M1', 'hello');
    await rig.clock.runFor(400);
    const read = async () => {
      const [record] = (await complete(rig.clock, rig.subject.records())).records;
      assert.ok(record);
      return rig.subject.open(record);
    };
    assert.deepEqual(await read(), { body: 'hello', content_hash_valid: true });
    const intruder = new SqliteDatabase(database);
    intruder.exec('DROP TRIGGER record_contents_only_move');
    const { ciphertext } =
      intruder.prepare<[], { ciphertext: Buffer }>('SELECT ciphertext FROM record_contents').get() ?? {};
    assert.ok(ciphertext);
    ciphertext[3] = (ciphertext[3] ?? 0) ^ 1;
    intruder.prepare('UPDATE record_contents SET ciphertext = ?').run(ciphertext);
    intruder.close();
    assert.deepEqual(await read(), { body: null, content_hash_valid: null });
  } finally {
    rig.enterprise.close();
    rmSync(folder, { recursive: true });
  }
});
