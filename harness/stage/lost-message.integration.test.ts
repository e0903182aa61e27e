import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Plan } from '../faults/plan/schema.ts';
import type { InvariantVerdict } from '../oracle/judge.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-lost-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const root = join(import.meta.dirname, '..', '..');

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function rehearse(env: Readonly<Record<string, string>>): Promise<Ran> {
  const greenroom = join(root, 'harness', 'cli', 'greenroom.mjs');
  const spec = join(root, 'harness', 'stage', 'fixture-lost-message.e2e.ts');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [greenroom, 'rehearse', '--json', '--out', folder, '--spec', spec],
      { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

/** What the only scenario of the run left. */
function left(file: string): unknown {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith(`/${file}`) && path.includes('/scenarios/'),
  );
  assert.equal(found.length, 1, found.join(', '));
  return JSON.parse(readFileSync(join(folder, found[0] ?? ''), 'utf8'));
}

test('a message that the carrier lost is a broken promise of the product’s, also when the scenario stopped at it', {
  timeout: 120_000,
}, async () => {
  const { code, stdout, stderr } = await rehearse({
    GREENROOM_WORLD: join(root, 'harness', 'stage', 'planted-server.ts'),
    GREENROOM_PLANT: 'carrier-loses-accepted',
  });
  assert.equal(code, 1, stderr);
  const line = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    readonly invariants: { readonly violated: number; readonly unknown: number };
  };
  assert.deepEqual([line.invariants.violated, line.invariants.unknown], [1, 0], stderr);
  assert.match(stderr, /product {2}A message on its way/);

  const verdicts = left('verdicts.json') as readonly InvariantVerdict[];
  const [verdict, ...others] = verdicts.filter(({ outcome }) => outcome === 'violated');
  assert.ok(verdict && others.length === 0, JSON.stringify(others));
  assert.equal(verdict.invariant, 'message-accounted-for');
  assert.match(verdict.violations[0]?.what ?? '', /^lost: ana sent it, ben does not show it/);

  const { expect, steps } = left('plan.json') as Plan;
  assert.equal(expect?.violated, 'message-accounted-for');
  assert.equal(expect.canary, verdict.violations[0]?.canary);
  assert.ok(steps.length > 0);
});
