import type { Clock } from '../kernel/clock.ts';
import { memoryBlobs } from '../kernel/journal/blobs.ts';
import type { JournalEntry } from '../kernel/journal/entry.ts';
import { type Journal, journal } from '../kernel/journal/journal.ts';
import type { JournalKind } from '../kernel/journal/kinds.ts';
import { type Network, network } from '../kernel/network.ts';
import { type Random, seededRandom } from '../kernel/random.ts';
import { type VirtualClock, virtualClock } from '../kernel/virtual-clock.ts';
import type { RecordUpload } from './archive/schema.ts';
import type { EnrolmentMode, EnrolmentResponse } from './enrolment/schema.ts';
import { createEnterprise, type Enterprise, type EnterpriseOptions } from './enterprise.ts';
import type { CarrierEvent } from './platform/carrier-event.ts';
import { rehearsalSchedule } from './platform/retry.ts';

/** 2026-11-22T12:00:00Z. */
export const startMs = Date.UTC(2026, 10, 22, 12);
export const ana = '+447700900001';
export const ben = '+447700900002';

/** An enterprise, for tests, on either clock. */
export interface ClockedWorld<C extends Clock> {
  readonly clock: C;
  readonly random: Random;
  readonly network: Network;
  readonly journal: Journal;
  readonly enterprise: Enterprise;
  /** Every line of the journal. */
  readonly lines: readonly string[];
  entries<K extends JournalKind>(kind: K): JournalEntry<K>['data'][];
  /** Lets what was started come to its end. */
  complete<T>(promise: Promise<T>): Promise<T>;
  /** Starts an exchange from `node` and lets it come to its end. */
  ask(method: string, url: string, token: string | null, body?: unknown, node?: string): Promise<Answer>;
  enrol(custodian: string, mode?: EnrolmentMode): Promise<EnrolmentResponse>;
}
export type EnterpriseWorld = ClockedWorld<VirtualClock>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever JSON came
  readonly json: any;
}

export function enterpriseWorld(seed: number | string, options: Partial<EnterpriseOptions> = {}): EnterpriseWorld {
  const clock = virtualClock(options.clock?.now() ?? startMs);
  return worldOn(clock, (promise) => complete(clock, promise), seed, options);
}

/** The same on the machine's clock, for stores that are beyond a network. */
export function wallEnterpriseWorld(
  clock: Clock,
  seed: number | string,
  options: Partial<EnterpriseOptions> = {},
): ClockedWorld<Clock> {
  return worldOn(clock, (promise) => promise, seed, options);
}

function worldOn<C extends Clock>(
  clock: C,
  run: <T>(promise: Promise<T>) => Promise<T>,
  seed: number | string,
  options: Partial<EnterpriseOptions>,
): ClockedWorld<C> {
  const random = seededRandom(seed);
  const lines: string[] = [];
  const book = journal(clock, memoryBlobs(), (line) => lines.push(line));
  const net = network({ clock, random: random.split('network') });
  const enterprise = createEnterprise({
    random: random.split('enterprise'),
    retry: rehearsalSchedule,
    ...options,
    clock,
    journal: book,
    network: net,
  });

  async function ask(
    method: string,
    url: string,
    token: string | null,
    body?: unknown,
    node = 'test',
  ): Promise<Answer> {
    const headers = {
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const request = new Request(url, { method, headers, ...(body !== undefined && { body: text }) });
    const answer = await run(net.fetchFrom(node)(request));
    const content = await answer.text();
    return { status: answer.status, headers: answer.headers, json: content === '' ? null : JSON.parse(content) };
  }

  return {
    clock,
    random,
    network: net,
    journal: book,
    enterprise,
    lines,
    entries: (kind) =>
      lines.map((line) => JSON.parse(line)).flatMap((entry) => (entry.kind === kind ? [entry.data] : [])),
    complete: run,
    ask,
    async enrol(custodian, mode = 'escrow') {
      const installation_id = random.split(`installation ${custodian}`).uuid();
      const token = enterprise.tenant.enrolmentToken;
      const request = { installation_id, custodian, mode, endpoint_key: null };
      return (await ask('POST', 'http://enterprise.test/enrolments', token, request)).json;
    },
  };
}

/** Runs the clock until a promise is settled, a virtual minute at most. */
export async function complete<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const noticed = promise.finally(() => {
    settled = true;
  });
  noticed.catch(() => {});
  await clock.runUntil(() => settled, 60_000);
  if (!settled) throw new Error('not settled within a virtual minute');
  return noticed;
}

export function carrierEvent(change: Partial<CarrierEvent> = {}): CarrierEvent {
  return {
    message_id: 'M1',
    from: ana,
    to: ben,
    conversation_id: 'C1',
    status: 'sent',
    at_ms: startMs,
    ...change,
  };
}

/** A well-formed upload; the ciphertext opens nothing. */
export function upload(enrolled: EnrolmentResponse, change: Partial<RecordUpload> = {}): RecordUpload {
  const message_id = change.message_id ?? 'M1';
  return {
    tenant: enrolled.tenant,
    message_id,
    logical_message_id: message_id,
    custodian: enrolled.custodian,
    peer: ben,
    direction: 'out',
    version: 1,
    device_timestamp: '2026-11-22T12:00:00.000Z',
    content_hash: `hmac-sha256:content-1:${'ab'.repeat(32)}`,
    sealed: {
      to: 'escrow',
      kid: enrolled.escrow?.kid ?? '',
      enc: enrolled.escrow?.public_key ?? '',
      ciphertext: Buffer.alloc(80, 7).toString('base64'),
    },
    change: 'created',
    manifest: null,
    ...change,
  };
}
