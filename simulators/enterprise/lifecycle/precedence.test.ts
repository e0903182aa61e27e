import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../../kernel/test-seed.ts';
import { policyOf } from '../policy/combine.ts';
import { profileNames } from '../policy/policy.ts';
import { type Coverable, covers, type Hold } from './hold.ts';
import { decide } from './precedence.ts';
import { type InForce, retained } from './retention.ts';

const seed = testSeed();
const custodians = ['+447700900001', '+447700900002', '+447700900003'] as const;
const time = fc.integer({ min: 0, max: 40 }).map((step) => Date.UTC(2026, 0, 1) + step * 3_600_000);
const later = fc.constantFrom(0, 1, 3_600_000, 400 * 86_400_000, 3_000 * 86_400_000);

const record: fc.Arbitrary<Coverable> = fc.record({
  custodian: fc.constantFrom(...custodians),
  device_at: time,
  archived_at: time,
});
const hold: fc.Arbitrary<Hold> = fc.record({
  hold_id: fc.uuid(),
  matter: fc.constantFrom('alpha', 'beta'),
  custodians: fc.option(fc.subarray([...custodians])),
  from_ms: fc.option(time),
  to_ms: fc.option(time),
  placed_at: time,
  released_at: fc.option(time),
});
const own = fc.constantFrom('PT1S', 'PT1H', 'P2D', 'P7Y');
const policy = fc
  .tuple(fc.subarray([...profileNames]), fc.option(own))
  .map(([names, period]) =>
    policyOf(
      names,
      period ? { retention: period, dispose: false, cold_after: null, rule: 'own', citation: 'Own' } : undefined,
    ),
  );
const history = fc.array(fc.tuple(policy, time), { minLength: 1, maxLength: 3 }).map((changes) =>
  changes
    .sort(([, a], [, b]) => a - b)
    .map(([policy, since], index): InForce & { policy: typeof policy } => ({
      policy,
      since: index === 0 ? 0 : since,
    })),
);

test('a hold on a time covers what was archived in it, whatever the clock of the device said', () => {
  const [from_ms, to_ms] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2)];
  const years = Date.UTC(9999, 11, 31);
  const scope = { custodians: null, from_ms, to_ms };
  assert.ok(covers(scope, { custodian: custodians[0], device_at: years, archived_at: from_ms }));
  assert.ok(covers(scope, { custodian: custodians[0], device_at: to_ms, archived_at: years }));
  assert.ok(!covers(scope, { custodian: custodians[0], device_at: years, archived_at: to_ms + 1 }));
});

test(`hold beats retention, retention beats erasure, and every refusal names its rule (seed ${seed})`, () => {
  const seen = { erased: 0, hold: 0, retention: 0, erasure: 0 };
  fc.assert(
    fc.property(
      record,
      fc.array(hold, { maxLength: 3 }),
      history,
      later,
      fc.constantFrom('request' as const, 'expiry' as const),
      (record, holds, history, laterMs, cause) => {
        const nowMs = record.archived_at + laterMs;
        const kept = retained(record.archived_at, history);
        const erasure = history.at(-1)?.policy.erasure_allowed ?? { value: true, rules: [] };
        const decision = decide({ cause, record, nowMs, holds, retained: kept, erasure });
        const held = holds.filter((one) => one.released_at === null && covers(one, record));
        const rule = decision.erase ? 'erased' : decision.rule;
        if (held.length > 0) assert.ok(held.some(({ matter }) => rule === `hold:${matter}`));
        else if (kept.until_ms > nowMs) assert.equal(rule, `retention:${kept.rule}`);
        else if (cause === 'request' && !erasure.value) assert.equal(rule, `erasure:${erasure.rules[0]?.id}`);
        else assert.equal(rule, 'erased');
        seen[(rule.split(':')[0] ?? '') as keyof typeof seen]++;
      },
    ),
    { seed, numRuns: 2_000 },
  );
  for (const [what, count] of Object.entries(seen)) assert.ok(count > 20, `${what}: only ${count}`);
});

test(`the longest retention wins, and none that was in force is ever shortened (seed ${seed})`, () => {
  fc.assert(
    fc.property(time, history, policy, later, (archivedAt, history, next, laterMs) => {
      const before = retained(archivedAt, history);
      const since = Math.max(archivedAt + laterMs, ...history.map((one) => one.since));
      const after = retained(archivedAt, [...history, { policy: next, since }]);
      assert.ok(after.until_ms >= before.until_ms, 'a later policy shortened what was kept');
      const alone = retained(archivedAt, [{ policy: next, since: 0 }]);
      assert.ok(after.until_ms >= alone.until_ms, 'a later policy does not lengthen what is kept');
      assert.equal(after.until_ms, Math.max(before.until_ms, alone.until_ms));
    }),
    { seed, numRuns: 500 },
  );
});

test('a policy that was over before a record came says nothing of it', () => {
  const rule = { id: 'own', text: 'Own.', citation: 'Own' };
  const history = [
    { policy: { retention: [{ period: 'P10D', rule }] }, since: 0 },
    { policy: { retention: [] }, since: 1_000 },
  ];
  assert.deepEqual(retained(999, history), { until_ms: 999 + 10 * 86_400_000, rule: 'own' });
  assert.equal(retained(1_000, history).rule, 'own'); // within one millisecond the stricter counts
  assert.deepEqual(retained(1_001, history), { until_ms: 1_001, rule: null });
});

test('a hold covers by custodian and by either time, its ends included', () => {
  const scope = { custodians: [custodians[0]], from_ms: 100, to_ms: 200 };
  const at = (device_at: number, archived_at: number): Coverable => ({
    custodian: custodians[0],
    device_at,
    archived_at,
  });
  assert.ok(covers(scope, at(100, 900)) && covers(scope, at(0, 200)));
  assert.ok(!covers(scope, at(99, 201)));
  assert.ok(!covers(scope, { ...at(150, 150), custodian: custodians[1] }));
  assert.ok(covers({ custodians: null, from_ms: null, to_ms: null }, at(0, 0)));
});
