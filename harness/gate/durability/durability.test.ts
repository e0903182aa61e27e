import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import type { StoreUnderTest } from './archive-under-test.ts';
import { titleOf } from './broken-call.ts';
import { program } from './fixture-planted-archive.ts';
import { postgres } from './postgres.ts';
import { sqlite, sqliteOf } from './sqlite.ts';
import type { TracedCall } from './strace.ts';
import { everyWay, survive, wholeRun } from './survive.ts';

const seed = testSeed();
const skip = sqlite.missing() ?? false;

/** Answers of success that left while something written was not yet synced; and how many answers there were. */
function unsyncedAnswers(trace: readonly TracedCall[]): { answers: number; unsynced: string[] } {
  let dirty = false;
  let answers = 0;
  const unsynced: string[] = [];
  for (const { call, told } of trace) {
    if (call === 'pwrite64') dirty = true;
    else if (call === 'fsync' || call === 'fdatasync') dirty = false;
    else if (/HTTP\/1\.1 2\d\d/.test(told)) {
      answers++;
      if (dirty) unsynced.push(told);
    }
  }
  return { answers, unsynced };
}

test('no upload or webhook is acknowledged before what it wrote is synced', { skip }, async () => {
  const { counts, trace } = await wholeRun(sqlite, `order ${seed}`);
  const { answers, unsynced } = unsyncedAnswers(trace);
  // An enrolment, six uploads, six webhooks and a batch; the others of these answers are to who reads.
  const acknowledgements = 14;
  assert.ok(answers >= acknowledgements, `only ${answers} answers were seen`);
  assert.ok(counts.fsync + counts.fdatasync >= acknowledgements, JSON.stringify(counts));
  assert.deepEqual(unsynced, []);
});

/** Breaks some calls, drawn with the seed. Returns how many of them were reached. */
async function sample(store: StoreUnderTest, tries: number): Promise<number> {
  const ways = await everyWay(store, `sample ${seed}`);
  assert.ok(ways.length > 100, `only ${ways.length} ways were found`);
  const random = seededRandom(seed).split(`durability ${store.name}`);
  let fired = 0;
  for (let n = 0; n < tries; n++) {
    const broken = ways[random.below(ways.length)];
    assert.ok(broken);
    const survival = await survive(store, `sample ${seed}`, broken);
    assert.deepEqual(survival.wrong, [], titleOf(broken));
    if (survival.fired) fired++;
  }
  return fired;
}

test(`SQLite: whichever call fails or kills, nothing acknowledged is lost (seed ${seed}, a sample)`, {
  skip,
}, async () => {
  assert.ok((await sample(sqlite, 6)) >= 4);
});

const skipPostgres = postgres.missing() ?? false;
test(`PostgreSQL: whichever call of its server fails or kills, likewise (seed ${seed}, a sample)`, {
  skip: skipPostgres,
}, async () => {
  assert.ok((await sample(postgres, 3)) >= 2);
});

test('an archive that never syncs, or that keeps everything in memory, is found out', { skip }, async () => {
  const defective = sqliteOf(program);
  process.env['GREENROOM_DURABILITY_DEFECT'] = 'never-syncs';
  const { trace } = await wholeRun(defective, 'defect');
  assert.ok(unsyncedAnswers(trace).unsynced.length >= 12);
  process.env['GREENROOM_DURABILITY_DEFECT'] = 'keeps-it-in-memory';
  const { wrong } = await survive(defective, 'defect', { call: 'rename', nth: 1, how: 'SIGKILL' });
  assert.match(wrong.join('\n'), /M1 was acknowledged as rec_\w+ and is there 0 times/);
  delete process.env['GREENROOM_DURABILITY_DEFECT'];
});
