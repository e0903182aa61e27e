import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { osRandomStream } from '../../simulators/kernel/wall/os-random.ts';
import { msisdn, upload } from '../subject/check/made-up.ts';
import { makeTenant } from '../subject/check/make-tenant.ts';
import { enrolmentResponse } from '../subject/contract/enrolment.ts';
import { formatVerifierKey, parseVerifierKey } from '../subject/proof/signed-note.ts';
import { type Serving, serveSubject } from '../subject/serve/serve-subject.ts';
import { layOut } from './fixture-archive.ts';
import { rehearsed } from './fixture-rehearsal.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/exports.md'), 'utf8');
const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => text);
const root = join(import.meta.dirname, '../..');
const operatorToken = 'operator-of-the-page-0123456789';
const folder = mkdtempSync(join(tmpdir(), 'greenroom-exports-'));
const clock = wallClock((label, error) => assert.fail(`${label}: ${error}`));
let serving: Serving;
const env: Record<string, string | undefined> = { ...process.env };

/** Archives a few made-up records of one custodian, as a device does. */
async function fill(base: string, enrolmentToken: string): Promise<void> {
  const random = osRandomStream();
  const post = async (path: string, token: string, body: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.equal(answer.status, 201, path);
    return answer.json();
  };
  const device = { installation_id: random.uuid(), custodian: msisdn(random), mode: 'escrow', endpoint_key: null };
  const enrolled = enrolmentResponse.parse(await post('/enrolments', enrolmentToken, device));
  for (let n = 0; n < 5; n++) await post('/records', enrolled.token, upload({ random, clock }, enrolled));
}

before(async () => {
  const onCrash = (label: string, error: unknown): never => assert.fail(`${label}: ${error}`);
  serving = await serveSubject({ database: ':memory:', operatorToken, onCrash });
  const tenant = await makeTenant({ clock, fetch, random: osRandomStream(), url: serving.origin, operatorToken });
  await fill(tenant.baseUrl, tenant.enrolmentToken);
  layOut(join(folder, 'rehearsal'), await rehearsed(11));
  writeFileSync(join(folder, 'escrow.json'), readFileSync(join(folder, 'rehearsal/escrow.json')));
  const { archive = [], log = '' } = tenant.keys;
  const logKey = parseVerifierKey(log);
  assert.ok(archive.length > 0 && logKey, 'the tenant came without the keys of its archive');
  const keys = archive.map(({ kid, publicKey }) => ({ kid, public_key: Buffer.from(publicKey).toString('base64') }));
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ archive: keys, log: formatVerifierKey(logKey) }));
  mkdirSync(join(folder, 'bin'));
  const command = `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'harness/cli/greenroom.mjs')}" "$@"\n`;
  writeFileSync(join(folder, 'bin/greenroom'), command);
  chmodSync(join(folder, 'bin/greenroom'), 0o755);
  env['PATH'] = `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`;
  env['ARCHIVE'] = tenant.baseUrl;
  env['GREENROOM_SUBJECT_AUDITOR_TOKEN'] = tenant.auditorToken;
});

after(async () => {
  clock.stop();
  await serving.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(script: string): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn('sh', ['-e'], { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  child.stdin.end(script);
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

test('every command of the page on exports does what the page says', async (t) => {
  assert.ok(blocks.length >= 8, `only ${blocks.length} blocks were found`);
  for (const tool of ['curl', 'jq']) {
    if ((await run(`command -v ${tool}`)).code === 0) continue;
    t.diagnostic(`SKIPPED: there is no ${tool} on this machine, and the page's commands use it`);
    return;
  }
  for (const block of blocks) {
    const { code, output } = await run(block);
    assert.equal(code, 0, `${block}\n${output}`);
    if (block.startsWith('greenroom')) assert.match(output, /\nheld\n$/, block);
  }
});
