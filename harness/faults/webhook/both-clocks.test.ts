import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faults } from '../registry.ts';
import { virtualRig, type WebhookRig, wallRig } from './fixture-rig.ts';

/** What one fault does to one delivery, in short. */
interface Case {
  readonly fault: string;
  readonly parameters?: object;
  /** After how many attempts the fault heals; default: after the second one, or, where one suffices, after that. */
  readonly healsAfter?: number;
  /** What the platform saw of each attempt. */
  readonly attempts: readonly (number | string)[];
  /** For every time that the receiver took it: whether it had it already. */
  readonly received: readonly boolean[];
  /** Statuses with which the receiver refused. */
  readonly refused?: readonly number[];
}

const cases: readonly Case[] = [
  { fault: 'webhook.unavailable', parameters: { status: 502 }, attempts: [502, 502, 204], received: [false] },
  { fault: 'webhook.throttled', parameters: { retryAfter: 0 }, attempts: [429, 429, 204], received: [false] },
  { fault: 'webhook.redirected', attempts: [307, 307, 204], received: [false] },
  { fault: 'webhook.gone', healsAfter: 1, attempts: [410, 204], received: [false] },
  { fault: 'webhook.hang', attempts: ['ETIMEDOUT', 'ETIMEDOUT', 204], received: [false] },
  { fault: 'webhook.reset', attempts: ['ECONNRESET', 'ECONNRESET', 204], received: [false] },
  { fault: 'webhook.truncated', attempts: [200], received: [false] },
  { fault: 'webhook.slowDrip', attempts: [200], received: [false] },
  { fault: 'webhook.midBody', attempts: [200], received: [false] },
  { fault: 'webhook.duplicate', attempts: [204], received: [false, true] },
  { fault: 'webhook.reordered', parameters: { holdMs: 50 }, attempts: [204], received: [false] },
  { fault: 'webhook.wrongSignature', attempts: [401, 401, 204], received: [false], refused: [401, 401] },
  {
    fault: 'webhook.replayedTimestamp',
    parameters: { afterMs: 1100 },
    attempts: [204],
    received: [false],
    refused: [401],
  },
  { fault: 'webhook.keyRotated', parameters: { overlapMs: 1 }, attempts: [503, 503, 204], received: [false] },
  { fault: 'webhook.keysStale', attempts: [401, 401, 204], received: [false], refused: [401, 401] },
  { fault: 'webhook.keysUnreachable', attempts: [401, 401, 204], received: [false], refused: [401, 401] },
  { fault: 'webhook.replyLost', attempts: ['ECONNRESET', 'ECONNRESET', 204], received: [false, true, true] },
  {
    fault: 'webhook.stalled',
    parameters: { status: 'sent' },
    attempts: ['ETIMEDOUT', 'ETIMEDOUT', 204],
    received: [false],
  },
];

/** A busy machine answers late: what is no timeout on one clock must be none on the other. */
const retry = { delaysMs: [100, 900, 1800], timeoutMs: 2500 };

async function seen(rig: WebhookRig, one: Case) {
  try {
    return await outcome(rig, one);
  } finally {
    await rig.close();
  }
}

async function outcome(
  rig: WebhookRig,
  { fault, parameters = {}, attempts, received, refused = [], healsAfter = 2 }: Case,
) {
  await rig.desk.inject(fault, parameters);
  rig.deliver('M1');
  await rig.until(() => rig.attempts().length === Math.min(attempts.length, healsAfter));
  const broken = () =>
    rig.of('webhook.received').length < received.length || rig.of('webhook.refused').length < refused.length;
  if (attempts.length === 1) await rig.until(() => !broken());
  await rig.desk.healAll();
  await rig.settle();
  return {
    attempts: rig.attempts(),
    received: rig.of('webhook.received').map(({ duplicate }) => duplicate),
    refused: rig.of('webhook.refused').map(({ http_status }) => http_status),
    rows: await rig.rows(),
  };
}

test('every webhook fault is among the cases', () => {
  const known = faults.filter(({ layer }) => layer === 'webhook').map(({ id }) => id);
  assert.deepEqual(cases.map(({ fault }) => fault).toSorted(), known.toSorted());
});

test('each fault shows the platform the same status or error and leaves the same rows on both clocks', {
  concurrency: true,
}, async (t) => {
  await Promise.all(
    cases.map((one) =>
      t.test(one.fault, async () => {
        const { attempts, received, refused = [] } = one;
        const expected = { attempts, received, refused, rows: ['M1 sent'] };
        assert.deepEqual(await seen(virtualRig({ retry }), one), expected, 'on the virtual clock');
        assert.deepEqual(await seen(await wallRig({ retry }), one), expected, 'over sockets');
      }),
    ),
  );
});
