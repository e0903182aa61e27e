import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { askAdb } from './adb-protocol.ts';
import { clientsThatStartNoServer, startAdbServer } from './adb-server.ts';
import { findAdb } from './android-home.ts';
import { freePort } from './free-port.ts';

const adb = findAdb() ?? '';
const options = { skip: adb === '' ? 'there is no adb on this machine' : false } as const;
const run = promisify(execFile);
const home = mkdtempSync(join(tmpdir(), 'greenroom-adb-'));
after(() => rmSync(home, { recursive: true, force: true }));
const env = { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home };

test('a client uses the server that is there, and starts none when that is gone', options, async (context) => {
  const port = await freePort();
  context.after(() => askAdb(port, 'host:kill').catch(() => {})); // one that was started after all
  const client = (): Promise<{ stdout: string }> =>
    run(adb, ['-P', String(port), 'devices'], { env: { ...env, ...clientsThatStartNoServer }, timeout: 10_000 });
  const server = await startAdbServer(adb, port, env);
  try {
    assert.match((await client()).stdout, /^List of devices attached/m);
  } finally {
    server.stop();
  }
  while (await askAdb(port, 'host:version', 1_000).catch(() => false));
  await assert.rejects(client(), /cannot start server|cannot connect to daemon/);
  await assert.rejects(askAdb(port, 'host:version', 1_000), /ECONNREFUSED/);
});
