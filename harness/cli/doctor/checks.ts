import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findJava } from '../../../reports/generator.ts';
import { parentDeathGuard } from '../../farm/adb-server.ts';
import { findAdb } from '../../farm/android-home.ts';
import { drivers } from '../../farm/appium-home.ts';
import { packageFolder } from '../../farm/package-folder.ts';
import type { Check, Finding } from './check.ts';
import { testTools } from './test-tools.ts';
import { tunnelModule } from './tunnel-module.ts';

const run = promisify(execFile);

export interface Machine {
  readonly packageRoot: string;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}

/** Everything a rehearsal needs, the required first. */
export function checks(machine: Machine): Check[] {
  const { packageRoot, platform, env } = machine;
  return [
    { name: 'node', required: true, quick: true, look: () => node(process.versions.node) },
    { name: 'adb', required: true, quick: true, look: () => adb(env) },
    ...drivers.map((driver) => driverCheck(driver, packageRoot)),
    { name: 'loopback ports', required: true, quick: true, look: () => listens('127.0.0.1') },
    { name: 'iPhone addresses', required: false, quick: true, look: () => iphoneAddresses(platform) },
    { name: 'iPhone tunnel module', required: false, quick: true, look: () => tunnelModule(packageRoot) },
    { name: 'java', required: false, quick: true, look: () => java(env) },
    { name: 'setpriv', required: false, quick: true, look: () => setpriv(platform, env) },
    { name: 'fonts', required: false, quick: true, look: () => fonts(packageRoot) },
    { name: 'adb answers', required: true, quick: false, look: () => adbVersion(env) },
    ...drivers.map((driver) => driverLoads(driver, packageRoot)),
    ...testTools(env),
  ];
}

/** The major version of Node that everything here is built and tested with. */
export const nodeMajor = 24;

export function node(version: string): Finding {
  if (Number.parseInt(version, 10) === nodeMajor) return { ok: true, detail: version };
  return {
    ok: false,
    detail: `this is Node ${version}`,
    remedy: `Run "npm ci" in the project: it brings Node ${nodeMajor}, and "npx greenroom" uses it.`,
  };
}

const adbInstall = { apt: 'adb', brew: 'android-platform-tools' } as const;

export function adb(env: NodeJS.ProcessEnv): Finding {
  const found = findAdb(env);
  if (found !== undefined) return { ok: true, detail: found };
  return {
    ok: false,
    detail: 'there is no adb in ANDROID_HOME, /usr/lib/android-sdk or PATH',
    remedy: 'Install the Android platform tools, or set ANDROID_HOME to an SDK that has them.',
    install: adbInstall,
  };
}

async function adbVersion(env: NodeJS.ProcessEnv): Promise<Finding> {
  const found = findAdb(env);
  if (found === undefined) return adb(env);
  try {
    const { stdout } = await run(found, ['version'], { timeout: 10_000 });
    return { ok: true, detail: stdout.split('\n').slice(0, 2).join(', ') };
  } catch (error) {
    const detail = `${found} does not run: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
    return { ok: false, detail, remedy: 'Install the Android platform tools anew.', install: adbInstall };
  }
}

function java(env: NodeJS.ProcessEnv): Finding {
  const found = findJava(env);
  if (found !== undefined) return { ok: true, detail: found };
  return {
    ok: false,
    detail: 'there is no Java: reports are made by Allure 3 instead of Allure 2',
    remedy: 'Install a Java runtime (11 or later) for Allure 2 reports.',
    install: { apt: 'default-jre-headless', brew: 'openjdk' },
  };
}

function setpriv(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Finding {
  if (platform !== 'linux') return { ok: true, detail: 'not needed on this system' };
  const found = parentDeathGuard(env);
  if (found !== undefined) return { ok: true, detail: found };
  return {
    ok: false,
    detail: 'there is no setpriv: an adb server may outlive a rehearsal that is killed',
    remedy: 'Install util-linux.',
    install: { apt: 'util-linux' },
  };
}

function fonts(packageRoot: string): Finding {
  const families = ['@expo-google-fonts/roboto', '@expo-google-fonts/inter'];
  const folders = families.map((family) => packageFolder(family, packageRoot));
  return { ok: true, detail: folders.join(', ') };
}

function driverCheck(driver: string, packageRoot: string): Check {
  const look = (): Finding => {
    const folder = packageFolder(driver, packageRoot);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    const main = join(folder, 'build', 'lib', 'index.js');
    if (existsSync(main)) return { ok: true, detail: version };
    return { ok: false, detail: `${main} is missing`, remedy: 'Run "npm ci" again.' };
  };
  return { name: driver, required: true, quick: true, look };
}

function driverLoads(driver: string, packageRoot: string): Check {
  const look = async (): Promise<Finding> => {
    try {
      await run(process.execPath, ['--input-type=module', '-e', `await import('${driver}')`], {
        cwd: packageRoot,
        timeout: 60_000,
      });
      return { ok: true, detail: 'its code loads' };
    } catch (error) {
      const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
      const line = text.split('\n').find((each) => /Error/.test(each)) ?? text.split('\n')[0] ?? '';
      return { ok: false, detail: line.trim(), remedy: 'Run "npm ci" again.' };
    }
  };
  return { name: `${driver} loads`, required: true, quick: false, look };
}

async function iphoneAddresses(platform: NodeJS.Platform): Promise<Finding> {
  const finding = await listens('127.77.0.1');
  if (finding.ok || platform !== 'darwin') return finding;
  return { ...finding, remedy: 'Run "sudo ifconfig lo0 alias 127.77.0.1" (and .2, .3 .. for more phones).' };
}

function listens(address: string): Promise<Finding> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) =>
      resolve({
        ok: false,
        detail: `cannot listen on ${address}: ${error.message}`,
        remedy: 'Allow programs to listen on the loopback interface.',
      }),
    );
    probe.listen(0, address, () => probe.close(() => resolve({ ok: true, detail: address })));
  });
}
