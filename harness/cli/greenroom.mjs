#!/usr/bin/env node
// The front door. Plain JavaScript that any Node since 14 can read: the rest needs Node 24, which npm installs beside
// us. Under another Node this file starts itself once more under that one, or says in one line what is missing.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const wanted = 24;
const self = realpathSync(fileURLToPath(import.meta.url));
const here = dirname(self);

/** node_modules of this package, then of every folder above: npm may have put the dependency there. */
function findNode(folder) {
  const candidate = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(candidate)) return candidate;
  const parent = dirname(folder);
  return parent === folder ? undefined : findNode(parent);
}

if (Number.parseInt(process.versions.node, 10) === wanted) {
  const source = join(here, 'main.ts');
  const built = join(here, '..', '..', 'dist', 'harness', 'cli', 'main.js');
  // To make our TypeScript ready is half of a start. It is kept beside the packages, and serves every process from here.
  if (existsSync(source) && process.env.NODE_COMPILE_CACHE === undefined) {
    process.env.NODE_COMPILE_CACHE = join(here, '..', '..', 'node_modules', '.cache', 'greenroom');
    module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  }
  await import(pathToFileURL(existsSync(source) ? source : built).href);
} else {
  const node = findNode(here);
  if (node === undefined || process.env.GREENROOM_SECOND_START === '1') {
    process.stderr.write(
      `greenroom needs Node ${wanted}, this is ${process.version}. Run "npm ci" in the project: it brings Node ${wanted}.\n`,
    );
    process.exit(2);
  }
  // With a channel between the two, so that the second one learns when the first one is killed.
  const child = spawn(node, [self, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, GREENROOM_SECOND_START: '1', PATH: `${dirname(node)}:${process.env.PATH ?? ''}` },
  });
  // Ctrl-C reaches both; the second one decides. Other signals reach only this one and are handed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`greenroom could not start ${node}: ${error.message}\n`);
    process.exit(3);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 3)));
}
