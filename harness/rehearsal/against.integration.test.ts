import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { osRandomStream } from '../../simulators/kernel/wall/os-random.ts';
import { loadPlan } from '../faults/plan/read-plan.ts';
import type { InvariantVerdict } from '../oracle/judge.ts';
import { makeTenant } from '../subject/check/make-tenant.ts';
import { type Served, served } from '../subject/serve/fixture-served.ts';

const root = join(import.meta.dirname, '..', '..');
const greenroom = join(root, 'harness', 'cli', 'greenroom.mjs');
const folder = mkdtempSync(join(tmpdir(), 'greenroom-rehearse-against-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Line {
  readonly against: string | null;
  readonly scenarios: { readonly passed: number; readonly failed: number };
  readonly invariants: Readonly<Record<'held' | 'violated' | 'unknown' | 'not_observable', number>>;
  readonly not_here: readonly { readonly scenario: string; readonly reason: string }[];
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly out: string;
}

type Credentials = Readonly<Record<string, string>>;

function run(args: readonly string[], credentials: Credentials, out: string): Promise<Ran> {
  mkdirSync(out, { recursive: true });
  const child = spawn(process.execPath, [greenroom, ...args], {
    cwd: out,
    env: { ...process.env, ...credentials, NODE_TEST_CONTEXT: '' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr, out })));
}

function rehearse(url: string, credentials: Credentials, name: string, spec: string): Promise<Ran> {
  const out = join(folder, name);
  const args = ['rehearse', '--against', url, '--json', '--out', out, '--spec', join(root, spec)];
  return run(args, credentials, out);
}

const lineOf = ({ stdout }: Ran): Line => JSON.parse(stdout) as Line;

function theOne(out: string, pattern: string): string {
  const found = globSync(join(out, 'runs', '*', 'scenarios', '*', pattern));
  assert.equal(found.length, 1, `${pattern}: ${found.join(', ')}`);
  return found[0] ?? '';
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The one tenant of somebody who makes no others: what they would put into the environment. */
async function oneTenant({ url, operatorToken }: Served): Promise<{ readonly url: string; readonly env: Credentials }> {
  const clock = wallClock(() => {});
  const made = await makeTenant({ clock, fetch, random: osRandomStream(), url, operatorToken });
  clock.stop();
  const { baseUrl, enrolmentToken, auditorToken, webhookKeys, keys } = made;
  const [secret] = webhookKeys.secrets;
  const [ed25519] = webhookKeys.ed25519;
  const [escrow] = keys.escrow;
  const [content] = keys.content;
  assert.ok(secret && ed25519 && escrow && content);
  return {
    url: baseUrl,
    env: {
      GREENROOM_SUBJECT_ENROLMENT_TOKEN: enrolmentToken,
      GREENROOM_SUBJECT_AUDITOR_TOKEN: auditorToken,
      GREENROOM_SUBJECT_WEBHOOK_SECRET: `whsec_${base64(secret.key)}`,
      GREENROOM_SUBJECT_WEBHOOK_KEY: `whsk_${base64(ed25519.privateKey)}`,
      GREENROOM_SUBJECT_ESCROW_KEY: `${escrow.kid}:${base64(escrow.privateKey)}`,
      GREENROOM_SUBJECT_CONTENT_HASH_KEY: `${content.kid}:${base64(content.key)}`,
      GREENROOM_SUBJECT_TENANT: keys.id,
    },
  };
}

/** Files below a folder that hold one of these texts. */
function holding(path: string, texts: readonly string[]): string[] {
  return globSync(join(path, '**', '*'))
    .filter((file) => statSync(file).isFile())
    .filter((file) => {
      const bytes = readFileSync(file);
      return texts.some((text) => bytes.includes(text));
    });
}

const spec = 'harness/stage/fixture-lost-message.e2e.ts';

describe('a rehearsal against a subject in another process', { concurrency: true, timeout: 180_000 }, () => {
  test('what keeps its promises holds; what is out of reach is not here; and its plan says that ours is another', async () => {
    const server = await served();
    try {
      const credentials = { GREENROOM_SUBJECT_SERVER_TOKEN: server.operatorToken };
      const ran = await rehearse(server.url, credentials, 'held', spec);
      assert.equal(ran.code, 0, ran.stderr);
      const { against, invariants, scenarios, not_here } = lineOf(ran);
      assert.deepEqual([against, scenarios.passed, not_here], [server.url, 1, []]);
      assert.deepEqual([invariants.violated, invariants.unknown], [0, 0]);
      assert.match(ran.stderr, new RegExp(`against ${server.url}$`, 'm'));
      assert.ok(readFileSync(join(ran.out, 'report', 'verdicts.html'), 'utf8').includes(`Subject ${server.url}`));
      const again = await run(['replay', theOne(ran.out, 'plan.json')], {}, join(ran.out, 'again'));
      assert.match(again.stderr, /played against somebody else's subject, and is played with ours now/);
      assert.equal(again.code, 0, again.stderr);
    } finally {
      assert.equal(await server.stop(), 0);
    }
  });

  test('a defect planted in it is seen through Appium, with one tenant, whose secrets are written nowhere', async () => {
    const server = await served({ plant: 'receiver-forgets-the-hash' });
    try {
      const { url, env } = await oneTenant(server);
      const ran = await rehearse(url, env, 'planted', spec);
      assert.equal(ran.code, 1, ran.stderr);
      assert.ok(lineOf(ran).invariants.violated > 0);
      const verdicts = JSON.parse(readFileSync(theOne(ran.out, 'verdicts.json'), 'utf8')) as InvariantVerdict[];
      const outcomes = new Map(verdicts.map(({ invariant, outcome }) => [invariant, outcome]));
      assert.equal(outcomes.get('webhook-authentic'), 'violated');
      // Nobody gave the log's key or the archive's.
      for (const unseen of ['archive-tamper-evident', 'export-complete'])
        assert.equal(outcomes.get(unseen), 'not-observable', unseen);
      const plan = theOne(ran.out, 'plan.json');
      assert.equal(loadPlan(plan).expect?.violated, 'webhook-authentic');
      assert.match(ran.stderr, new RegExp(`Play it again: greenroom replay \\S+ --against ${url}$`, 'm'));
      const secrets = Object.entries(env).flatMap(([name, value]) => (name.endsWith('_TENANT') ? [] : [value]));
      const bare = secrets.map((secret) => secret.replace(/^(whs[ek]c?_|[\w-]+:)/, ''));
      assert.deepEqual(holding(ran.out, [...secrets, ...bare]), []);
      for (const secret of bare) assert.ok(!(ran.stdout + ran.stderr).includes(secret));
    } finally {
      await server.stop();
    }
  });

  test('who cannot be reached, or lets nobody in, is named before anything starts', async () => {
    const refuses = createServer((_request, response) => void response.writeHead(401).end());
    await new Promise<void>((resolve) => refuses.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(refuses.address() as AddressInfo).port}`;
    const token = { GREENROOM_SUBJECT_SERVER_TOKEN: 'the-wrong-token-of-it' };
    try {
      const wrong = await rehearse(url, token, 'wrong-token', spec);
      assert.equal(wrong.code, 3);
      assert.match(wrong.stderr, /answered 401 instead of a fresh tenant .*whether its token is right/);
      assert.doesNotMatch(wrong.stderr, /the-wrong-token|Appium|up {2}world/);
      const bare = await rehearse(url, { GREENROOM_SUBJECT_SERVER_TOKEN: '' }, 'no-token', spec);
      assert.equal(bare.code, 2);
      assert.match(bare.stderr, /GREENROOM_SUBJECT_ENROLMENT_TOKEN is not set/);
    } finally {
      refuses.close();
    }
    const gone = await rehearse(url, token, 'gone', spec);
    assert.equal(gone.code, 3);
    assert.match(gone.stderr, /gave no answer: ECONNREFUSED/);
    const secret = await rehearse('http://me:secret-word@127.0.0.1:1', token, 'password', spec);
    assert.equal(secret.code, 2);
    assert.doesNotMatch(secret.stderr, /secret-word/);
  });
});
