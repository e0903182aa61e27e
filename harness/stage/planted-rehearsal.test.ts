import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { InvariantVerdict } from '../oracle/judge.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-planted-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const root = join(import.meta.dirname, '..', '..');
const greenroom = join(root, 'harness', 'cli', 'greenroom.mjs');

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [greenroom, ...args],
      { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

test('a wrong bubble on the iPhone alone, seen through Appium, violates archive-faithful and nothing else', {
  timeout: 180_000,
}, async () => {
  const env = {
    GREENROOM_WORLD: join(root, 'harness/stage/planted-server.ts'),
    GREENROOM_PLANT: 'iphone-shows-another-text',
  };
  const spec = join(root, 'scenarios', 'first-conversation.e2e.ts');
  const { code, stdout, stderr } = await run(['rehearse', '--json', '--out', folder, '--spec', spec], env);
  const line = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    invariants: { violated: number; unknown: number };
  };
  assert.equal(code, 1, stderr);
  assert.deepEqual([line.invariants.violated, line.invariants.unknown], [1, 0], stderr);

  const [scenario = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('verdicts.json'),
  );
  const verdicts = JSON.parse(readFileSync(join(folder, scenario), 'utf8')) as InvariantVerdict[];
  assert.deepEqual(
    verdicts.filter(({ outcome }) => outcome === 'violated').map(({ invariant }) => invariant),
    ['archive-faithful'],
  );
});
