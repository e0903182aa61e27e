import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBlobs } from '../../kernel/journal/blobs.ts';
import type { JournalEntry } from '../../kernel/journal/entry.ts';
import { journal } from '../../kernel/journal/journal.ts';
import { connectionError, type Fetch } from '../../kernel/network.ts';
import { seededRandom } from '../../kernel/random.ts';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { startMs } from '../fixture.ts';
import { webhookKeyRing } from '../standard-webhooks/key-ring.ts';
import { type DeliveryOptions, delivery } from './delivery.ts';
import { longestScheduleMs, rehearsalSchedule, retryAfterMs, standardSchedule } from './retry.ts';
import { standardFormat } from './wire/standard.ts';

const never = new Promise<Response>(() => {});

/** Delivers to an endpoint that answers as it is told to, one answer an attempt, the last one for ever. */
function rig(
  answers: readonly ((request: Request) => Promise<Response>)[],
  retry = rehearsalSchedule,
  options: Partial<DeliveryOptions> = {},
) {
  const clock = virtualClock(startMs);
  const ring = webhookKeyRing(seededRandom('keys'));
  const entries: JournalEntry[] = [];
  const book = journal(clock, memoryBlobs());
  book.subscribe((entry) => entries.push(entry));
  const attempts: { atMs: number; id: string; timestamp: string; signature: string; request: Request }[] = [];
  const fetch: Fetch = (request) => {
    const header = (name: string): string => request.headers.get(name) ?? '';
    const [id, timestamp, signature] = [header('webhook-id'), header('webhook-timestamp'), header('webhook-signature')];
    attempts.push({ atMs: clock.now() - startMs, id, timestamp, signature, request });
    return (answers[attempts.length - 1] ?? answers.at(-1) ?? (() => never))(request);
  };
  const endpoint = 'http://enterprise.test/webhooks/messages';
  const random = seededRandom('delivery');
  const made = delivery({
    clock,
    random,
    fetch,
    journal: book,
    endpoint,
    retry,
    format: standardFormat(ring.signing),
    ...options,
  });
  const deliver = (id: string): void => made.deliver(id, { message_id: id, status: 'sent' }, Buffer.from('{}'));
  const webhooks = { ...made, deliver };
  const said = <K extends JournalEntry['kind']>(kind: K) =>
    entries.flatMap((entry) => (entry.kind === kind ? [entry.data as JournalEntry<K>['data']] : []));
  return { clock, ring, webhooks, attempts, said };
}

const answer =
  (status: number, headers: Record<string, string> = {}) =>
  async () =>
    new Response(status === 204 ? null : 'said', { status, headers });

test('a failing endpoint is tried on schedule, and then the webhook is abandoned', async () => {
  const { clock, webhooks, attempts, said } = rig([answer(500)]);
  webhooks.deliver('msg_1');
  assert.ok(await clock.runUntilIdle(60_000));
  assert.deepEqual(
    attempts.map(({ atMs }) => atMs / 1000),
    [0, 1, 3, 7, 15, 25],
  );
  assert.deepEqual(
    said('webhook.attempt').map(({ next_ms }) => next_ms),
    [1000, 2000, 4000, 8000, 10_000, null],
  );
  assert.deepEqual(said('webhook.abandoned'), [
    { webhook_id: 'msg_1', attempts: 6, reason: 'the retry schedule is used up' },
  ]);
  assert.equal(webhooks.pending(), 0);
});

test('the id stays over retries; time and signature are those of the attempt', async () => {
  const { clock, webhooks, attempts } = rig([answer(503), answer(503), answer(204)]);
  webhooks.deliver('msg_1');
  await clock.runUntilIdle(60_000);
  assert.deepEqual(new Set(attempts.map(({ id }) => id)), new Set(['msg_1']));
  const seconds = attempts.map(({ timestamp }) => Number(timestamp) - startMs / 1000);
  assert.deepEqual(seconds, [0, 1, 3]);
  assert.equal(new Set(attempts.map(({ signature }) => signature)).size, 3);
  assert.equal(webhooks.pending(), 0);
});

test('the schedule of the specification runs over days of virtual time', async () => {
  const { clock, webhooks, attempts } = rig([answer(500)], standardSchedule);
  webhooks.deliver('msg_1');
  await clock.runUntilIdle(200 * 3_600_000);
  assert.equal(attempts.length, 10);
  const { delaysMs } = standardSchedule;
  const waits = attempts.slice(1).map(({ atMs }, index) => atMs - (attempts[index]?.atMs ?? 0));
  for (const [index, waitMs] of waits.entries()) {
    const scheduledMs = delaysMs[index] ?? 0;
    assert.ok(waitMs >= scheduledMs && waitMs < scheduledMs * 1.1, `${waitMs} of ${scheduledMs}`);
  }
  assert.ok(
    waits.some((waitMs, index) => waitMs !== delaysMs[index]),
    'nothing was drawn',
  );
  assert.ok((attempts.at(-1)?.atMs ?? 0) < longestScheduleMs(standardSchedule));
});

test('jitter is the same for the same seed, another for another webhook, and journaled', async () => {
  const waits = async (id: string): Promise<(number | null)[]> => {
    const { clock, webhooks, said } = rig([answer(500)], { ...rehearsalSchedule, jitter: 0.5 });
    webhooks.deliver(id);
    await clock.runUntilIdle(120_000);
    return said('webhook.attempt').map(({ next_ms }) => next_ms);
  };
  const once = await waits('msg_1');
  assert.deepEqual(await waits('msg_1'), once);
  assert.notDeepEqual(await waits('msg_2'), once);
  assert.notDeepEqual(once.slice(0, -1), rehearsalSchedule.delaysMs);
});

test('Retry-After puts an attempt off, in seconds or by date, and never brings it forward', async () => {
  const date = new Date(startMs + 60_000).toUTCString();
  const { clock, webhooks, attempts } = rig([
    answer(429, { 'retry-after': '20' }),
    answer(503, { 'retry-after': date }),
    answer(502, { 'retry-after': '0' }),
    answer(200),
  ]);
  webhooks.deliver('msg_1');
  await clock.runUntilIdle(120_000);
  assert.deepEqual(
    attempts.map(({ atMs }) => atMs / 1000),
    [0, 20, 60, 64],
  );
});

test('a Retry-After that would lose the webhook is cut to a day; nonsense counts as none', () => {
  const after = (value: string): number => retryAfterMs(new Headers({ 'retry-after': value }), startMs);
  assert.equal(after('999999999'), 86_400_000);
  assert.equal(after(new Date(startMs + 1e12).toUTCString()), 86_400_000);
  for (const value of [
    '',
    '-5',
    'soon',
    '1e99',
    '99999999999',
    '2036-11-22',
    '1/1/2036',
    new Date(startMs - 5000).toUTCString(),
  ]) {
    assert.equal(after(value), 0, value);
  }
});

test('each form of an HTTP-date is read as UTC, wherever the machine is', () => {
  const zone = process.env['TZ'];
  try {
    for (const there of ['UTC', 'America/New_York', 'Asia/Tokyo']) {
      process.env['TZ'] = there;
      for (const value of [
        'Sun, 22 Nov 2026 12:02:00 GMT',
        'Sunday, 22-Nov-26 12:02:00 GMT',
        'Sun Nov 22 12:02:00 2026',
      ])
        assert.equal(retryAfterMs(new Headers({ 'retry-after': value }), startMs), 120_000, `${value} in ${there}`);
    }
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
});

test('a redirect is a failure', async () => {
  const { clock, webhooks, attempts, said } = rig([answer(307, { location: 'http://elsewhere.test/' }), answer(204)]);
  webhooks.deliver('msg_1');
  await clock.runUntilIdle(60_000);
  assert.deepEqual(
    said('webhook.attempt').map(({ http_status }) => http_status),
    [307, 204],
  );
  assert.ok(attempts.every(({ request }) => request.redirect === 'manual' && request.url.includes('enterprise.test')));
});

test('an endpoint that never answers is given up at the timeout, and the request is aborted', async () => {
  const { clock, webhooks, attempts, said } = rig([() => never, answer(204)]);
  webhooks.deliver('msg_1');
  await clock.runUntilIdle(60_000);
  assert.deepEqual(
    attempts.map(({ atMs }) => atMs),
    [0, rehearsalSchedule.timeoutMs + 1000],
  );
  assert.deepEqual(
    said('webhook.attempt').map(({ error }) => error),
    ['ETIMEDOUT', null],
  );
  assert.ok(attempts[0]?.request.signal.aborted);
  assert.ok(!attempts[1]?.request.signal.aborted);
});

test('a connection that is reset is tried again', async () => {
  const reset = async (): Promise<Response> => {
    throw connectionError('ECONNRESET', 'enterprise.test');
  };
  const { clock, webhooks, said } = rig([reset, answer(200)]);
  webhooks.deliver('msg_1');
  await clock.runUntilIdle(60_000);
  assert.deepEqual(
    said('webhook.attempt').map(({ http_status, error }) => http_status ?? error),
    ['ECONNRESET', 200],
  );
});

test('an acknowledgement whose body drips for ever or breaks off is one all the same', async () => {
  const dripping = new ReadableStream({ pull: () => new Promise(() => {}) });
  const broken = new ReadableStream({
    pull() {
      throw new Error('cut');
    },
  });
  for (const stream of [dripping, broken]) {
    const { clock, webhooks, attempts } = rig([async () => new Response(stream)]);
    webhooks.deliver('msg_1');
    await clock.runUntilIdle(60_000);
    assert.deepEqual([attempts.length, webhooks.pending()], [1, 0]);
  }
});

test('410 disables the endpoint: what is under way is abandoned, and nothing more is sent until it is enabled', async () => {
  const { clock, webhooks, attempts, said } = rig([answer(500), answer(410), answer(204)]);
  webhooks.deliver('msg_1');
  await clock.runFor(10);
  webhooks.deliver('msg_2');
  await clock.runFor(10);
  webhooks.deliver('msg_3');
  await clock.runUntilIdle(60_000);
  assert.equal(attempts.length, 2);
  assert.ok(webhooks.disabled());
  assert.deepEqual(
    said('webhook.abandoned').map(({ webhook_id, attempts }) => [webhook_id, attempts]),
    [
      ['msg_1', 1],
      ['msg_2', 1],
      ['msg_3', 0],
    ],
  );
  webhooks.enable();
  webhooks.deliver('msg_4');
  await clock.runUntilIdle(60_000);
  assert.deepEqual([attempts.length, webhooks.pending()], [3, 0]);
});

test('an attempt that ends after its endpoint was disabled and enabled again starts nothing', async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const { clock, webhooks, attempts } = rig([() => promise, answer(410), answer(204)]);
  webhooks.deliver('msg_1');
  webhooks.deliver('msg_2');
  await clock.runFor(10);
  webhooks.enable();
  resolve(new Response(null, { status: 500 }));
  await clock.runUntilIdle(60_000);
  assert.deepEqual([attempts.length, webhooks.pending()], [2, 0]);
});

test('410 for what was sent before the endpoint was enabled says nothing of it now', async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const { clock, webhooks, attempts } = rig([() => promise, answer(204)]);
  webhooks.deliver('msg_1');
  await clock.runFor(10);
  webhooks.enable();
  resolve(new Response(null, { status: 410 }));
  await clock.runUntilIdle(60_000);
  assert.ok(!webhooks.disabled());
  assert.deepEqual([attempts.length, webhooks.pending()], [2, 0]);
});

test('webhooks do not wait for one another: one that fails holds up no other', async () => {
  let count = 0;
  const { clock, webhooks, attempts } = rig([
    async (request) => {
      count++;
      return new Response(null, { status: request.headers.get('webhook-id') === 'msg_1' ? 500 : 204 });
    },
  ]);
  for (const id of ['msg_1', 'msg_2', 'msg_3']) webhooks.deliver(id);
  await clock.runFor(0);
  assert.deepEqual([attempts.length, webhooks.pending(), count], [3, 1, 3]);
});

test('a retry is signed with the keys of its own time', async () => {
  const { clock, ring, webhooks, attempts } = rig([answer(500), answer(204)]);
  webhooks.deliver('msg_1');
  await clock.runFor(10);
  ring.introduce();
  await clock.runUntilIdle(60_000);
  assert.deepEqual(
    attempts.map(({ signature }) => signature.split(' ').length),
    [2, 4],
  );
});
