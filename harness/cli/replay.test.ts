import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readJournal } from '../../simulators/kernel/journal/reader.ts';
import { standardPlan } from '../explore/standard-plan.ts';
import { withCanaries } from '../faults/plan/plan-canaries.ts';
import type { Plan } from '../faults/plan/schema.ts';
import type { InvariantVerdict } from '../oracle/judge.ts';
import { plants } from '../oracle/plants.ts';
import { invariants } from '../oracle/registry.ts';
import { UsageError } from './command.ts';
import type { ReplayCommandOptions } from './replay.ts';
import { replayCommand } from './replay-command.ts';
import type { ShrunkReplay } from './shrink-replay.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-replay-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const cli = join(import.meta.dirname, 'main.ts');

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function node(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const options = {
      cwd: folder,
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'cache'), ...env },
      maxBuffer: 2 ** 24,
    };
    const child = execFile(process.execPath, ['--no-warnings', ...args], options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

const replay = (...args: string[]): Promise<Ran> => node([cli, 'replay', ...args]);

/** The same command with a defect in a simulator. */
function replayPlanted(id: string, ...args: string[]): Promise<Ran> {
  const at = (file: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href);
  const plant = JSON.stringify(plants.find((known) => known.id === id));
  const program = `
    const { plantSource } = await import(${at('../explore/plant-source.ts')});
    const planted = plantSource(${plant});
    await import(${at('main.ts')});
    if (!planted.applied()) process.exitCode = 99;`;
  return node(['--input-type=module', '--eval', program, '--', 'replay', ...args]);
}

/** What a replay with `--json` says of one invariant. */
function violationsOf({ stdout }: Ran, invariant: string): InvariantVerdict['violations'] {
  const { verdicts } = JSON.parse(stdout) as { verdicts: readonly InvariantVerdict[] };
  return verdicts.find((verdict) => verdict.invariant === invariant)?.violations ?? [];
}

function write(name: string, plan: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof plan === 'string' ? plan : JSON.stringify(plan));
  return file;
}

test('a plan is replayed, judged and kept: exit 0, a line for each invariant', async () => {
  const out = join(folder, 'kept');
  const { code, stdout } = await replay(write('plan.json', standardPlan), '--out', out);
  assert.equal(code, 0, stdout);
  assert.equal([...stdout.matchAll(/^\+ \S+ +held {2}\d+ judged/gm)].length, invariants.length, stdout);
  assert.deepEqual(JSON.parse(readFileSync(join(out, 'plan.json'), 'utf8')), standardPlan);
  const entries = readJournal(join(out, 'journal.jsonl'));
  assert.equal(entries[0]?.kind, 'world.started');
  for (const entry of entries) {
    if (entry.kind !== 'wire.sent') continue;
    const { blob } = entry.data;
    assert.ok(existsSync(join(out, 'blobs', blob.slice(0, 2), blob)));
  }
});

test('two processes replay one plan byte for byte, wherever they are; another seed does not', async () => {
  const file = write('same.json', standardPlan);
  const journal = async (name: string, args: string[], env: Record<string, string>): Promise<Buffer> => {
    const { code } = await node([cli, 'replay', file, '--out', join(folder, name), ...args], env);
    assert.equal(code, 0);
    return readFileSync(join(folder, name, 'journal.jsonl'));
  };
  const first = await journal('first', [], { TZ: 'UTC', LANG: 'C' });
  assert.ok(first.equals(await journal('second', [], { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8' })));
  assert.ok(!first.equals(await journal('third', ['--seed', '8'], {})));
});

test('a violation is exit 1; its journal replays to the same violation with the defect, and to exit 5 without', async () => {
  const out = join(folder, 'violated');
  const first = await replayPlanted(
    'carrier-loses-accepted',
    write('defect.json', standardPlan),
    '--out',
    out,
    '--json',
  );
  assert.equal(first.code, 1, first.stderr);
  const journal = join(out, 'journal.jsonl');

  const again = await replayPlanted('carrier-loses-accepted', journal, '--out', join(folder, 'again'), '--json');
  assert.equal(again.code, 1, again.stderr);
  assert.equal((JSON.parse(again.stdout) as { reproduced: boolean }).reproduced, true);

  const healthy = await replay(journal, '--out', join(folder, 'healthy'));
  assert.equal(healthy.code, 5, healthy.stderr);
  assert.match(healthy.stdout, /not reproduced: message-accounted-for on GR\w{10}/);
  assert.match(healthy.stdout, /- +5\.\d{3} s +ben receives GR\w{10}/, 'both runs are shown beside each other');
});

test('a broken plan is shrunk: fewer steps, the same promise broken on the same message, and that replays', async () => {
  const [, , third] = [...withCanaries(standardPlan).values()];
  assert.ok(third);
  const expect = { violated: 'message-accounted-for', canary: third.canary };
  const known = write('known.json', { ...standardPlan, expect });
  const out = join(folder, 'shrunk');
  const ran = await replayPlanted('carrier-loses-accepted', known, '--shrink', '--out', out);
  assert.equal(ran.code, 1, ran.stderr);
  assert.match(ran.stdout, /^17 steps shrunk to 1, \d+ plans played; /m);
  assert.match(ran.stdout, /^greenroom replay \S*shrunk\/smaller\.json$/m);
  const smaller = JSON.parse(readFileSync(join(out, 'smaller.json'), 'utf8')) as Plan;
  assert.deepEqual(smaller.expect, expect);
  assert.deepEqual(
    smaller.steps.map((step) => ('do' in step ? step.do : step.fault)),
    ['send'],
  );
  const again = await replayPlanted('carrier-loses-accepted', join(out, 'smaller.json'), '--json');
  assert.equal(again.code, 1, again.stderr);
  assert.equal(violationsOf(again, 'message-accounted-for')[0]?.canary, third.canary);
  const healthy = await replay(join(out, 'smaller.json'), '--shrink', '--json');
  assert.equal(healthy.code, 5, 'without the defect there is nothing to hold on to');
  assert.match(healthy.stderr, /^not shrunk: what the plan expects was not violated$/m);
});

test('Ctrl-C ends shrinking with 130 and keeps the smallest plan so far', async () => {
  const out = join(folder, 'cut-short');
  const preload = pathToFileURL(join(import.meta.dirname, '..', 'explore', 'fixture-plant.ts')).href;
  const args = ['--no-warnings', `--import=${preload}`, cli, 'replay', write('long.json', standardPlan), '--shrink'];
  const child = spawn(process.execPath, [...args, '--json', '--out', out], {
    env: { ...process.env, GREENROOM_PLANT: 'client-keeps-old-epoch', NODE_COMPILE_CACHE: join(folder, 'cache') },
  });
  let stdout = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const smaller = join(out, 'smaller.json');
  while (!existsSync(smaller) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGINT');
  assert.equal(await ended, 130);
  const { shrunk } = JSON.parse(stdout) as { shrunk: ShrunkReplay };
  assert.deepEqual([shrunk.interrupted, shrunk.violated, shrunk.file], [true, 'mls-agreement', smaller]);
  assert.equal((JSON.parse(readFileSync(smaller, 'utf8')) as Plan).steps.length, shrunk.steps.after);
});

test('a plan that exercises nothing is unknown, exit 4, and there is nothing to shrink', async () => {
  const out = join(folder, 'none');
  const { code, stdout } = await replay(write('empty.json', { ...standardPlan, steps: [] }), '--shrink', '--out', out);
  assert.equal(code, 4, stdout);
  assert.match(stdout, /^\? message-accounted-for +unknown {2}no message was sent$/m);
  assert.match(stdout, /^not shrunk: nothing was violated$/m);
  assert.equal(existsSync(join(out, 'smaller.json')), false);
});

test('a file or option that cannot be used: file, place, remedy, exit 2', async () => {
  const wrong = { ...standardPlan, steps: [{ at: 'PT1S', do: 'send', from: 'ana', to: 'cid', body: 'x' }] };
  const forged = '{"seq":0,"kind":"world.ended","data":{},"at":"","prev":"","hash":""}\n';
  const refused = (message: RegExp, file?: string, options: ReplayCommandOptions = {}): Promise<void> =>
    assert.rejects(
      () => replayCommand(file, options),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  await refused(/nowhere\.json: there is no such file\. Check the path\./, join(folder, 'nowhere.json'));
  await refused(/malformed\.json: is not JSON/, write('malformed.json', '{'));
  await refused(/forged\.jsonl:1: .*Only a journal as it was written/, write('forged.jsonl', forged));
  await refused(/empty\.jsonl: the journal has no world\.started/, write('empty.jsonl', ''));
  await refused(/--seed is "x"/, write('good.json', standardPlan), { seed: 'x' });
  await refused(/replay needs a file/);
  const { code, stderr } = await replay(write('wrong.json', wrong));
  assert.equal(code, 2);
  assert.match(stderr, /wrong\.json: steps\[0\]\.to is "cid", but there is no such phone.*Known: ana, ben\./);
});

test('the JSON Schema of plans is printed on request', async () => {
  const { code, stdout } = await replay('--schema');
  assert.equal(code, 0);
  assert.deepEqual((JSON.parse(stdout) as { required: string[] }).required, ['seed', 'world', 'steps']);
});

test('without --out a new folder under out/replays is made each time', async () => {
  const file = write('fresh.json', { ...standardPlan, steps: [] });
  await replay(file);
  await replay(file);
  for (const name of ['fresh', 'fresh-2']) assert.ok(existsSync(join(folder, 'out', 'replays', name, 'journal.jsonl')));
});

test('a folder that cannot be written to is refused with exit 3 and one line, wherever it is', async () => {
  const file = write('nowhere-to-go.json', { ...standardPlan, steps: [] });
  for (const out of ['/proc/greenroom', '/sys/greenroom', file, join(file, 'below')]) {
    const { code, stderr } = await replay(file, '--out', out);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /^\S+ cannot be written to: .*\. Name another folder with --out\.\n$/);
  }
});

test('a journal that was cut off is replayed as far as it goes, and is called incomplete', async () => {
  const name = 'cut\u001b[31m\u0007off';
  const whole = join(folder, 'whole');
  const first = await replay(write('whole.json', { ...standardPlan, name }), '--out', whole);
  assert.match(first.stdout, /^cut\[31moff, seed /, 'control characters of a name do not reach the terminal');
  const lines = readFileSync(join(whole, 'journal.jsonl'), 'utf8').split('\n');
  const ended = lines.findIndex((line) => line.includes('"world.ended"'));
  assert.ok(ended > 0);
  const told = (ran: Ran): unknown => (JSON.parse(ran.stdout) as { incomplete: boolean }).incomplete;
  const cut = await replay(write('cut.jsonl', `${lines.slice(0, ended).join('\n')}\n`), '--json');
  assert.match(cut.stderr, /cut\.jsonl: the journal is incomplete: it breaks off before world\.ended\./);
  assert.equal(told(cut), true);
  const complete = await replay(join(whole, 'journal.jsonl'), '--json');
  assert.doesNotMatch(complete.stderr, /incomplete/);
  assert.equal(told(complete), false);
});
