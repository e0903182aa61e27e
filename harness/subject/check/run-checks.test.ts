import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkedOperations } from './checked-operations.ts';
import { checkReference } from './fixture-reference.ts';
import { checks } from './run-checks.ts';

test('the reference keeps every promise of the contract, and each operation is tried', async () => {
  const results = await checkReference();
  assert.deepEqual(
    results.filter(({ outcome }) => outcome !== 'kept'),
    [],
  );
  assert.equal(results.length, checks.length);
  for (const { id, role } of checkedOperations) {
    if (role !== 'anyone') assert.ok(results.filter(({ operation }) => operation === id).length >= 3, id);
  }
});

test('what is declared unsupported is not tried, and what cannot be seen without it is unknown', async () => {
  const results = await checkReference({ unsupported: ['listEvents', 'enrolDevice'] });
  const by = (operation: string) => results.filter((result) => result.operation === operation);
  assert.ok(by('listEvents').every(({ outcome }) => outcome === 'not-tried'));
  assert.ok(by('receiveMessageEvent').some(({ outcome }) => outcome === 'unknown'));
  assert.ok(by('receiveMessageEvent').some(({ outcome }) => outcome === 'kept'));
  assert.deepEqual(
    results.filter(({ outcome }) => ['lacks', 'wrong', 'accepts'].includes(outcome)),
    [],
  );
});

test('without a second tenant nothing across tenants is tried, and said so', async () => {
  const results = await checkReference({ tenants: 1 });
  const left = results.filter(({ outcome }) => outcome !== 'kept');
  assert.ok(left.length >= 5);
  assert.ok(left.every(({ outcome, why }) => outcome === 'not-tried' && why?.includes('second tenant')));
});
