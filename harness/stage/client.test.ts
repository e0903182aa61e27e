import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { StageError, stageClient } from './client.ts';

interface Seen {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly body: string;
}
const seen: Seen[] = [];
let answer: { status: number; body: string } = { status: 200, body: '{}' };

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};
const server = createServer(async (request, response) => {
  const body = await read(request);
  seen.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization, body });
  if (answer.status !== 0) response.writeHead(answer.status).end(answer.body);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => {
  server.closeAllConnections();
  server.close();
});
const controlUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const client = stageClient({ controlUrl, token: 't0ken', timeoutMs: 200 });

test('a call carries the token and its body, and its answer is checked', async () => {
  answer = { status: 200, body: '{"seq":7}' };
  const shown = { phone: 'ana', peer: '+447700900002', encrypted: true, bubbles: [] };
  assert.equal(await client.append({ kind: 'ui.shown', data: shown }), 7);
  assert.deepEqual(seen.at(-1), {
    line: 'POST /journal',
    authorization: 'Bearer t0ken',
    body: JSON.stringify({ kind: 'ui.shown', data: shown }),
  });
});

test('a fault is injected and healed by its id', async () => {
  answer = { status: 201, body: '{"fault_id":"f/1"}' };
  assert.equal(await client.inject({ fault: 'webhook.unavailable', status: 503, for: 'PT20S' }), 'f/1');
  answer = { status: 204, body: '' };
  await client.heal('f/1');
  assert.equal(seen.at(-1)?.line, 'DELETE /faults/f%2F1');
});

test('entries of a kind are what their kind says', async () => {
  const entry = (data: unknown): string => JSON.stringify({ entries: [{ seq: 1, at: '2026-11-22T08:00:00Z', data }] });
  answer = { status: 200, body: entry({ carrier: 'north', msisdn: '+447700900001' }) };
  const [only] = await client.recorded('carrier.provisioned');
  assert.equal(only?.data.carrier, 'north');
  answer = { status: 200, body: entry({ carrier: 7 }) };
  await assert.rejects(client.recorded('carrier.provisioned'), StageError);
});

const failures = [
  [
    { status: 409, body: '{"detail":"no scenario is running"}' },
    /refused POST \/journal with 409: no scenario is running/,
    409,
  ],
  [{ status: 502, body: 'bad gateway' }, /with 502: bad gateway/, 502],
  [{ status: 200, body: '<html>' }, /not JSON/, 200],
  [{ status: 200, body: '{"seq":"7"}' }, /not as agreed: seq /, 200],
  [{ status: 0, body: '' }, /did not answer POST \/journal: nothing within 200 ms/, null],
] as const;
for (const [reply, message, status] of failures) {
  test(`an answer that is not as agreed is a StageError: ${message.source}`, async () => {
    answer = reply;
    const entry = { kind: 'ui.switched', data: { phone: 'ana', setting: 'airplane', on: true } } as const;
    await assert.rejects(client.append(entry), (error) => {
      assert.ok(error instanceof StageError);
      assert.match(error.message, message);
      assert.equal(error.status, status);
      return true;
    });
  });
}

test('a world that is gone is a StageError without a status', async () => {
  const gone = stageClient({ controlUrl: 'http://127.0.0.1:2', token: 'x' });
  await assert.rejects(gone.endScenario(), { name: 'StageError', status: null, message: /ECONNREFUSED/ });
});
