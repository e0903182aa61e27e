import assert from 'node:assert/strict';
import { memoryBlobs } from '../../kernel/journal/blobs.ts';
import { journal } from '../../kernel/journal/journal.ts';
import { network } from '../../kernel/network.ts';
import { type Random, seededRandom } from '../../kernel/random.ts';
import { type VirtualClock, virtualClock } from '../../kernel/virtual-clock.ts';
import { createEnterprise, type Enterprise } from '../enterprise.ts';
import { carrierEvent, complete, startMs } from '../fixture.ts';
import { mangledBody, mangledBytes, mangledHeaders, pick } from '../fixture-input.ts';
import { rehearsalSchedule } from '../platform/retry.ts';
import { type WebhookProfile, webhookProfiles } from '../webhook-profile.ts';

/** An enterprise of a profile, and a delivery that it took. */
interface Taken {
  readonly clock: VirtualClock;
  readonly enterprise: Enterprise;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
  rows(): Promise<number>;
}

const endpoint = 'http://enterprise.test/webhooks/messages';

async function taken(profile: WebhookProfile, seed: string): Promise<Taken> {
  const clock = virtualClock(startMs);
  const random = seededRandom(seed);
  const net = network({ clock, random: random.split('network') });
  const book = journal(clock, memoryBlobs());
  const enterprise = createEnterprise({
    clock,
    random,
    journal: book,
    network: net,
    retry: rehearsalSchedule,
    profile,
  });
  let last: Request | undefined;
  net.intercept('enterprise.test', (next) => (request) => {
    last = request.clone();
    return next(request);
  });
  enterprise.platform.observe(carrierEvent());
  await clock.runFor(1000);
  assert.ok(last, 'nothing was delivered');
  const { auditorToken } = enterprise.tenant;
  const headers = { authorization: `Bearer ${auditorToken}` };
  return {
    clock,
    enterprise,
    headers: Object.fromEntries(last.headers),
    body: new Uint8Array(await last.arrayBuffer()),
    async rows() {
      const answer = await enterprise.app(new Request('http://enterprise.test/events', { headers }));
      return ((await answer.json()) as { events: unknown[] }).events.length;
    },
  };
}

const kept = new Map<string, Promise<Taken>>();

/** A body that verifies nobody's signature: mangled as what it is, or with something deep or large in it. */
function otherBody(random: Random, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(body).toString();
  const how = random.below(4);
  if (how === 0) return mangledBytes(random, body);
  if (how === 1) return mangledBody(random, JSON.parse(text));
  const depth = 1 + random.below(20_000);
  const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  return Buffer.from(text.replace(/^\{/, `{"deep":${how === 2 ? deep : JSON.stringify(deep)},`));
}

/** Whatever comes to a receiver of any profile is refused as problem+json and not stored, or is the delivery itself. */
async function profiles(seed: number, index: number): Promise<void> {
  const random = seededRandom(`profiles ${seed} ${index}`);
  const profile = pick(random, webhookProfiles);
  const name = `${profile} ${seed}`;
  const made = kept.get(name) ?? taken(profile, name);
  kept.set(name, made);
  const { clock, enterprise, headers, body, rows } = await made;
  const sent = random.chance(0.5)
    ? { headers: mangledHeaders(random, headers), body }
    : { headers: new Headers(headers), body: otherBody(random, body) };
  const request = new Request(endpoint, { method: 'POST', ...sent });
  const response = await complete(clock, enterprise.app(request));
  const text = await response.text();
  assert.ok(response.status < 500, `HTTP ${response.status}: ${text}`);
  assert.equal(await rows(), 1, `${profile}: something was stored`);
  if (response.status < 300) return; // the same delivery, or one that says the same
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
}

/** Seeded malformed deliveries of every profile. */
export const profileFuzzers = [{ name: 'webhook-profiles', run: profiles }] as const;
