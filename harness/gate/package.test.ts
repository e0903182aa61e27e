import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { root } from './step.ts';

const run = promisify(execFile);

test('what is published works where Node strips no types: the command, and the client SDK', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-package-'));
  const wasBuilt = existsSync(join(root, 'dist'));
  try {
    const packed = await run('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: root,
      maxBuffer: 2 ** 26,
    });
    const [about] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('['))) as { filename: string }[];
    assert.ok(about);
    const modules = join(folder, 'node_modules');
    mkdirSync(modules);
    // Its dependencies are those that are installed here.
    for (const name of readdirSync(join(root, 'node_modules')))
      if (name !== 'greenroom') symlinkSync(join(root, 'node_modules', name), join(modules, name));
    await run('tar', ['xzf', join(folder, about.filename), '-C', folder]);
    await run('mv', [join(folder, 'package'), join(modules, 'greenroom')]);
    const files = readdirSync(join(modules, 'greenroom'), { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      files.filter((name) => /\.(test|property)\./.test(name)),
      [],
    );

    const command = join(modules, 'greenroom', 'harness', 'cli', 'greenroom.mjs');
    assert.ok(existsSync(command));
    const help = await run(process.execPath, [command, '--help']);
    assert.match(help.stdout, /Usage: greenroom/);
    const explored = await run(process.execPath, [command, 'explore', '--seed', '1', '--worlds', '2', '--json'], {
      cwd: folder,
    });
    assert.equal(JSON.parse(explored.stdout).violations, 0);
    const program = "import('greenroom/sdk').then((sdk) => console.log(typeof sdk.createArchiveClient))";
    const sdk = await run(process.execPath, ['-e', program], { cwd: folder });
    assert.equal(sdk.stdout.trim(), 'function');
  } finally {
    if (!wasBuilt) rmSync(join(root, 'dist'), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
});
