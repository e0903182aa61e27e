import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const command = join(import.meta.dirname, 'greenroom.mjs');

async function mutants(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const run = promisify(execFile)(process.execPath, [command, 'mutants', ...args]);
  const ended = await run.catch((error: { stdout: string; stderr: string }) => error);
  return { code: run.child.exitCode ?? -1, stdout: ended.stdout, stderr: ended.stderr };
}

test('a planted defect is caught, and the end is one line of numbers', async () => {
  const { code, stdout, stderr } = await mutants('--only', 'agent-drops-uploads', '--worlds', '0', '--json');
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), { mutants: 1, caught: 1, survived: [] });
  assert.match(stderr, /caught +agent-drops-uploads/);
});

test('a defect that nobody planted is a usage error with the nearest name', async () => {
  const { code, stderr } = await mutants('--only', 'agent-drops-upload');
  assert.equal(code, 2);
  assert.match(stderr, /Did you mean "agent-drops-uploads"\?/);
});
