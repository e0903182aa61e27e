import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { delay, HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { StageError, stageClient } from './client.ts';

/** The control API of a world that fails as worlds do, in the process of the client. */
const world = setupServer();
before(() => world.listen({ onUnhandledFrame: 'error' }));
afterEach(() => world.resetHandlers());
after(() => world.close());

const faults = 'http://127.0.0.1:4723/faults';
const client = stageClient({ controlUrl: 'http://127.0.0.1:4723', token: 't0ken', timeoutMs: 200 });
const inject = (): Promise<string> => client.inject({ fault: 'webhook.hang' });

const broken = (message: RegExp, status: number | null) => (error: unknown) => {
  assert.ok(error instanceof StageError);
  assert.match(error.message, message);
  assert.equal(error.status, status);
  return true;
};

test('503 with Retry-After is refused with its status, and not tried again behind the back of the caller', async () => {
  let calls = 0;
  world.use(
    http.post(faults, () => {
      calls++;
      return HttpResponse.json({ detail: 'starting' }, { status: 503, headers: { 'retry-after': '1' } });
    }),
  );
  await assert.rejects(inject(), broken(/refused POST \/faults with 503: starting/, 503));
  assert.equal(calls, 1);
});

test('an answer that comes too late is no answer; one in time is taken', async () => {
  world.use(
    http.post(faults, async () => {
      await delay(1000);
      return HttpResponse.json({ fault_id: 'f1' });
    }),
  );
  await assert.rejects(inject(), broken(/nothing within 200 ms/, null));
  world.use(
    http.post(faults, async () => {
      await delay(20);
      return HttpResponse.json({ fault_id: 'f2' }, { status: 201 });
    }),
  );
  assert.equal(await inject(), 'f2');
});

test('a network that fails, JSON that is cut and a redirect are errors that say which', async () => {
  world.use(http.post(faults, () => HttpResponse.error()));
  await assert.rejects(inject(), broken(/did not answer POST \/faults/, null));
  world.use(http.post(faults, () => new HttpResponse('{"fault_id":', { status: 201 })));
  await assert.rejects(inject(), broken(/not JSON/, 201));
  world.use(http.post(faults, () => HttpResponse.redirect('http://elsewhere.test/', 307)));
  await assert.rejects(inject(), broken(/with 307/, 307));
});
