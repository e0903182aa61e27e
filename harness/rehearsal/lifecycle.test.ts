import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { relatives } from './relatives.test-support.ts';

const scratch = mkdtempSync(join(tmpdir(), 'greenroom-lifecycle-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const command = join(import.meta.dirname, '..', 'cli', 'greenroom.mjs');

interface Started {
  readonly child: ChildProcess;
  readonly out: string;
  readonly temporary: string;
  /** Resolves when standard error says it. */
  says(words: string): Promise<void>;
  readonly ended: Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>;
}

/** `greenroom rehearse` on a world that does as told, with a temporary folder of its own. */
function start(name: string, behaviour: string): Started {
  const out = join(scratch, name);
  const temporary = join(scratch, `${name}-tmp`);
  mkdirSync(temporary);
  const child = spawn(
    process.execPath,
    [
      command,
      'rehearse',
      '--json',
      '--seed',
      '7',
      '--out',
      out,
      '--spec',
      join(import.meta.dirname, 'fixture-scenario.e2e.ts'),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        TMPDIR: temporary,
        FIXTURE_WORLD: behaviour,
        GREENROOM_WORLD: join(import.meta.dirname, 'fixture-world.ts'),
        NODE_TEST_CONTEXT: '',
      },
    },
  );
  let [stdout, stderr] = ['', ''];
  const heard = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
    for (const listener of heard) listener();
  });
  const ended = new Promise<Awaited<Started['ended']>>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  const says = (words: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!stderr.includes(words)) return;
        heard.delete(look);
        resolve();
      };
      heard.add(look);
      look();
      void ended.then(({ code }) => reject(new Error(`it ended with ${code} before it said "${words}": ${stderr}`)));
    });
  return { child, out, temporary, says, ended };
}

async function nothingIsLeft({ out, temporary }: Started): Promise<void> {
  const left = (): number => relatives(out).length + readdirSync(temporary).length;
  for (let waited = 0; waited < 5_000 && left() > 0; waited += 100) await sleep(100);
  assert.deepEqual(relatives(out), [], 'processes outlived the run');
  assert.deepEqual(readdirSync(temporary), [], 'temporary folders outlived the run');
  assert.equal(existsSync(join(out, 'report')), false, 'there is a report of a run that did not take place');
}

const options = {
  concurrency: 2,
  skip: process.platform === 'linux' ? false : 'processes are looked for in /proc',
} as const;

describe('the life of a rehearsal', options, () => {
  test('sessions that cannot be started: exit 3, one JSON line, and nothing is left', async () => {
    const run = start('no-session', '');
    const { code, stdout, stderr } = await run.ended;
    assert.equal(code, 3, stderr);
    assert.match(stdout, /^\{.*\}\n$/);
    const { report, wall_ms, ...rest } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(rest, {
      against: null,
      scenarios: { total: 1, passed: 0, failed: 1 },
      invariants: { held: 0, violated: 0, unknown: 0, not_observable: 0 },
      phones: [],
      not_here: [],
    });
    assert.equal(report, null);
    assert.equal(typeof wall_ms, 'number');
    assert.match(stderr, /lost .*fixture-scenario\.e2e\.ts: none of its scenarios ran: /);
    await nothingIsLeft(run);
  });

  test('a world that cannot start: exit 3, one line that says why, and nothing is left', async () => {
    const run = start('no-world', 'fails');
    const { code, stdout, stderr } = await run.ended;
    assert.equal(code, 3, stderr);
    assert.match(stderr, /^The world could not be started: port 8443 is in use\. See .*\.$/m);
    assert.equal(stdout.trimEnd().split('\n').length, 1);
    await nothingIsLeft(run);
  });

  test('a world that crashes while specs run: exit 3 at once, and nothing is left', async () => {
    const run = start('lost-world', 'vanishes');
    await run.says('adb and Appium');
    await sleep(1_200);
    const world = relatives(run.out).find((line) => line.includes('fixture-world'));
    process.kill(Number.parseInt(world ?? '', 10), 'SIGUSR2');
    const { code, stderr } = await run.ended;
    assert.equal(code, 3, stderr);
    assert.match(stderr, /the world process ended with 7/);
    await nothingIsLeft(run);
  });

  test('Ctrl-C while phones start: exit 130, and nothing is left', async () => {
    const run = start('early-interrupt', '');
    await run.says('up  world');
    run.child.kill('SIGINT');
    const { code, stderr } = await run.ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /Interrupted\. Everything was stopped\./);
    await nothingIsLeft(run);
  });

  test('Ctrl-C while specs run: exit 130 within seconds, and nothing is left', async () => {
    const run = start('interrupt', 'hangs');
    await run.says('adb and Appium');
    await sleep(1_500);
    const pressed = performance.now();
    run.child.kill('SIGINT');
    const { code, stderr } = await run.ended;
    assert.equal(code, 130, stderr);
    const waited = performance.now() - pressed;
    assert.ok(waited < 4_000, `it took ${waited} ms`);
    await nothingIsLeft(run);
  });

  test('a launcher that is killed takes everything with it', async () => {
    const run = start('killed', 'hangs');
    await run.says('adb and Appium');
    await sleep(1_500);
    assert.ok(relatives(run.out).length >= 4, 'world, automation host, adb and a worker were to be killed');
    run.child.kill('SIGKILL');
    await run.ended;
    await nothingIsLeft(run);
  });
});
