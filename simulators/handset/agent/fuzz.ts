import assert from 'node:assert/strict';
import { p256Generate } from '../../crypto/p256/key.ts';
import { mangledBody, mangledHeaders, pick } from '../../enterprise/fixture-input.ts';
import { memoryBlobs } from '../../kernel/journal/blobs.ts';
import { journal } from '../../kernel/journal/journal.ts';
import { connectionError, type Fetch } from '../../kernel/network.ts';
import { type Random, seededRandom } from '../../kernel/random.ts';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { createArchivalAgent } from './agent.ts';
import { memoryStorage } from './storage.ts';

const escrow = p256Generate(seededRandom('escrow of the fuzzed agent'));

const enrolmentAnswer = {
  device_id: 'dev_1',
  tenant: 'tenant-1',
  custodian: '+447700900001',
  mode: 'escrow',
  token: 'device.token',
  escrow: { kid: 'escrow-1', public_key: Buffer.from(escrow.publicKey).toString('base64') },
  content_hash_key: { kid: 'content-1', key: Buffer.alloc(32, 1).toString('base64') },
};

/** What an enterprise in order answers. */
function sane(request: Request): Response {
  if (request.url.endsWith('/enrolments')) return Response.json(enrolmentAnswer, { status: 201 });
  if (request.url.endsWith('/records')) return Response.json({ record_id: 'rec_1' }, { status: 201 });
  return new Response(null, { status: 204 });
}

/** What one out of order answers, or does not. 4xx are left out: those are answers for good. */
async function hostile(random: Random, request: Request): Promise<Response> {
  const how = random.below(8);
  if (how === 0) throw connectionError(pick(random, ['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND']), 'fuzz');
  if (how === 1) return new Promise(() => {});
  if (how === 2) return new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));
  const status = pick(random, [200, 201, 202, 204, 302, 401, 408, 429, 500, 502, 503]);
  const said = await sane(request).text();
  const body = status === 204 ? null : mangledBody(random, said === '' ? {} : JSON.parse(said));
  return new Response(body, { status, headers: mangledHeaders(random, { 'content-type': 'application/json' }) });
}

/** Whatever is answered for five minutes, the agent lives, and uploads its message once it is answered properly. */
async function answers(seed: number, index: number): Promise<void> {
  const random = seededRandom(`answers ${seed} ${index}`);
  const clock = virtualClock(0);
  const storage = memoryStorage();
  let isHostile = true;
  const fetch: Fetch = async (request) => {
    return isHostile ? hostile(random, request) : sane(request);
  };
  const agent = createArchivalAgent({
    clock,
    random: random.split('agent'),
    fetch,
    journal: journal(clock, memoryBlobs()),
    phone: 'ana',
    custodian: '+447700900001',
    storage,
    enrolment: { mode: 'escrow', token: 'enrol', enterpriseUrl: 'http://e.test', platformUrl: 'http://p.test' },
  });
  agent.enrol().catch(() => {});
  agent.captured({ message_id: 'M1', direction: 'out', peer: '+447700900002', body: 'x', sent_at_ms: 0, version: 1 });
  await clock.runFor(random.below(300_000));
  isHostile = false;
  agent.wake();
  agent.enrol().catch(() => {}); // 401 to an enrolment is an answer for good: whoever configured the phone tries again
  await clock.runFor(25_000);
  assert.equal(agent.pending(), 0, 'the message is not archived');
  agent.stop();
}

/** Seeded answers of enterprises out of order, to the agent. */
export const agentFuzzers = [{ name: 'agent-answers', run: answers }];
