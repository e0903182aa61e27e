import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { delay, HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { seededRandom } from '../../kernel/random.ts';
import { type WallClock, wallClock } from '../../kernel/wall/clock.ts';
import { installation } from './credentials.ts';
import { enterpriseClient } from './enterprise-client.ts';
import type { Upload } from './queue.ts';
import { memoryStorage } from './storage.ts';

/** An enterprise that fails, reached with the process's own `fetch`. */
const enterprise = setupServer();
let clock: WallClock;
before(() => {
  enterprise.listen({ onUnhandledFrame: 'error' });
  clock = wallClock((label, error) => {
    throw new Error(label, { cause: error });
  });
});
afterEach(() => enterprise.resetHandlers());
after(() => {
  enterprise.close();
  clock.stop();
});

const copy: Upload = {
  tenant: 'tenant',
  message_id: 'M1',
  logical_message_id: 'M1',
  custodian: '+447700900001',
  peer: '+447700900002',
  direction: 'out',
  version: 1,
  device_timestamp: '2026-11-22T12:00:00.000Z',
  content_hash: null,
  sealed: null,
};

const client = () =>
  enterpriseClient(
    { clock, fetch: (request) => fetch(request) },
    {
      mode: 'metadata-only',
      token: 'enrol',
      enterpriseUrl: 'http://enterprise.test',
      platformUrl: 'http://platform.test',
    },
    installation(memoryStorage(), seededRandom('installation')),
  );

const cases = [
  [
    '503 with Retry-After',
    () => new HttpResponse(null, { status: 503, headers: { 'retry-after': '5' } }),
    503,
    'later',
  ],
  ['429', () => new HttpResponse(null, { status: 429 }), 429, 'later'],
  ['a network that fails', () => HttpResponse.error(), null, 'later'],
  ['an answer of a captive portal', () => HttpResponse.html('<h1>Welcome</h1>'), 200, 'later'],
  ['JSON that is cut', () => new HttpResponse('{"record_id":', { status: 201 }), 201, 'later'],
  ['401', () => new HttpResponse(null, { status: 401 }), 401, 'unauthenticated'],
  ['413', () => new HttpResponse(null, { status: 413 }), 413, 'refused'],
  ['what was agreed', () => HttpResponse.json({ record_id: 'rec_1' }, { status: 201 }), 201, 'done'],
] as const;
for (const [name, answer, status, verdict] of cases) {
  test(`a copy that is answered with ${name} is to be ${verdict}`, async () => {
    enterprise.use(http.post('http://enterprise.test/records', answer));
    const [outcome] = await client().upload('device', [copy]);
    assert.deepEqual([outcome?.status, outcome?.verdict], [status, verdict]);
    assert.equal(outcome?.error === null, status !== null);
  });
}

test('an enterprise that never answers is given up after ten seconds', async () => {
  enterprise.use(http.post('http://enterprise.test/records', () => delay('infinite')));
  const outcome = client().upload('device', [copy]);
  await clock.advance(10_000);
  assert.deepEqual(await outcome, [{ status: null, error: 'ETIMEDOUT', verdict: 'later', offChain: false }]);
});

const problem = (name: string) => ({ type: `urn:greenroom:problem:${name}`, title: 'x', status: 409 });

test('of a batch each upload has its own outcome; a place in the chain that is wrong is put right and tried later', async () => {
  enterprise.use(
    http.post('http://enterprise.test/records/batch', () =>
      HttpResponse.json({
        outcomes: [
          { status: 201, record: { record_id: 'rec_1', manifest_sha256: null } },
          { status: 409, problem: problem('conflict') },
          { status: 409, problem: problem('manifest-gap') },
          { status: 201 },
        ],
      }),
    ),
  );
  const outcomes = await client().upload('device', [copy, copy, copy, copy, copy]);
  assert.deepEqual(
    outcomes.map(({ verdict, offChain }) => [verdict, offChain]),
    [
      ['done', false],
      ['refused', false],
      ['later', true],
      ['later', false],
      ['later', false],
    ],
  );
});

test('a batch that comes at a bad time waits as a whole; an archive without batches gets one by one', async () => {
  enterprise.use(http.post('http://enterprise.test/records/batch', () => new HttpResponse(null, { status: 503 })));
  const busy = await client().upload('device', [copy, copy]);
  assert.deepEqual(
    busy.map(({ status, verdict }) => [status, verdict]),
    [
      [503, 'later'],
      [503, 'later'],
    ],
  );
  let batches = 0;
  enterprise.use(
    http.post('http://enterprise.test/records/batch', () => {
      batches++;
      return new HttpResponse(null, { status: 404 });
    }),
    http.post('http://enterprise.test/records', () => HttpResponse.json({ record_id: 'rec_1' }, { status: 201 })),
  );
  const plain = client();
  for (let round = 0; round < 2; round++) {
    const outcomes = await plain.upload('device', [copy, copy]);
    assert.deepEqual(
      outcomes.map(({ verdict }) => verdict),
      ['done', 'done'],
    );
  }
  assert.equal(batches, 1, 'it is asked once');
});

test('a batch that is refused whole is uploaded one by one: what is wrong with it may be its size', async () => {
  for (const status of [400, 409, 413, 422]) {
    let alone = 0;
    enterprise.use(
      http.post('http://enterprise.test/records/batch', () => new HttpResponse(null, { status })),
      http.post('http://enterprise.test/records', () => {
        alone++;
        return alone === 2
          ? new HttpResponse(null, { status: 400 })
          : HttpResponse.json({ record_id: 'rec_1' }, { status: 201 });
      }),
    );
    const outcomes = await client().upload('device', [copy, copy, copy]);
    assert.deepEqual(
      outcomes.map(({ verdict }) => verdict),
      ['done', 'refused', 'done'],
    );
  }
});

test('enrolment that is answered with nonsense is tried later, and yields no credentials', async () => {
  for (const answer of [() => HttpResponse.json({ device_id: 7 }), () => HttpResponse.error()]) {
    enterprise.use(http.post('http://enterprise.test/enrolments', answer));
    const outcome = await client().enrol('+447700900001');
    assert.deepEqual([outcome.verdict, outcome.credentials], ['later', undefined]);
  }
});
