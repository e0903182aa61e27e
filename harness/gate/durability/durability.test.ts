import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import { titleOf } from './broken-call.ts';
import { sqlite } from './sqlite.ts';
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
    else if (/HTTP\/1\.1 20[14]/.test(told)) {
      answers++;
      if (dirty) unsynced.push(told);
    }
  }
  return { answers, unsynced };
}

test('no upload or webhook is acknowledged before what it wrote is synced', { skip }, async () => {
  const { counts, trace } = await wholeRun(sqlite, `order ${seed}`);
  const { answers, unsynced } = unsyncedAnswers(trace);
  assert.ok(answers >= 13, `only ${answers} acknowledgements were seen`);
  assert.ok(counts.fsync + counts.fdatasync >= answers - 1, JSON.stringify(counts));
  assert.deepEqual(unsynced, []);
});

test(`whichever call fails or kills, nothing acknowledged is lost (seed ${seed}, a sample)`, { skip }, async () => {
  const ways = await everyWay(sqlite, `sample ${seed}`);
  assert.ok(ways.length > 100, `only ${ways.length} ways were found`);
  const random = seededRandom(seed).split('durability sample');
  let fired = 0;
  for (let tries = 0; tries < 8; tries++) {
    const broken = ways[random.below(ways.length)];
    assert.ok(broken);
    const survival = await survive(sqlite, `sample ${seed}`, broken);
    assert.deepEqual(survival.wrong, [], titleOf(broken));
    if (survival.fired) fired++;
  }
  assert.ok(fired >= 6, `${fired} of 8 calls were reached`);
});
