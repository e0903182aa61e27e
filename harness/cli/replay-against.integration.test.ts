import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { front } from '../explore/against/fixture-front.ts';
import { type Served, served } from '../subject/serve/fixture-served.ts';
import { UsageError } from './command.ts';
import type { ReplayCommandOptions } from './replay.ts';
import { replayCommand } from './replay-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-replay-against-'));
const cli = join(import.meta.dirname, 'main.ts');
let sound: Served;
let forgetful: Served;
before(async () => {
  [sound, forgetful] = await Promise.all([served(), served({ plant: 'receiver-forgets-the-hash' })]);
});
after(async () => {
  await Promise.all([sound?.stop(), forgetful?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command; what is done to it meanwhile gets its process. */
function greenroom(
  args: readonly string[],
  operatorToken = '',
  meanwhile: (kill: () => void) => Promise<void> = async () => {},
): Promise<Ran> {
  const child = spawn(process.execPath, ['--no-warnings', cli, ...args], {
    cwd: folder,
    env: { ...process.env, GREENROOM_SUBJECT_SERVER_TOKEN: operatorToken },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes) => (stdout += bytes));
  child.stderr.on('data', (bytes) => (stderr += bytes));
  void meanwhile(() => child.kill('SIGINT'));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

const plan = {
  name: 'explore 5/0 against',
  seed: 5,
  world: {
    phones: [
      { name: 'ana', os: 'android' },
      { name: 'ben', os: 'ios' },
    ],
    carriers: ['north'],
    webhookRetryMs: [1000, 2000],
  },
  steps: [{ at: 'PT2S', do: 'send', from: 'ana', to: 'ben', body: 'Are you there?' }],
};
const named = { ...plan, invariants: ['archive-complete', 'webhook-authentic', 'archive-retained'] };
const expecting = { ...plan, invariants: ['webhook-authentic'], expect: { violated: 'webhook-authentic' } };

function write(name: string, value: object): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(value));
  return file;
}

const verdicts = ({ stdout }: Ran) =>
  JSON.parse(stdout) as { readonly outcome: string; readonly reproduced: boolean | null; readonly exit_code: number };

describe('greenroom replay --against', { concurrency: true }, () => {
  test('what holds there is 0, an invariant a line; what the plan tells of and does not happen is 5', async () => {
    const at = ['--against', sound.url];
    const [held, mended] = await Promise.all([
      greenroom(['replay', write('named.json', named), ...at], sound.operatorToken),
      greenroom(['replay', write('mended.json', expecting), ...at, '--json'], sound.operatorToken),
    ]);
    assert.equal(held.code, 0, held.stdout + held.stderr);
    for (const id of named.invariants) assert.match(held.stdout, new RegExp(`^\\+ ${id} +held +\\d+ judged`, 'm'));
    assert.equal(mended.code, 5, mended.stderr);
    assert.partialDeepStrictEqual(verdicts(mended), { reproduced: false, exit_code: 5 });
  });

  test('what is violated there is 1 and reproduced, and so is what its journal tells', async () => {
    const at = ['--against', forgetful.url, '--json'];
    const first = await greenroom(
      ['replay', write('broken.json', expecting), ...at, '--out', 'broken'],
      forgetful.operatorToken,
    );
    assert.equal(first.code, 1, first.stderr);
    assert.partialDeepStrictEqual(verdicts(first), { outcome: 'violated', reproduced: true });
    const journal = join('broken', 'journal.jsonl');
    const again = await greenroom(['replay', journal, ...at], forgetful.operatorToken);
    assert.equal(again.code, 1, again.stderr);
    assert.partialDeepStrictEqual(verdicts(again), { outcome: 'violated', reproduced: true });
  });

  test('a plan that was played against a subject says so where it is played with ours', async () => {
    const { stderr } = await greenroom(['replay', write('ours.json', expecting)]);
    assert.match(stderr, /ours\.json: this was played against somebody else's subject.*Add --against URL/);
  });

  test('nobody there is 3 with the URL, a subject that fails is 4, and neither is a verdict', async () => {
    const [gone, failing] = [await front('hangs'), await front('fails')];
    await gone.leave();
    const file = write('there.json', expecting);
    const [refused, failed] = await Promise.all(
      [gone, failing].map(({ url }) => greenroom(['replay', file, '--against', url], 'token')),
    );
    await failing.leave();
    assert.equal(refused?.code, 3, refused?.stdout);
    assert.ok(refused?.stderr.includes(gone.url) && refused.stderr.includes('ECONNREFUSED'), refused?.stderr);
    assert.equal(failed?.code, 4, failed?.stderr);
    assert.match(failed?.stdout ?? '', /nothing could be judged: .*answered 500/);
  });

  test('Ctrl-C ends it at once, with 130', async () => {
    const before = await front('forwards', sound.url);
    let asked = 0;
    const { code, stdout } = await greenroom(
      ['replay', write('long.json', named), '--against', before.url],
      sound.operatorToken,
      async (kill) => {
        while (before.requests() < 8) await pause(50);
        asked = performance.now();
        kill();
      },
    );
    assert.ok(performance.now() - asked < 5_000);
    await before.leave();
    assert.equal(code, 130);
    assert.match(stdout, /Interrupted\. Nothing was judged\./);
  });

  test('what the command line or the plan cannot have is 2, with what to do', async () => {
    const file = write('usage.json', plan);
    const refused = (options: ReplayCommandOptions, message: RegExp, given = file): Promise<void> =>
      assert.rejects(
        () => replayCommand(given, options),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    const against = sound.url;
    await refused({ config: 'subject.yaml' }, /--config and --i-own-this-host need --against URL\./);
    await refused({ against, shrink: true }, /--shrink plays on the virtual clock.*explore --against/);
    await refused({ against: 'http://192.0.2.1' }, /another machine.*--i-own-this-host/);
    const other = write('article.json', { ...plan, world: { ...plan.world, webhooks: { profile: 'article' } } });
    await refused({ against }, /article\.json: world\.webhooks\.profile is "article"/, other);
  });
});
