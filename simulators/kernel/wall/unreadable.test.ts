import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { listenHttp } from './listen.ts';

/** What a socket answers to these bytes, until it closes. */
function answered(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
}

test('what is no HTTP request, or one for no host, is refused as problem+json', async () => {
  const listening = await listenHttp({}, async () => new Response('reached'));
  const long = 'x'.repeat(20_000);
  for (const [bytes, status] of [
    ['nonsense\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: a\r\nx-long: ${long}\r\n\r\n`, 431],
    ['TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 501],
    ['GET / HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 0\r\n\r\n', 417],
  ] as const) {
    const text = await answered(listening.port, bytes);
    assert.match(text, new RegExp(`^HTTP/1.1 ${status} `), text);
    assert.match(text, /^content-type: application\/problem\+json\r$/im);
    const body = JSON.parse(/\{.*\}/s.exec(text)?.[0] ?? '');
    assert.equal(body.status, status);
    assert.ok(body.type && body.title && body.detail);
  }
  assert.match(await answered(listening.port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'), /reached/);
  await listening.close();
});
