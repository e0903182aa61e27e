import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange, failureCode } from './exchange.ts';
import { BodyTooLargeError, readBody } from './http-body.ts';
import type { Fetch } from './network.ts';
import { virtualClock } from './virtual-clock.ts';

const never = new Promise<never>(() => {});

/** Asks for `http://a.test/` with a second to answer, and tells what came, and when. */
async function ask(fetch: Fetch, read: (response: Response) => Promise<unknown> = (response) => response.text()) {
  const clock = virtualClock(0);
  let result: { atMs: number; value?: unknown; error?: unknown } | undefined;
  exchange({ clock, fetch, timeoutMs: 1000 }, 'http://a.test/', {}, read).then(
    (value) => {
      result = { atMs: clock.now(), value };
    },
    (error: unknown) => {
      result = { atMs: clock.now(), error };
    },
  );
  await clock.runFor(5000);
  assert.ok(result, 'the exchange did not end');
  assert.equal(clock.pending(), 0, 'a timer is left');
  return result;
}

test('an answer in time is read; the deadline is forgotten', async () => {
  assert.deepEqual(await ask(async () => new Response('hello')), { atMs: 0, value: 'hello' });
});

test('no answer, no end of the answer: both end at the deadline, and the request is aborted', async () => {
  const requests: Request[] = [];
  const drip = (): Response => new Response(new ReadableStream({ pull: () => never }));
  for (const answer of [() => never, async () => drip()]) {
    const { atMs, error } = await ask((request) => {
      requests.push(request);
      return answer();
    });
    assert.deepEqual([atMs, failureCode(error)], [1000, 'ETIMEDOUT']);
  }
  assert.ok(requests.every(({ signal }) => signal.aborted));
});

test('a port that fetch asks nobody at is named as such, and no other text of a cause is', async () => {
  const blocked = await fetch('http://127.0.0.1:1/').catch((error: unknown) => error);
  assert.equal(failureCode(blocked), 'bad port');
  const quoting = new TypeError('fetch failed', { cause: new Error('bad port 1 of a secret') });
  assert.equal(failureCode(quoting), 'TypeError');
});

test('failures before, during and after the request are the caller’s to catch, and leave nothing behind', async () => {
  const refused = async (): Promise<never> => {
    throw new RangeError('no');
  };
  assert.equal(failureCode((await ask(refused)).error), 'RangeError');
  const { error } = await ask(async () => new Response(), refused);
  assert.equal(failureCode(error), 'RangeError');
  const clock = virtualClock(0);
  const asking = exchange(
    { clock, fetch: refused, timeoutMs: 1000 },
    'http://a.test/',
    { headers: { a: '\n\0' } },
    refused,
  );
  await assert.rejects(asking, TypeError);
  assert.equal(clock.pending(), 0);
});

test('a body is read up to its limit, whether it says its length or not', async () => {
  const bytes = (length: number) => new Uint8Array(length).fill(7);
  const stream = (...lengths: number[]) =>
    new Response(
      new ReadableStream<Uint8Array>({
        start(controller) {
          for (const length of lengths) controller.enqueue(bytes(length));
          controller.close();
        },
      }),
    );
  assert.deepEqual(await readBody(new Response(bytes(10)), 10), bytes(10));
  assert.deepEqual([...(await readBody(stream(4, 6), 10))], [...bytes(10)]);
  assert.equal((await readBody(new Response(null), 10)).length, 0);
  const announced = new Response('x', { headers: { 'content-length': '11' } });
  for (const large of [new Response(bytes(11)), stream(4, 7), announced]) {
    await assert.rejects(readBody(large, 10), BodyTooLargeError);
  }
});
