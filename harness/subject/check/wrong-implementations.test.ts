import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckResult } from './finding.ts';
import { checkReference } from './fixture-reference.ts';
import { wrongReference } from './fixture-wrong-reference.ts';
import { wrongSources } from './fixture-wrong-sources.ts';
import { wrongWrappers } from './fixture-wrong-wrappers.ts';

/** Operations about which something was found. */
const found = (results: readonly CheckResult[]): ReadonlySet<string> =>
  new Set(
    results.flatMap(({ operation, outcome }) => (['lacks', 'wrong', 'accepts'].includes(outcome) ? [operation] : [])),
  );

test('there are at least twenty of each other', () => {
  const ids = [...wrongSources, ...wrongWrappers].map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.length >= 40);
});

for (const { id, title, operation, wrap } of wrongWrappers) {
  test(`${id}: ${title}: ${operation} is named`, async () => {
    const named = found(await checkReference({ wrap, only: [operation] }));
    assert.ok(named.has(operation), `found: ${[...named].join(', ') || 'nothing'}`);
  });
}

for (const wrong of wrongSources) {
  const { id, title, operation } = wrong;
  test(`${id}: ${title}: ${operation} is named`, async () => {
    const named = found(await checkReference({ only: [operation], createHost: await wrongReference(wrong) }));
    assert.ok(named.has(operation), `found: ${[...named].join(', ') || 'nothing'}`);
  });
}
