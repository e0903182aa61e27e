import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDuration } from '../faults/duration.ts';
import { checkPlan } from '../faults/plan/read-plan.ts';
import { runPlan } from './run-plan.ts';

const seed = Number(process.env['GREENROOM_SEED'] ?? 20261122);
const runs = Number(process.env['GREENROOM_RUNS'] ?? 8);

/** In ms; written as durations. */
const at = fc.integer({ min: 1_000, max: 60_000 });
const lasting = fc.integer({ min: 1_000, max: 90_000 });
const phone = fc.constantFrom('ana', 'ben', 'cid');
const pairs = fc.constantFrom(['ana', 'ben'], ['ben', 'ana'], ['ana', 'cid'], ['cid', 'ben']);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      at,
      do: fc.constant('send'),
      pair: pairs,
      body: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ at, do: fc.constant('read'), pair: pairs }) },
  {
    weight: 1,
    arbitrary: fc.record({
      at,
      do: fc.constant('switch'),
      phone,
      setting: fc.constantFrom('airplane', 'rcs', 'e2ee'),
      on: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ at, fault: fc.constant('phone.airplaneMode'), phone, for: lasting }) },
  { weight: 1, arbitrary: fc.record({ at, fault: fc.constant('webhook.unavailable'), for: lasting }) },
);

/** A step as a plan file has it: durations as text, a pair of phones as the fields that its action has. */
function written({ pair, ...step }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const times = Object.entries(step).map(([key, value]) => [
    key,
    typeof value === 'number' ? formatDuration(value) : value,
  ]);
  const [first, second] = Array.isArray(pair) ? pair : [];
  const fields = step['do'] === 'send' ? { from: first, to: second } : { phone: first, peer: second };
  return { ...Object.fromEntries(times), ...(pair === undefined ? {} : fields) };
}

test(`whatever users do and whatever breaks, no invariant is violated and the world comes to rest (seed ${seed})`, async () => {
  let messages = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(), async (steps, worldSeed) => {
      const plan = checkPlan(
        {
          seed: worldSeed,
          world: {
            phones: [
              { name: 'ana', os: 'android' },
              { name: 'ben', os: 'ios' },
              { name: 'cid', os: 'ios' },
            ],
            carriers: ['north', 'south'],
            webhookRetryMs: [1000, 2000, 4000, 8000, 10_000],
          },
          steps: steps.map(written),
        },
        'plan',
      );
      const { verdicts, entries } = await runPlan(plan, { clock: 'virtual' });
      const bad = verdicts.filter(({ outcome, reason }) => outcome === 'violated' || /crash/.test(reason ?? ''));
      assert.deepEqual(bad, []);
      assert.ok(entries.some(({ kind, data }) => kind === 'world.settled' && 'quiet' in data && data.quiet));
      messages += entries.filter(({ kind }) => kind === 'ui.sent').length;
    }),
    { seed, numRuns: runs },
  );
  assert.ok(messages > runs, `only ${messages} messages were sent: the property saw next to nothing`);
});
