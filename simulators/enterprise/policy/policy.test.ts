import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../../kernel/test-seed.ts';
import { noPolicy, policyOf } from './combine.ts';
import { endOf, isPeriod, longest } from './period.ts';
import { profileNames } from './policy.ts';
import { rules } from './rules.ts';

const seed = testSeed();
const day = 24 * 3_600_000;

test('periods are years of the calendar or a fixed length, and never shorter than they say', () => {
  assert.equal(endOf('P6Y', Date.UTC(2026, 10, 22, 12)), Date.UTC(2032, 10, 22, 12));
  assert.equal(endOf('P1Y', Date.UTC(2028, 1, 29)), Date.UTC(2029, 2, 1));
  assert.equal(endOf('P30D', 0), 30 * day);
  assert.equal(endOf('P1DT2H3M4.5S', 0), day + 2 * 3_600_000 + 3 * 60_000 + 4_500);
  for (const odd of ['', 'P', 'PT', 'P1', 'P1M', 'P1W', 'P-1D', 'P1DT', '6Y', 'P1Y2D', 'P999Y', ' P1D']) {
    assert.equal(isPeriod(odd), false, odd);
    assert.throws(() => endOf(odd, 0), RangeError);
  }
  assert.equal(longest(['P365D', 'P1Y', 'PT1S'], Date.UTC(2027, 5, 1)), 'P1Y'); // a leap day lies in that year
  assert.equal(longest([], 0), 'P0D');
});

test('no profile asks for nothing; each profile names the rule of every setting that it makes', () => {
  assert.deepEqual(
    [noPolicy.retention, noPolicy.consent_required.value, noPolicy.managed_device_required.value],
    [[], false, false],
  );
  assert.deepEqual([noPolicy.erasure_allowed.value, noPolicy.manifests.value], [true, 'optional']);
  const chosen = Object.fromEntries(profileNames.map((name) => [name, policyOf([name])]));
  assert.deepEqual(chosen['gdpr']?.consent_required, { value: true, rules: [rules.gdprConsent] });
  assert.deepEqual(chosen['gdpr']?.retention, []);
  assert.equal(chosen['sec-17a-4']?.permanence.value, 'worm');
  assert.deepEqual(chosen['mifid-ii']?.retention, [{ period: 'P5Y', rule: rules.mifidRetention }]);
  assert.equal(chosen['hipaa']?.erasure_allowed.value, false);
  for (const [name, policy] of Object.entries(chosen)) {
    for (const [setting, value] of Object.entries(policy)) {
      if (setting === 'profiles' || setting === 'retention' || setting === 'cold_after') continue;
      const isDefault = JSON.stringify(value) === JSON.stringify({ ...noPolicy[setting as 'manifests'], rules: [] });
      assert.ok(isDefault || value.rules.length > 0, `${name}: ${setting} names no rule`);
    }
  }
});

test(`profiles together demand what any of them demands, in whatever order they are named (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...profileNames], { minLength: 1 }), (names) => {
      const policy = policyOf(names);
      const apart = names.map((name) => policyOf([name]));
      for (const one of apart) {
        for (const { rule } of one.retention) assert.ok(policy.retention.some((kept) => kept.rule === rule));
        for (const key of ['consent_required', 'managed_device_required', 'holds_confidential'] as const)
          assert.ok(policy[key].value || !one[key].value, key);
        assert.ok(policy.manifests.value === 'required' || one.manifests.value === 'optional');
        assert.ok(policy.permanence.value === 'worm' || one.permanence.value !== 'worm');
      }
      const turned = policyOf([...names].reverse());
      for (const key of ['erasure_allowed', 'cold_after', 'dispose_after', 'subject_access_allowed'] as const)
        assert.deepEqual(policy[key].value, turned[key].value);
    }),
    { seed },
  );
});
