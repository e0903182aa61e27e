import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../farm/free-port.ts';
import { relatives } from './relatives.test-support.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'greenroom-as-real-'));
const phones: { process?: ChildProcess; adbPort: number; farm: string } = { adbPort: 0, farm: '' };

before(async () => {
  const [adb, registry] = [await freePort(), await freePort()];
  phones.adbPort = adb;
  phones.farm = readFileSync(join(root, 'test', 'as-real.yaml'), 'utf8')
    .replace('17555', String(adb))
    .replace('17556', String(registry));
  const child = fork(join(root, 'test', 'as-real-phones.ts'), [farmFile('phones')], { execArgv: [], silent: true });
  phones.process = child;
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the phones ended with ${code}`)));
  });
});
after(() => {
  phones.process?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** The farm as it is, with something said in addition. */
function farmFile(name: string, change: (text: string) => string = (text) => text): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, change(phones.farm));
  return file;
}

interface Line {
  readonly scenarios: { readonly total: number; readonly passed: number; readonly failed: number };
  readonly invariants: Readonly<Record<'held' | 'violated' | 'unknown' | 'not_observable', number>>;
  readonly phones: readonly { readonly simulated: boolean }[];
  readonly not_here: readonly { readonly scenario: string; readonly reason: string }[];
}

interface Ended {
  readonly code: number | null;
  readonly line: Line;
  readonly stderr: string;
  readonly report: string;
}

/** Runs scenarios beside the phones; `watch` is told of all that it says. */
function rehearse(
  farm: string,
  scenarios: readonly string[],
  watch: (stderr: string, child: ChildProcess) => void = () => {},
): Promise<Ended> {
  const out = mkdtempSync(join(folder, 'run-'));
  mkdirSync(join(out, 'tmp'));
  const specs = scenarios.flatMap((name) => ['--spec', join(root, 'scenarios', `${name}.e2e.ts`)]);
  const child = spawn(
    process.execPath,
    [
      ...[join(root, 'harness', 'cli', 'greenroom.mjs'), 'rehearse', '--json'],
      ...['--farm', farm, '--seed', '7', '--out', out, ...specs],
    ],
    { env: { ...process.env, TMPDIR: join(out, 'tmp'), NODE_TEST_CONTEXT: '' } },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
    watch(stderr, child);
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      try {
        assert.match(stdout, /^\{.*\}\n$/, `standard output is not one line of JSON: ${stdout}`);
        resolve({ code, line: JSON.parse(stdout) as Line, stderr, report: out });
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** Whether the phones' process is there, and answers. */
async function phonesAreUp(): Promise<boolean> {
  if (phones.process?.exitCode !== null || phones.process.signalCode !== null) return false;
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: phones.adbPort });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function held({ code, line, stderr }: Ended): void {
  assert.equal(code, 0, stderr);
  assert.deepEqual(
    line.phones.map(({ simulated }) => simulated),
    [false, false],
  );
  const { held: kept, violated, unknown, not_observable: unseen } = line.invariants;
  assert.deepEqual([violated, unknown], [0, 0], stderr);
  assert.ok(kept >= 3, `${kept} held`);
  assert.ok(unseen >= 2, `${unseen} not observable`);
}

const reinstallation = 'The Android phone is reinstalled, rejoins, and is sent again what it missed';
const paired = 'What Ana misses on her tablet is there when it is back on the air';
const rotation = 'Both phones rotate their keys in mid-conversation';

// One pair of phones, one run after the other: what an earlier one wrote is still on them.
describe('beside phones known only by udid and port', { concurrency: 1, timeout: 300_000 }, () => {
  test('what can be rehearsed passes, what cannot is named with its reason, and the phones are asked what they are', async () => {
    const run = await rehearse(farmFile('plain'), [
      'first-conversation',
      'key-rotation',
      'reinstallation',
      'paired-device',
    ]);
    held(run);
    assert.deepEqual([run.line.scenarios.passed, run.line.scenarios.total], [1, 1]);
    const reasons = new Map(run.line.not_here.map(({ scenario, reason }) => [scenario, reason]));
    assert.deepEqual([...reasons.keys()].toSorted(), [rotation, reinstallation, paired].toSorted());
    assert.match(reasons.get(rotation) ?? '', /^mls\.rotateKeys: nothing here reaches into a real phone/);
    assert.match(reasons.get(reinstallation) ?? '', /set allowDestructive: true for it in farm\.yaml/);
    assert.match(reasons.get(paired) ?? '', /^ana-tablet takes part, who has no phone of the farm/);
    assert.match(run.stderr, /1 of 1 scenarios passed, 3 not here;/);
    for (const words of [
      /ana: android 14 \S+, Messages \S+, airplane mode off, RCS on/,
      /ben: ios 18\.5 \w+, Messages/,
    ])
      assert.match(run.stderr, words);
    const page = readFileSync(join(run.report, 'report', 'verdicts.html'), 'utf8');
    assert.ok(page.includes('Not tried here') && page.includes(rotation));
  });

  test('with the same seed again, on phones that keep their messages; where the farm allows it, one loses its state', async () => {
    const allowed = farmFile('allowed', (text) => text.replace('name: ana', 'name: ana\n    allowDestructive: true'));
    const run = await rehearse(allowed, ['first-conversation', 'reinstallation']);
    held(run);
    assert.deepEqual([run.line.scenarios.passed, run.line.scenarios.total, run.line.not_here], [2, 2, []]);
  });

  test('a run that used its allowance up ends there, of the environment, and leaves no phone in the air', async () => {
    const capped = farmFile('capped', (text) => `${text}messageCap: 2\n`);
    const run = await rehearse(capped, ['airplane-mode', 'first-conversation']);
    assert.equal(run.code, 3, run.stderr);
    assert.deepEqual([run.line.scenarios.passed, run.line.scenarios.failed], [0, 3]);
    assert.match(run.stderr, /given up {2}ana may not write any more: a run may write 2 messages/);
    assert.doesNotMatch(run.stderr, /^ {2}product/m);
  });

  test('a run that is interrupted leaves the phones as they are, and nothing of its own', async () => {
    let told = false;
    const run = await rehearse(farmFile('interrupted'), ['first-conversation'], (stderr, child) => {
      if (told || !stderr.includes('preflight  ana') || !stderr.includes('preflight  ben')) return;
      told = true;
      assert.match(stderr, /preflight {2}ben: .*airplane mode off/);
      child.kill('SIGINT');
    });
    assert.equal(run.code, 130, run.stderr);
    assert.equal(await phonesAreUp(), true);
    if (process.platform !== 'linux') return; // processes are looked for in /proc
    for (let waited = 0; waited < 5_000 && relatives(run.report).length > 0; waited += 100) await sleep(100);
    assert.deepEqual(relatives(run.report), [], 'processes outlived the run');
  });
});
