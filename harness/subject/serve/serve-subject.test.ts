import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { wallClock } from '../../../simulators/kernel/wall/clock.ts';
import { osRandomStream } from '../../../simulators/kernel/wall/os-random.ts';
import { createBench } from '../check/bench.ts';
import { enrol, event, upload } from '../check/made-up.ts';
import { makeTenant } from '../check/make-tenant.ts';
import { signDelivery } from '../check/sign-delivery.ts';
import { otlpReceiver } from './fixture-otlp.ts';
import { serveSubject } from './serve-subject.ts';

const operatorToken = 'operator-token-of-this-test';

async function serving(tracesTo?: string) {
  const server = await serveSubject({
    database: ':memory:',
    operatorToken,
    onCrash: (label, error) => {
      throw new Error(label, { cause: error });
    },
    ...(tracesTo !== undefined && { tracesTo }),
  });
  const clock = wallClock(() => {});
  const random = osRandomStream();
  const options = { clock, random, fetch: (request: Request) => fetch(request) };
  const tenant = await makeTenant({ ...options, url: server.origin, operatorToken });
  const bench = createBench({ ...options, tenant, unsupported: new Set() });
  return {
    server,
    bench,
    tenant,
    async close() {
      await server.close();
      clock.stop();
    },
  };
}

/** The value of a metric with these labels. */
function metric(text: string, name: string, labels = ''): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${name}${labels} `));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

test('requests, records, webhooks and refusals are counted, without numbers, tokens or ids', async () => {
  const { server, bench, tenant, close } = await serving();
  try {
    const device = await enrol(bench);
    const sent = upload(bench, device);
    for (const _ of [1, 2]) await bench.ask('uploadRecord', { token: device.token, json: sent });
    await bench.ask('uploadRecord', { token: 'nobody', json: sent });
    const told = event(bench);
    const bytes = JSON.stringify(told);
    await bench.ask('receiveMessageEvent', { bytes, headers: bench.sign(bytes, 'msg_1') });
    await bench.ask('receiveMessageEvent', {
      bytes,
      headers: signDelivery({ secrets: [], ed25519: [] }, 'm', 0, bytes),
    });
    await fetch(`${server.origin}/${sent.custodian}`);

    const answer = await fetch(`${server.origin}/metrics`);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    const requests = (operation: string, status: number) =>
      metric(text, 'greenroom_subject_requests_total', `{operation="${operation}",status="${status}"}`);
    assert.equal(requests('uploadRecord', 201), 1);
    assert.equal(requests('uploadRecord', 200), 1);
    assert.equal(requests('uploadRecord', 401), 1);
    assert.equal(requests('receiveMessageEvent', 204), 1);
    assert.equal(requests('none', 404), 1);
    assert.equal(metric(text, 'greenroom_subject_records_total', '{outcome="stored"}'), 1);
    assert.equal(metric(text, 'greenroom_subject_records_total', '{outcome="duplicate"}'), 1);
    assert.equal(metric(text, 'greenroom_subject_webhooks_total', '{outcome="stored"}'), 1);
    assert.equal(metric(text, 'greenroom_subject_refusals_total', '{problem="unauthenticated"}'), 1);
    assert.equal(metric(text, 'greenroom_subject_refusals_total', '{problem="not-found"}'), 1);
    assert.equal(metric(text, 'greenroom_subject_request_seconds_count', '{operation="uploadRecord"}'), 3);
    assert.equal(metric(text, 'greenroom_subject_webhook_age_seconds_count'), 1);
    assert.equal(metric(text, 'greenroom_subject_queue_length'), 1); // the scrape itself
    assert.ok((metric(text, 'greenroom_subject_queue_age_seconds') ?? 99) < 5);
    for (const secret of [
      device.token,
      tenant.auditorToken,
      sent.message_id,
      told.message_id,
      sent.custodian,
      '7700900',
    ])
      assert.ok(!text.includes(secret), `the metrics hold ${secret}`);
  } finally {
    await close();
  }
});

test('a span a request, in the caller’s trace, with the message’s id; no number or token', async () => {
  const receiver = await otlpReceiver();
  const { bench, tenant, close } = await serving(receiver.origin);
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  let device: Awaited<ReturnType<typeof enrol>>;
  let sent: ReturnType<typeof upload>;
  try {
    device = await enrol(bench);
    sent = upload(bench, device);
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    await bench.ask('uploadRecord', { token: device.token, json: sent, headers });
  } finally {
    await close();
  }
  const found = receiver.spans.find(({ attributes }) => attributes['greenroom.operation'] === 'uploadRecord');
  assert.ok(found, 'no span came');
  assert.equal(found.name, 'POST /records');
  assert.equal(found.traceId, trace);
  assert.equal(found.parentSpanId, '00f067aa0ba902b7');
  assert.equal(found.attributes['messaging.message.id'], sent.message_id);
  assert.equal(found.attributes['http.response.status_code'], 201);
  const other = receiver.spans.find(({ attributes }) => attributes['greenroom.operation'] === 'enrolDevice');
  assert.ok(other && other.traceId !== trace);
  for (const secret of [device.token, tenant.auditorToken, sent.custodian, '7700900'])
    assert.ok(!receiver.text().includes(secret), `the traces hold ${secret}`);
  await receiver.close();
});

test('the trace is handed on with what is fetched for a request', async () => {
  const receiver = await otlpReceiver();
  const heard: (string | null)[] = [];
  const { createServer } = await import('node:http');
  const platform = createServer((request, response) => {
    heard.push(request.headers['traceparent']?.toString() ?? null);
    response.end('{"keys":[]}');
  });
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
  const address = platform.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const { server, bench, close } = await serving(receiver.origin);
  try {
    const { webhookKeyRing } = await import('../../../simulators/enterprise/standard-webhooks/key-ring.ts');
    const asked = { clock: bench.clock, random: bench.random, fetch: (request: Request) => fetch(request) };
    const webhooks = { ring: webhookKeyRing(bench.random), keySetUrl: `http://127.0.0.1:${port}/jwks.json` };
    const at = await makeTenant({ ...asked, url: server.origin, operatorToken, webhooks });
    const bytes = JSON.stringify(event(bench));
    const onlyPublic = { secrets: [], ed25519: at.webhookKeys.ed25519 };
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const headers = { ...signDelivery(onlyPublic, 'msg_1', Date.now(), bytes), traceparent };
    const { status } = await bench.ask('receiveMessageEvent', { at, bytes, headers });
    assert.equal(status, 401); // nobody knows the key
    assert.equal(heard.length, 1);
    assert.match(heard[0] ?? '', /^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/);
  } finally {
    await close();
    platform.closeAllConnections();
    platform.close();
    await receiver.close();
  }
});

test('the contract is served at the root and below each tenant, and is valid', async () => {
  const { server, tenant, close } = await serving();
  try {
    const [root, below] = await Promise.all(
      [server.origin, tenant.baseUrl].map(async (base) => (await fetch(`${base}/openapi.json`)).text()),
    );
    assert.equal(root, below);
    const { valid, errors } = await new Validator().validate(JSON.parse(root ?? ''));
    assert.ok(valid, JSON.stringify(errors));
  } finally {
    await close();
  }
});
