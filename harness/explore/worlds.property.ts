import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { testSeed } from '../../simulators/kernel/test-seed.ts';
import { packageRoot } from '../cli/package-root.ts';
import { explore, type WorldResult } from './explore.ts';
import { keepPlans } from './keep-plans.ts';
import { tally } from './tally.ts';

const seed = testSeed();
const worlds = Number(process.env['GREENROOM_WORLDS'] ?? 200);

test(`in ${worlds} worlds of seed ${seed}, whatever users do and whatever breaks, every invariant holds`, async () => {
  const results: WorldResult[] = [];
  const began = performance.now();
  await explore({
    seed,
    indexes: [...Array(worlds).keys()],
    workers: 2,
    onResult: (result) => void results.push(result),
  });
  const wallMs = performance.now() - began;
  const virtualMs = results.reduce((sum, { virtual_ms }) => sum + virtual_ms, 0);
  const summary = tally(results, { worlds, virtualMs, wallMs });
  console.log(`explored ${worlds} worlds of seed ${seed}: ${summary.worlds_per_s} a second, digest ${summary.digest}`);

  assert.equal(results.length, worlds);
  if (summary.violations + summary.unknown > 0) {
    const kept = await keepPlans({ seed, folder: join(packageRoot, 'out', 'explorations', `${seed}`), results });
    const lines = kept.map(({ what, file }) => `${what}\n    greenroom replay ${relative('.', file)}`);
    assert.fail(`${summary.violations} violated, ${summary.unknown} unknown:\n  ${lines.join('\n  ')}`);
  }
  assert.deepEqual(summary.sometimes_missed, [], 'every invariant was exercised and every fault fired');
});
