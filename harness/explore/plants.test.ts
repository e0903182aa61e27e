import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { InvariantVerdict } from '../oracle/judge.ts';
import { plants } from '../oracle/plants.ts';
import { invariants } from '../oracle/registry.ts';
import { PlantError, plantSource } from './plant-source.ts';

const run = promisify(execFile);
/** Compiled modules, by their source: every process loads nearly the same. */
const cache = mkdtempSync(join(tmpdir(), 'greenroom-plants-'));
after(() => rmSync(cache, { recursive: true, force: true }));

async function judged(...plant: string[]): Promise<readonly InvariantVerdict[]> {
  const program = join(import.meta.dirname, 'fixture-planted-run.ts');
  const { stdout } = await run(process.execPath, ['--no-warnings', program, ...plant], {
    maxBuffer: 2 ** 24,
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  return (JSON.parse(stdout) as { verdicts: InvariantVerdict[] }).verdicts;
}

const violated = (verdicts: readonly InvariantVerdict[]): string[] =>
  verdicts.filter(({ outcome }) => outcome === 'violated').map(({ invariant }) => invariant);

test('without a plant every invariant holds on the standard plan, none on nothing', async () => {
  const verdicts = await judged();
  assert.deepEqual(
    verdicts.map(({ invariant, outcome, reason }) => [invariant, outcome, outcome === 'held' || reason]),
    invariants.map(({ id }) => [id, 'held', true]),
  );
  for (const { invariant, judged } of verdicts) assert.ok(judged > 0, invariant);
});

/** One an invariant and plan; `greenroom mutants` tries them all. */
const tried = plants.filter(
  ({ invariant, plan }, index) =>
    plants.findIndex((other) => other.invariant === invariant && other.plan === plan) === index,
);

// Two at a time: each is a process of its own.
describe('planted defects', { concurrency: 2 }, () => {
  for (const { id, title, invariant } of tried) {
    test(`${invariant}, and no other, is violated when ${title}`, async () => {
      const verdicts = await judged(id);
      assert.deepEqual(violated(verdicts), [invariant]);
      const evidence = verdicts.find((verdict) => verdict.invariant === invariant)?.violations ?? [];
      assert.ok(evidence.length > 0 && evidence.every(({ entries }) => entries.length > 0));
    });
  }
});

test('every invariant has a plant, and every plant a name of its own', () => {
  assert.deepEqual(
    [...new Set(plants.map(({ invariant }) => invariant))].sort(),
    invariants.map(({ id }) => id).sort(),
  );
  assert.equal(new Set(plants.map(({ id }) => id)).size, plants.length);
});

test('a plant that does not fit the source any more is an error, not a pass', () => {
  const plant = { id: 'old', title: 'old', file: 'harness/oracle/plant.ts', invariant: 'x', replace: '' };
  assert.throws(() => plantSource({ ...plant, find: 'no such text' }), PlantError);
  assert.throws(() => plantSource({ ...plant, find: 'readonly' }), PlantError);
});
