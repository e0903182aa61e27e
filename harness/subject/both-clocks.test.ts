import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEnterprise } from '../../simulators/enterprise/enterprise.ts';
import { ana, ben, carrierEvent, complete, upload } from '../../simulators/enterprise/fixture.ts';
import { rehearsalSchedule } from '../../simulators/enterprise/platform/retry.ts';
import type { Clock } from '../../simulators/kernel/clock.ts';
import { exchange, failureCode } from '../../simulators/kernel/exchange.ts';
import { memoryBlobs } from '../../simulators/kernel/journal/blobs.ts';
import { journal } from '../../simulators/kernel/journal/journal.ts';
import { type Fetch, type HostResolver, network } from '../../simulators/kernel/network.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { virtualClock } from '../../simulators/kernel/virtual-clock.ts';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { socketHosts } from '../../simulators/kernel/wall/hosts.ts';
import { createHttpSubject } from './http-subject.ts';

/** How a clock runs until a promise is settled. */
type Run = <T>(promise: Promise<T>) => Promise<T>;

const faults: Record<string, (next: Fetch) => Fetch> = {
  hang: () => () => new Promise(() => {}),
  unavailable: () => async () => new Response('busy', { status: 503, headers: { 'retry-after': '1' } }),
  redirect: () => async () => new Response(null, { status: 307, headers: { location: 'http://elsewhere.test/' } }),
  drip: () => async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) })),
};

/** Puts the same questions to every endpoint, well and broken, and tells what came of each. */
async function questions(
  clock: Clock,
  run: Run,
  resolve?: HostResolver,
  serve?: (apps: ReadonlyMap<string, Fetch>) => Promise<void>,
) {
  const random = seededRandom('both clocks');
  const net = network({
    clock,
    random: random.split('network'),
    defaults: { latencyMs: 1 },
    ...(resolve && { resolve }),
  });
  const book = journal(clock, memoryBlobs());
  const enterprise = createEnterprise({
    clock,
    random: random.split('enterprise'),
    journal: book,
    network: net,
    retry: rehearsalSchedule,
  });
  await serve?.(net.hosts());
  const { tenant, platform } = enterprise;
  const told: unknown[] = [];

  async function ask(method: string, url: string, token: string | null, body?: string): Promise<string> {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const init = { method, headers, ...(body !== undefined && { body }) };
    try {
      const options = { clock, fetch: net.fetchFrom('client'), timeoutMs: 300 };
      const [status, type, text] = await run(
        exchange(options, url, init, async (response) => [
          response.status,
          response.headers.get('content-type'),
          await response.text(),
        ]),
      );
      told.push([method, url, status, type]);
      return String(text);
    } catch (error) {
      told.push([method, url, failureCode(error)]);
      return '';
    }
  }

  const request = { installation_id: random.uuid(), custodian: ana, mode: 'escrow', endpoint_key: null };
  const enrolled = JSON.parse(
    await ask('POST', 'http://enterprise.test/enrolments', tenant.enrolmentToken, JSON.stringify(request)),
  );
  const record = JSON.stringify(upload(enrolled, { peer: ben }));
  const claim = JSON.stringify({ message_id: 'M1', version: 1, content_hash: upload(enrolled).content_hash });
  const rounds = async (): Promise<void> => {
    await ask('POST', 'http://enterprise.test/records', enrolled.token, record);
    await ask('POST', 'http://enterprise.test/records', enrolled.token, record);
    await ask('POST', 'http://enterprise.test/records', null, record);
    await ask('POST', 'http://enterprise.test/records', enrolled.token, '{"tenant":');
    await ask('POST', 'http://enterprise.test/records', enrolled.token, 'x'.repeat(400_000));
    await ask('GET', 'http://enterprise.test/records?limit=1', tenant.auditorToken);
    await ask('GET', 'http://enterprise.test/records/rec_none', tenant.auditorToken);
    await ask('GET', 'http://enterprise.test/events', tenant.auditorToken);
    await ask('POST', 'http://enterprise.test/webhooks/messages', null, '{}');
    await ask('GET', 'http://platform.test/.well-known/jwks.json', null);
    await ask('POST', 'http://platform.test/endpoints', enrolled.token);
    await ask('POST', 'http://platform.test/content-hashes', enrolled.token, claim);
    await ask('GET', 'http://nowhere.test/', null);
  };
  await rounds();
  for (const broken of Object.values(faults)) {
    const off = ['enterprise.test', 'platform.test'].map((host) => net.intercept(host, broken));
    await ask('POST', 'http://enterprise.test/records', enrolled.token, record);
    await ask('POST', 'http://platform.test/content-hashes', enrolled.token, claim);
    for (const stop of off) stop();
  }
  platform.observe(carrierEvent());
  const subject = createHttpSubject({
    clock,
    fetch: net.fetchFrom('harness'),
    baseUrl: 'http://enterprise.test',
    credentials: { auditor: tenant.auditorToken },
    keys: { id: tenant.id, escrow: [tenant.escrow], content: [tenant.contentKey] },
  });
  const rows = async () => [(await run(subject.records())).records, (await run(subject.events())).events] as const;
  let stored = await rows();
  for (let tries = 0; stored[1].length === 0 && tries < 100; tries++) stored = await rows();
  enterprise.close();
  const untimed = JSON.stringify(stored).replaceAll(/"(archived|received)_at":"[^"]+"/g, '"$1_at":"TIME"');
  return { told, stored: untimed };
}

test('in memory and over sockets every endpoint gives the same status, the same error and the same rows', async () => {
  const clock = virtualClock(Date.UTC(2026, 10, 22, 12));
  const inMemory = await questions(clock, (promise) => complete(clock, promise));
  const wall = wallClock((label, error) => {
    throw new Error(label, { cause: error });
  });
  const sockets = socketHosts();
  try {
    const overSockets = await questions(wall, (promise) => promise, sockets.resolve, sockets.serve);
    assert.ok(inMemory.told.length > 20);
    assert.deepEqual(overSockets.told, inMemory.told);
    assert.equal(overSockets.stored, inMemory.stored);
  } finally {
    wall.stop();
    await sockets.close();
  }
});
