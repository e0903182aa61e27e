import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { layOut } from '../verify/fixture-archive.ts';
import { rehearsed } from '../verify/fixture-rehearsal.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-verify-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const command = join(import.meta.dirname, 'greenroom.mjs');
const rehearsal = await rehearsed(7);
const scenario = layOut(folder, rehearsal);

function verify(...args: string[]) {
  const run = spawnSync(process.execPath, [command, 'verify', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GREENROOM_SUBJECT_AUDITOR_TOKEN: '' },
  });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

/** A copy of the scenario with one byte of a file changed. */
function flipped(file: string): string {
  const copy = mkdtempSync(join(folder, 'flipped-'));
  cpSync(scenario, copy, { recursive: true });
  const bytes = readFileSync(join(copy, file));
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(join(copy, file), bytes);
  return copy;
}

test('a rehearsal, one of its scenarios, an export and a manifest verify: exit 0, and each check with its number', () => {
  for (const path of ['.', scenario, join(scenario, 'export')]) {
    const { status, stdout, stderr } = verify(path);
    assert.equal(status, 0, stdout + stderr);
    for (const check of ['signature', 'files', 'inclusion', 'consistency', 'observed', 'archive-complete'])
      assert.match(stdout, new RegExp(`held +${check} \\([1-9]`));
    assert.match(stdout, /\nheld\n$/);
  }
  assert.equal(verify(join(scenario, 'export', 'manifest.json'), '--key', 'keys.json').status, 0);
});

test('--json is one line: an outcome, and every check of every export', () => {
  const { status, stdout } = verify('.', '--json');
  assert.equal(status, 0);
  const { outcome, exports } = JSON.parse(stdout);
  assert.equal(outcome, 'held');
  assert.equal(exports.length, 1);
  assert.deepEqual([exports[0].name, exports[0].records, exports[0].outcome], ['a-conversation', 6, 'held']);
  assert.ok(exports[0].checks.every(({ judged }: { judged: number }) => judged > 0));
});

for (const file of ['export/manifest.json', 'export/records-00001.jsonl', 'export/leaf-hashes-00001.bin'])
  test(`one flipped byte of ${file}: exit 1`, () => {
    const { status, stdout } = verify(flipped(file));
    assert.equal(status, 1, stdout);
    assert.match(stdout, /\nviolated\n$/);
  });

test('one flipped byte of the journal: exit 2, it cannot be trusted', () => {
  const { status, stderr } = verify(flipped('journal.jsonl'));
  assert.equal(status, 2);
  assert.match(stderr, /^The journal cannot be trusted: .*journal\.jsonl:\d+: .*\n$/);
});

test('without a key nobody knows who signed: exit 4', () => {
  const { status, stdout } = verify(join(scenario, 'export', 'manifest.json'));
  assert.equal(status, 4, stdout);
  assert.match(stdout, /unknown +signature/);
});

test('copies are opened with the escrow key, and nothing of them is shown', () => {
  const { status, stdout, stderr } = verify('.', '--open-with', 'escrow.json');
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /held +opened \(6\)/);
  assert.doesNotMatch(stdout + stderr, /curtain|minutes|leg/);
});

const wrong: readonly (readonly [readonly string[], RegExp])[] = [
  [
    [],
    /^Say what to verify: the folder of an export, --url of a live archive, or --proof of a record; one of them\.$/m,
  ],
  [['.', '--url', 'http://127.0.0.1:1'], /one of them/],
  [['nowhere'], /^nowhere is not there\.$/m],
  [['keys.json'], /^keys\.json is no export: name the folder that holds its manifest\.json\.$/m],
  [['scenarios'], /^scenarios holds no export: /m],
  [['.', '--journal', 'keys.json'], /^The journal cannot be trusted: keys\.json:1: /m],
  [['.', '--journal', 'none'], /^--journal none cannot be read \(ENOENT\)\.$/m],
  [['.', '--key', 'escrow.json'], /^--key escrow\.json is wrong at /m],
  [['.', '--open-with', 'keys.json'], /^--open-with keys\.json is wrong at /m],
  [['.', '--checkpoint', 'keys.json'], /^--checkpoint keys\.json is no checkpoint/m],
  [['--url', 'http://127.0.0.1:1'], /^GREENROOM_SUBJECT_AUDITOR_TOKEN is not set/m],
];
for (const [args, message] of wrong)
  test(`greenroom verify ${args.join(' ')}: exit 2 and one line that says what is wrong`, () => {
    const { status, stdout, stderr } = verify(...args);
    assert.equal(status, 2, stdout + stderr);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });
