import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const command = join(import.meta.dirname, 'greenroom.mjs');

function greenroom(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('--help names every subcommand, and each has a help of its own', () => {
  const { status, stdout } = greenroom('--help');
  assert.equal(status, 0);
  for (const name of ['rehearse', 'doctor', 'devices']) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
  assert.match(greenroom('rehearse', '--help').stdout, /Exit codes: 0 held, 1 product failure, 2 usage/);
});

test('a reader that goes away early leaves no trace of an error', async () => {
  const child = spawn(process.execPath, [command, 'replay', '--schema'], { cwd: folder });
  child.stdout.once('data', () => child.stdout.destroy());
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  assert.deepEqual([code, stderr], [0, '']);
});

const wrong: readonly (readonly [readonly string[], RegExp])[] = [
  [['rehearse', '--sed', '7'], /unknown option '--sed'/],
  [['rehearse', '--config', 'subject.yaml'], /^--config and --i-own-this-host need --against URL\.$/m],
  [['rehearse', '--seed', 'x'], /^--seed is "x", but must be a whole number from 0 up\.$/m],
  [['rehearse', '--farm', 'nowhere.yaml'], /^nowhere\.yaml: there is no such file\. Check the path after --farm\.$/m],
  [['rehearse', '--spec', 'nothing/*.ts'], /^No scenario matches "nothing\/\*\.ts"\. Scenarios are in .*scenarios\.$/m],
  [['rehersal'], /^There is no command "rehersal"\. Did you mean "rehearse"\?$/m],
  [['nope'], /^There is no command "nope"\. /m],
  [['rehearse', '--seed', ''], /^--seed is "", but must be a whole number from 0 up\.$/m],
];
for (const [args, message] of wrong)
  test(`greenroom ${args.join(' ')}: exit 2 and one line that says what is wrong`, () => {
    const { status, stdout, stderr } = greenroom(...args);
    assert.equal(status, 2, stderr);
    assert.match(stderr + stdout, message);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

test('a broken farm.yaml in the working folder is reported with its place', () => {
  writeFileSync(join(folder, 'farm.yaml'), 'devices:\n  - { os: android, name: ana, simulated: true, udid: x }\n');
  const { status, stderr } = greenroom('rehearse');
  assert.equal(status, 2);
  assert.match(stderr, /^farm\.yaml: devices\[0\]\.udid is not known\. Remove it\.$/m);
  rmSync(join(folder, 'farm.yaml'));
});

test('devices --json is one line: what is attached, and the phones of the farm', () => {
  const { status, stdout } = greenroom('devices', '--json');
  assert.equal(status, 0);
  const { farm } = JSON.parse(stdout) as { farm: { source: string; phones: readonly { name: string }[] } };
  assert.equal(farm.source, 'the default farm');
  assert.deepEqual(
    farm.phones.map(({ name }) => name),
    ['ana', 'ben'],
  );
});

test('explore --out where nothing can be made: exit 3 and one line', () => {
  const { status, stderr } = greenroom('explore', '--worlds', '1', '--out', '/proc/greenroom');
  assert.equal(status, 3, stderr);
  assert.match(stderr, /^\/proc\/greenroom cannot be written to: .*\n$/);
});
