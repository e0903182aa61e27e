import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { packageRoot } from '../package-root.ts';
import { diagnose } from './check.ts';
import { adb, checks, node } from './checks.ts';
import { examine } from './examine.ts';
import { findInstaller, type Installer, remedyWords } from './fix.ts';
import { tunnelModule } from './tunnel-module.ts';

const empty = mkdtempSync(join(tmpdir(), 'greenroom-doctor-'));
after(() => rmSync(empty, { recursive: true, force: true }));
const machine = { packageRoot, platform: process.platform, env: process.env };

test('the quick look is quick where all is well', async () => {
  await examine({ machine, quick: true, fix: 'nothing', print: () => {} }); // modules are loaded and warm
  const began = performance.now();
  const { findings } = await examine({ machine, quick: true, fix: 'nothing', print: () => {} });
  const ms = performance.now() - began;
  assert.ok(ms < 300, `${ms} ms`);
  assert.ok(findings.length >= 8);
  assert.deepEqual(
    findings.filter(({ name, ok }) => name.startsWith('appium-') && !ok),
    [],
  );
});

test('another Node is refused with the way to the right one', () => {
  assert.equal(node('24.21.0').ok, true);
  const finding = node('20.20.2');
  assert.ok(!finding.ok);
  assert.match(`${finding.detail}. ${finding.remedy}`, /Node 20\.20\.2.*npm ci.*Node 24/);
});

test('adb is found in ANDROID_HOME and in PATH', () => {
  const home = join(empty, 'sdk');
  mkdirSync(join(home, 'platform-tools'), { recursive: true });
  writeFileSync(join(home, 'platform-tools', 'adb'), '');
  assert.equal(adb({ ANDROID_HOME: home, PATH: '' }).detail, join(home, 'platform-tools', 'adb'));
});

test('a package that is not installed is a finding, not a crash', async () => {
  const found = await diagnose(checks({ ...machine, packageRoot: empty }).filter(({ quick }) => quick));
  const driver = found.find(({ name }) => name === 'appium-xcuitest-driver');
  assert.ok(driver !== undefined && !driver.ok);
  assert.match(driver.detail, /appium-xcuitest-driver is not installed/);
  const tunnel = tunnelModule(empty);
  assert.ok(!tunnel.ok);
  assert.match(tunnel.detail, /without the tunnel/);
  assert.match(tunnel.remedy, /npm ci/);
});

function installer(worked: boolean, asked: string[][]): Installer {
  return {
    name: 'apt-get',
    words: (packages) => `apt-get install ${packages.join(' ')}`,
    packageOf: ({ apt }) => apt,
    async install(packages) {
      asked.push([...packages]);
      return worked;
    },
  };
}

test('only what is required is installed before a rehearsal, and everything when asked to fix', async () => {
  const bare = { ...machine, env: { PATH: empty, ANDROID_HOME: '' } };
  const asked: string[][] = [];
  const options = { machine: bare, quick: true, installer: installer(false, asked), print: () => {} } as const;
  const required = await examine({ ...options, fix: 'required' });
  const everything = await examine({ ...options, fix: 'everything' });
  const lacksAdb = required.findings.some(({ name, ok }) => name === 'adb' && !ok);
  assert.deepEqual(asked[lacksAdb ? 1 : 0]?.includes('default-jre-headless'), true);
  assert.equal(asked.length, lacksAdb ? 2 : 1);
  if (lacksAdb) assert.deepEqual(asked[0], ['adb']);
  assert.equal(everything.fit, !lacksAdb);
});

test('apt-get is used by root alone, and fetches its lists when it knows no package yet', async () => {
  const ran: string[] = [];
  const run = async (command: readonly string[]) => {
    ran.push(command.join(' '));
    return ran.length > 1;
  };
  const debian = (file: string): boolean => file === '/usr/bin/apt-get';
  assert.equal(findInstaller(debian, false, run), undefined);
  assert.equal(await findInstaller(debian, true, run)?.install(['adb'], () => {}), true);
  assert.deepEqual(ran, [
    'apt-get install -y --no-install-recommends adb',
    'apt-get update',
    'apt-get install -y --no-install-recommends adb',
  ]);
  assert.equal(findInstaller((file) => file === '/opt/homebrew/bin/brew', false, run)?.name, 'brew');
  assert.equal(
    findInstaller(() => false, true, run),
    undefined,
  );
});

test('a person is told the words for their system', () => {
  const finding = {
    name: 'adb',
    required: true,
    ok: false,
    detail: 'none',
    remedy: 'Install it.',
    install: { apt: 'adb' },
  } as const;
  assert.equal(
    remedyWords(finding, (file) => file === '/usr/bin/apt-get'),
    'Run "sudo apt-get install adb".',
  );
  assert.equal(
    remedyWords(finding, () => false),
    'Install it.',
  );
});
