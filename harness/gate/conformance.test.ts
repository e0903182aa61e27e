import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { root } from './step.ts';

/** Runs the command over vectors of our own making. */
function conformance(context: TestContext, files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'mls'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const command = [join(root, 'harness', 'gate', 'conformance.ts'), '--json'];
  const env = { ...process.env, GREENROOM_VECTORS: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { env, encoding: 'utf8' });
  const lines = stdout.trimEnd().split('\n');
  return { status, stderr, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('without vectors nothing is claimed: unknown, said aloud', (context) => {
  const { status, lines, stderr } = conformance(context, {});
  assert.equal(status, 4);
  assert.equal(lines.at(-1)?.['verdict'], 'unknown');
  assert.match(stderr, /UNKNOWN: \d+ of \d+ files of vectors are not there/);
});

test('a vector that does not hold fails, by name; one that holds does not', (context) => {
  const vectors = [
    { vlbytes_header: '05', length: 5 },
    { vlbytes_header: '05', length: 6 },
  ];
  const { status, lines, stderr } = conformance(context, { 'mls/deserialization.json': JSON.stringify(vectors) });
  assert.equal(status, 1);
  assert.equal(lines[0]?.['file'], 'deserialization.json');
  assert.equal(lines[0]?.['run'], 2);
  assert.equal(lines[0]?.['failed'], 1);
  assert.equal(lines.at(-1)?.['verdict'], 'failed');
  assert.match(stderr, /FAIL deserialization\.json case 1/);
});

test('another set of vectors than the official one passes nothing, and a broken file is no crash', (context) => {
  const { status, stderr } = conformance(context, { 'mls/deserialization.json': '[]', 'mls/treekem.json': '[' });
  assert.equal(status, 4);
  assert.match(stderr, /mls\/treekem\.json cannot be read/);
});
