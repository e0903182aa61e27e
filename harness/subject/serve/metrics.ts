import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../../../simulators/kernel/clock.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import type { Fetch } from '../../../simulators/kernel/network.ts';
import { contractRoute } from './contract-route.ts';

/** What a server counts, for Prometheus. No number, token, id or body is in it: only operations, statuses and reasons. */
export interface SubjectMetrics {
  /** Counts what goes through. */
  measure(next: Fetch): Fetch;
  /** Counts what the archive journals. */
  observe(entry: JournalEntry): void;
  /** The exposition, and its media type. */
  scrape(): Promise<{ readonly text: string; readonly type: string }>;
}

/** How long work may take before it is slow, s: from a hit in memory to a disk that does not answer. */
const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** How old a delivery may be when it is stored, s: from at once to the end of the tolerance and retries. */
const ageBuckets = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200];

export function subjectMetrics(clock: Clock): SubjectMetrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'greenroom_subject_requests_total',
    help: 'Requests answered, by operation of the contract and status',
    labelNames: ['operation', 'status'],
    registers,
  });
  const latency = new Histogram({
    name: 'greenroom_subject_request_seconds',
    help: 'From the request to its answer',
    labelNames: ['operation'],
    buckets: latencyBuckets,
    registers,
  });
  const records = new Counter({
    name: 'greenroom_subject_records_total',
    help: 'Uploads that were acknowledged: stored, or there already',
    labelNames: ['outcome'],
    registers,
  });
  const webhooks = new Counter({
    name: 'greenroom_subject_webhooks_total',
    help: 'Webhooks that were acknowledged: stored, or there already',
    labelNames: ['outcome'],
    registers,
  });
  const refusals = new Counter({
    name: 'greenroom_subject_refusals_total',
    help: 'Requests that were refused, by the problem',
    labelNames: ['problem'],
    registers,
  });
  const age = new Histogram({
    name: 'greenroom_subject_webhook_age_seconds',
    help: 'How long before its acknowledgement a webhook was signed',
    buckets: ageBuckets,
    registers,
  });
  /** When each request that is being worked on came, ms. */
  const open = new Map<symbol, number>();
  new Gauge({
    name: 'greenroom_subject_queue_length',
    help: 'Requests that are being worked on',
    registers,
    collect() {
      this.set(open.size);
    },
  });
  new Gauge({
    name: 'greenroom_subject_queue_age_seconds',
    help: 'The age of the oldest request that is being worked on; 0 when there is none',
    registers,
    collect() {
      const [oldest = clock.now()] = open.values();
      this.set(Math.max(0, clock.now() - oldest) / 1000);
    },
  });

  function webhookAge(request: Request): void {
    const signedS = Number(request.headers.get('webhook-timestamp') ?? Number.NaN);
    if (Number.isFinite(signedS)) age.observe(Math.max(0, clock.now() / 1000 - signedS));
  }

  return {
    measure: (next) => async (request) => {
      const key = Symbol();
      const cameMs = clock.now();
      const { operation } = contractRoute(request.method, new URL(request.url).pathname);
      open.set(key, cameMs);
      let status = 'none';
      try {
        const answer = await next(request);
        status = String(answer.status);
        if (operation === 'receiveMessageEvent' && answer.ok) webhookAge(request);
        return answer;
      } finally {
        open.delete(key);
        requests.inc({ operation, status });
        latency.observe({ operation }, (clock.now() - cameMs) / 1000);
      }
    },
    observe({ kind, data }) {
      if (kind === 'archive.stored') records.inc({ outcome: data.duplicate ? 'duplicate' : 'stored' });
      else if (kind === 'webhook.received') webhooks.inc({ outcome: data.duplicate ? 'duplicate' : 'stored' });
      else if (kind === 'archive.refused' || kind === 'webhook.refused')
        refusals.inc({ problem: problemOf(data.reason) });
    },
    scrape: async () => ({ text: await registry.metrics(), type: registry.contentType }),
  };
}

/** The problem's name in a reason: `host: not-found: ..` is `not-found`. */
const problemOf = (reason: string): string => /^(?:host: )?([a-z-]{1,40}):/.exec(reason)?.[1] ?? 'other';
