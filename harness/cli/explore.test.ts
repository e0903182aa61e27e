import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ExplorationSummary } from '../explore/tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-explore-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const command = join(import.meta.dirname, 'greenroom.mjs');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [command, ...args], { cwd: folder, env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return { child, ended };
}

const explore = (args: string, env?: NodeJS.ProcessEnv): Promise<Ended> =>
  start(['explore', '--json', ...args.split(' ')], env).ended;
const summary = ({ stdout }: Ended): ExplorationSummary => JSON.parse(stdout) as ExplorationSummary;

/** The digest of worlds 0 to 5 of seed 3. */
let digest: string | undefined;

test('the same worlds in one process and in two give the same digest; other worlds give another', async () => {
  const one = await explore('--seed 3 --worlds 6 --workers 1');
  assert.equal(one.code, 0, one.stderr);
  const first = summary(one);
  const { worlds, violations, unknown } = first;
  assert.deepEqual({ worlds, violations, unknown }, { worlds: 6, violations: 0, unknown: 0 });
  assert.equal(first.exercised['archive-complete'], 6);
  const two = summary(await explore('--seed 3 --worlds 6 --workers 2'));
  const { worlds_per_s: _, virtual_s_per_wall_s: __, ...found } = first;
  assert.partialDeepStrictEqual(two, found);
  digest = first.digest;
  assert.notEqual(summary(await explore('--seed 4 --worlds 1')).digest, digest);
});

test('Ctrl-C ends it with 130, and the next start goes on from there to the same digest', async () => {
  const args = ['explore', '--json', '--seed', '3', '--worlds', '6', '--workers', '1', '--out', 'kept'];
  const { child, ended } = start(args);
  const state = join(folder, 'kept', 'state.jsonl');
  const played = (): number => (existsSync(state) ? readFileSync(state, 'utf8').split('\n').length - 2 : 0);
  while (played() < 1 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.equal(code, 130, stderr);
  assert.match(stderr, /Start it again to go on/);
  const before = played();
  assert.ok(before >= 1 && before < 6, `${before} worlds were played`);
  const again = await start(args).ended;
  assert.match(again.stderr, new RegExp(`6 worlds, ${before} of them played before`));
  assert.equal(again.code, 0, again.stderr);
  assert.equal(existsSync(state), false, 'a complete exploration leaves no state');
  assert.equal(summary(again).digest, digest);
});

test('a violation is shrunk to a plan that "greenroom replay" reproduces, and exits 1', async () => {
  const preload = join(import.meta.dirname, '..', 'explore', 'fixture-plant.ts');
  const env = { GREENROOM_PLANT: 'agent-drops-uploads', NODE_OPTIONS: `--no-warnings --import=${preload}` };
  const found = await explore('--seed 6 --worlds 1 --out broken', env);
  assert.equal(found.code, 1, found.stderr);
  assert.equal(summary(found).violations, 1);
  const [, file = ''] = /greenroom replay (broken\/archive-complete-0\.json)/.exec(found.stderr) ?? [];
  assert.ok(readdirSync(join(folder, 'broken')).includes('archive-complete-0.json')); // the lost record may break more
  const plan = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { steps: { do?: string }[]; expect: object };
  assert.deepEqual(
    plan.steps.map((step) => step.do),
    ['send'],
    'one message is all it takes',
  );
  assert.partialDeepStrictEqual(plan.expect, { violated: 'archive-complete' });
  const broken = await start(['replay', file, '--json'], env).ended;
  assert.equal(broken.code, 1, broken.stderr);
  assert.partialDeepStrictEqual(JSON.parse(broken.stdout), { outcome: 'violated', reproduced: true });
  const mended = await start(['replay', file, '--json']).ended;
  assert.equal(mended.code, 5, mended.stderr);
});

for (const [args, message] of [
  ['--worlds 0', /^--worlds is 0, but must be at least 1\.$/m],
  ['--workers 1.5', /^--workers is "1\.5", but must be a whole number from 0 up\.$/m],
  ['--seed x', /^--seed is "x", but must be a whole number from 0 up\.$/m],
] as const)
  test(`greenroom explore ${args}: exit 2 and one line`, async () => {
    const { code, stderr } = await explore(args);
    assert.equal(code, 2);
    assert.match(stderr, message);
  });
