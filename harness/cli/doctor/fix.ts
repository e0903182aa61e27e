import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Diagnosis } from './check.ts';

/** How programs can be installed here, or undefined where we may not. */
export interface Installer {
  readonly name: string;
  /** What a person would type for the given packages. */
  words(packages: readonly string[]): string;
  packageOf(install: { readonly apt: string; readonly brew?: string }): string | undefined;
  /** @returns whether it worked; what it prints goes to `print` */
  install(packages: readonly string[], print: (line: string) => void): Promise<boolean>;
}

/** Runs a program to its end and hands on what it prints, line by line. */
export type RunProgram = (
  command: readonly string[],
  print: (line: string) => void,
  env?: NodeJS.ProcessEnv,
) => Promise<boolean>;

/** apt-get as root, or Homebrew: nothing else, and never sudo. */
export function findInstaller(
  has: (file: string) => boolean = existsSync,
  root: boolean = process.getuid?.() === 0,
  run: RunProgram = runProgram,
): Installer | undefined {
  if (has('/usr/bin/apt-get') && root) return apt(run);
  const brew = ['/opt/homebrew/bin/brew', '/usr/local/bin/brew'].find((file) => has(file));
  return brew === undefined ? undefined : homebrew(brew, run);
}

function apt(run: RunProgram): Installer {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const command = (packages: readonly string[]): string[] => [
    'apt-get',
    'install',
    '-y',
    '--no-install-recommends',
    ...packages,
  ];
  return {
    name: 'apt-get',
    words: (packages) => command(packages).join(' '),
    packageOf: (install) => install.apt,
    async install(packages, print) {
      if (await run(command(packages), print, env)) return true;
      // Fresh containers come without package lists.
      return (await run(['apt-get', 'update'], print, env)) && run(command(packages), print, env);
    },
  };
}

function homebrew(brew: string, run: RunProgram): Installer {
  return {
    name: 'brew',
    words: (packages) => `brew install ${packages.join(' ')}`,
    packageOf: (install) => install.brew,
    install: (packages, print) => run([brew, 'install', ...packages], print),
  };
}

/** What a person on this machine would type to mend a finding: the installer's words where one brings it. */
export function remedyWords(finding: Diagnosis, has: (file: string) => boolean = existsSync): string {
  if (finding.ok) return '';
  const { install } = finding;
  if (install !== undefined && has('/usr/bin/apt-get')) return `Run "sudo apt-get install ${install.apt}".`;
  if (install?.brew !== undefined && process.platform === 'darwin') return `Run "brew install ${install.brew}".`;
  return finding.remedy;
}

function runProgram(
  command: readonly string[],
  print: (line: string) => void,
  env?: NodeJS.ProcessEnv,
): Promise<boolean> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: env ?? process.env });
    const hand = (chunk: Buffer): void => {
      for (const line of chunk.toString('utf8').split('\n')) if (line.trim() !== '') print(line);
    };
    child.stdout.on('data', hand);
    child.stderr.on('data', hand);
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
