import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { openSocketProxy } from './socket-proxy.ts';

const post = (): Request => new Request('http://enterprise.test/webhooks/messages', { method: 'POST', body: '{}' });

test('a reset is a real one: the client reads ECONNRESET', async () => {
  const proxy = await openSocketProxy();
  await assert.rejects(proxy.reset(post()), (error) => {
    assert.ok(error instanceof TypeError && error.cause instanceof Error && 'code' in error.cause);
    assert.equal(error.cause.code, 'ECONNRESET');
    return true;
  });
  await proxy.close();
});

test('a body that fails breaks the connection in the middle: its first half arrived, and the rest is an error', async () => {
  const proxy = await openSocketProxy();
  let pulls = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulls++ > 0) throw new Error('cut');
      controller.enqueue(Buffer.from('half of '));
    },
  });
  const answer = await proxy.answer(post(), {
    status: 202,
    headers: { 'x-probe': 'yes', 'content-length': '1000' },
    body,
  });
  assert.deepEqual([answer.status, answer.headers.get('x-probe')], [202, 'yes']);
  await assert.rejects(answer.text(), /terminated/);
  await proxy.close();
});

test('it listens on loopback only, and closing breaks what is open', async () => {
  const proxy = await openSocketProxy();
  const url = new URL(proxy.origin);
  assert.equal(url.hostname, '127.0.0.1');
  const elsewhere = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal);
  const hosts = ['127.0.0.2', ...(elsewhere ? [elsewhere.address] : [])];
  for (const host of hosts) {
    const refused = await new Promise((resolve) => {
      connect(Number(url.port), host)
        .once('error', () => resolve(true))
        .once('connect', () => resolve(false));
    });
    assert.equal(refused, true, host);
  }
  const never = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
  const answer = await proxy.answer(post(), { status: 200, headers: { 'content-length': '9' }, body: never });
  const broken = assert.rejects(answer.text());
  await proxy.close();
  await broken;
});
