import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { served } from './fixture-served.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-serving-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const cli = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');

/** Runs a command to its end. */
function greenroom(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes;
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes;
  });
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, stdout, stderr })),
  );
}

test('served by itself it keeps the contract over HTTP, hides its token, loads nothing seeded and ends cleanly', async () => {
  const loaded = join(folder, 'loaded');
  const server = await served({
    env: { GREENROOM_LOADED: loaded },
    preload: [join(import.meta.dirname, 'fixture-loaded-modules.ts')],
  });
  const tokenFile = join(server.folder, 'out', 'subject', 'operator-token');
  assert.equal(statSync(tokenFile).mode & 0o777, 0o600);
  assert.equal(statSync(join(server.folder, 'out', 'subject', 'archive.sqlite')).mode & 0o077, 0);
  const env = { GREENROOM_SUBJECT_SERVER_TOKEN: server.operatorToken };
  const { code, stdout, stderr } = await greenroom(['subject', 'check', '--url', server.url, '--json'], env);
  assert.equal(code, 0, stdout + stderr);
  const summary = JSON.parse(stdout);
  assert.deepEqual([summary.failing, summary.lacks, summary.wrong, summary.accepts, summary.unknown], [[], 0, 0, 0, 0]);
  assert.ok(summary.kept > 100);
  assert.equal(await server.stop(), 0);
  assert.ok(!server.output().includes(server.operatorToken), 'the token went to the terminal');
  const modules = readFileSync(loaded, 'utf8');
  assert.match(modules, /simulators\/enterprise\/host\/host\.ts/);
  assert.doesNotMatch(modules, /seeded-provider\.ts/);
});

test('a wrong implementation in another process makes the check fail, naming the operation', async () => {
  const server = await served({ plant: 'receiver-takes-any-signature' });
  try {
    const env = { GREENROOM_SUBJECT_SERVER_TOKEN: server.operatorToken };
    const { code, stdout } = await greenroom(['subject', 'check', '--url', server.url, '--json'], env);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout).failing, ['receiveMessageEvent']);
  } finally {
    await server.stop();
  }
});

test('usage: what is missing or not allowed is said in one line, exit 2', async () => {
  const token = { GREENROOM_SUBJECT_SERVER_TOKEN: 'x'.repeat(20) };
  for (const [args, env, message] of [
    [['--url', 'http://archive.example.com'], token, /archive\.example\.com is another machine.*--i-own-this-host/],
    [['--url', 'ftp://127.0.0.1'], token, /must be an http or https URL/],
    [['--url', 'http://127.0.0.1:59999'], {}, /GREENROOM_SUBJECT_ENROLMENT_TOKEN is not set/],
    [[], token, /Say where the subject is/],
    [['--url', 'http://127.0.0.1:59999', '--config', 'none.yaml'], token, /none\.yaml: there is no such file/],
    [['--url', 'http://127.0.0.1:59999', '--only', 'uploadRecrod'], token, /Did you mean "uploadRecord"/],
  ] as const) {
    const { code, stderr } = await greenroom(['subject', 'check', ...args], env);
    assert.match(stderr, message);
    assert.equal(code, 2, stderr);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
});

test('a subject that is not there: exit 3 and one line', async () => {
  const env = { GREENROOM_SUBJECT_SERVER_TOKEN: 'x'.repeat(20) };
  const { code, stderr } = await greenroom(['subject', 'check', '--url', 'http://127.0.0.1:59999'], env);
  assert.equal(code, 3);
  assert.match(stderr, /gave no answer: ECONNREFUSED/);
});

test('a port that nobody is asked at: exit 3 and the reason, with whatever credentials', async () => {
  const server = { GREENROOM_SUBJECT_SERVER_TOKEN: 'x'.repeat(20) };
  const tenant = {
    GREENROOM_SUBJECT_ENROLMENT_TOKEN: 'enrols',
    GREENROOM_SUBJECT_AUDITOR_TOKEN: 'audits',
    GREENROOM_SUBJECT_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
  };
  for (const [env, last] of [
    [server, /gave no answer: bad port/],
    [tenant, /^http:\/\/127\.0\.0\.1:1 answered nothing\. Start it, or check the URL\.$/m],
  ] as const) {
    const { code, stdout, stderr } = await greenroom(['subject', 'check', '--url', 'http://127.0.0.1:1'], env);
    assert.equal(code, 3, stderr);
    assert.match(stderr, last);
    assert.match(stdout + stderr, /gave no answer: bad port/);
  }
});
