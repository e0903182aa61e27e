import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { webhookKeyRing } from '../../simulators/enterprise/standard-webhooks/key-ring.ts';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { osRandomStream } from '../../simulators/kernel/wall/os-random.ts';
import { freePort } from '../farm/free-port.ts';
import { makeTenant } from './check/make-tenant.ts';
import { acceptedWebhookKeys } from './contract/webhook-keys.ts';
import { served } from './serve/fixture-served.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'your-own-archive.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'greenroom-page-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function block(language: string): string {
  const found = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, name]) => name === language);
  assert.equal(found.length, 1, `the page has ${found.length} blocks of ${language}`);
  return found[0]?.[2] ?? '';
}

const bin = join(folder, 'bin');
mkdirSync(bin);
const command = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'harness', 'cli', 'main.ts')}' "$@"\n`;
writeFileSync(join(bin, 'greenroom'), command, { mode: 0o755 });
const limitMs = 150_000;

/** Runs a script as a reader would in a shell, with the command of this clone, and ends what it left running. */
function shell(script: string, env: Readonly<Record<string, string>> = {}) {
  const whole = `trap 'kill -TERM $(jobs -p) 2>/dev/null || true; wait' EXIT\nset -e\n${script}`;
  const child = spawn('bash', ['-c', whole], {
    cwd: folder,
    env: { ...process.env, PATH: `${bin}:${process.env['PATH']}`, ...env },
    detached: true,
  });
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), limitMs);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      output += bytes;
    });
  return new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    }),
  );
}

test('what the page does with the reference works as it is written', async () => {
  const script = block('sh').replaceAll('8700', String(await freePort()));
  const { code, output } = await shell(script);
  assert.equal(code, 0, output);
  assert.match(output, / kept, 0 lacking, 0 wrong, 0 accepted/);
  assert.match(output, /1 worlds, 0 violated, 0 unknown/);
  assert.equal(JSON.parse(readFileSync(join(folder, 'openapi.json'), 'utf8')).openapi, '3.1.0');
});

test('webhook keys change as the page has it', async () => {
  const server = await served();
  const clock = wallClock((label, error) => {
    throw new Error(label, { cause: error });
  });
  try {
    const asked = { clock, fetch, random: osRandomStream(), url: server.url };
    const { operatorToken, keys } = await makeTenant({
      ...asked,
      operatorToken: server.operatorToken,
      webhooks: { ring: webhookKeyRing(osRandomStream(), ['v1a']) },
    });
    const body = block('json').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, new Date(clock.now() + 60_000).toISOString());
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${operatorToken}` };
    const answer = await fetch(`${server.url}/tenants/${keys.id}/webhook-keys`, { method: 'PUT', headers, body });
    assert.equal(answer.status, 200, await answer.clone().text());
    const { accepted } = acceptedWebhookKeys.parse(await answer.json());
    assert.deepEqual(
      accepted.map(({ kid, until }) => [kid, until === null]),
      [
        ['hmac-1', false],
        ['hmac-2', true],
      ],
    );
  } finally {
    clock.stop();
    await server.stop();
  }
});

test('subject.yaml and the adapter of the page reach a subject, and what is unsupported is not tried', async () => {
  const server = await served();
  try {
    writeFileSync(join(folder, 'subject.yaml'), block('yaml').replace('http://127.0.0.1:8700', server.url));
    writeFileSync(join(folder, 'adapter.mjs'), block('js'));
    const only = '--only receiveMessageEvent listEvents startExport';
    const { code, output } = await shell(`greenroom subject check ${only} --json 2>/dev/null`, {
      GREENROOM_SUBJECT_SERVER_TOKEN: server.operatorToken,
    });
    assert.equal(code, 0, output);
    const { kept, not_tried, checks } = JSON.parse(output) as {
      readonly kept: number;
      readonly not_tried: number;
      readonly checks: readonly { readonly operation: string; readonly outcome: string }[];
    };
    assert.ok(kept > 20 && not_tried > 2);
    for (const { operation, outcome } of checks) assert.equal(outcome === 'not-tried', operation === 'startExport');
  } finally {
    await server.stop();
  }
});
