import assert from 'node:assert/strict';
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { freePort } from '../farm/free-port.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'greenroom-as-real-'));
let phones: ChildProcess | undefined;
after(() => {
  phones?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Line {
  readonly scenarios: { readonly total: number; readonly passed: number };
  readonly invariants: Readonly<Record<'held' | 'violated' | 'unknown' | 'not_observable', number>>;
  readonly phones: readonly { readonly simulated: boolean }[];
}

test('phones known only by udid and port are rehearsed beside, and what cannot be seen there is counted', {
  timeout: 240_000,
}, async () => {
  const farm = join(folder, 'as-real.yaml');
  const [adb, registry] = [await freePort(), await freePort()];
  const text = readFileSync(join(root, 'test', 'as-real.yaml'), 'utf8')
    .replace('17555', String(adb))
    .replace('17556', String(registry));
  writeFileSync(farm, text);
  const child = fork(join(root, 'test', 'as-real-phones.ts'), [farm], { execArgv: [], silent: true });
  phones = child;
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the phones ended with ${code}`)));
  });
  const spec = join(root, 'scenarios', 'first-conversation.e2e.ts');
  const greenroom = join(root, 'harness', 'cli', 'greenroom.mjs');
  const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [greenroom, 'rehearse', '--farm', farm, '--spec', spec, '--out', folder, '--json'],
      { maxBuffer: 2 ** 26 },
      (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout: out, stderr: err }),
    );
  });
  const line = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Line;
  assert.equal(code, 0, stderr);
  assert.deepEqual(
    line.phones.map(({ simulated }) => simulated),
    [false, false],
  );
  assert.deepEqual([line.scenarios.passed, line.scenarios.total], [1, 1]);
  const { held, violated, unknown, not_observable: unseen } = line.invariants;
  assert.deepEqual([violated, unknown], [0, 0], stderr);
  assert.ok(held >= 3, `${held} held`);
  assert.ok(unseen >= 2, `${unseen} not observable`);
});
