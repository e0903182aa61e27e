import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { delay, HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { createHttpSubject } from './http-subject.ts';
import { SubjectError } from './subject.ts';

/** Somebody's archive that fails, asked with the process's own `fetch`. */
const archive = setupServer();
const clock = wallClock((label, error) => {
  throw new Error(label, { cause: error });
});
before(() => archive.listen({ onUnhandledFrame: 'error' }));
afterEach(() => archive.resetHandlers());
after(() => {
  archive.close();
  clock.stop();
});

const records = 'http://archive.test/records';
const subject = createHttpSubject({
  clock,
  fetch: (request) => fetch(request),
  baseUrl: 'http://archive.test',
  credentials: { auditor: 'auditor-token' },
  keys: { id: 'tenant', escrow: [], content: [] },
  timeoutMs: 200,
});

const says = (message: RegExp) => (error: unknown) => error instanceof SubjectError && message.test(error.message);

test('whatever an archive does wrong is an error of that question, and says what it was', async () => {
  const failures = [
    [() => new HttpResponse('busy', { status: 503, headers: { 'retry-after': '1' } }), /answered HTTP 503/],
    [() => HttpResponse.error(), /no answer/],
    [() => new HttpResponse('{"records":['), /not JSON/],
    [() => HttpResponse.json({ records: 'none' }), /outside the contract/],
    [() => HttpResponse.redirect('http://elsewhere.test/', 302), /answered HTTP 302/],
    [() => delay('infinite'), /no answer: ETIMEDOUT/],
  ] as const;
  for (const [answer, message] of failures) {
    archive.use(http.get(records, answer));
    await assert.rejects(subject.records(), says(message), message.source);
  }
});

test('after a failure the same question is answered', async () => {
  archive.use(
    http.get(records, () => new HttpResponse(null, { status: 500 }), { once: true }),
    http.get(records, ({ request }) => {
      assert.equal(request.headers.get('authorization'), 'Bearer auditor-token');
      return HttpResponse.json({ records: [], next: '0', more: false });
    }),
  );
  await assert.rejects(subject.records(), says(/HTTP 500/));
  assert.deepEqual(await subject.records(), { records: [], next: '0', more: false });
});
