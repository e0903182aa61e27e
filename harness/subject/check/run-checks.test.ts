import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionError } from '../../../simulators/kernel/network.ts';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { wallClock } from '../../../simulators/kernel/wall/clock.ts';
import { checkedOperations } from './checked-operations.ts';
import { checkReference } from './fixture-reference.ts';
import { checks, runChecks } from './run-checks.ts';
import { checkVerdict } from './verdict.ts';

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

test('where nobody listens nothing is kept, with whatever credentials', async () => {
  const clock = wallClock((label, error) => {
    throw new Error(label, { cause: error });
  });
  const secrets = [{ kid: 's1', key: new Uint8Array(32) }];
  const tenant = { baseUrl: 'http://127.0.0.1:9', enrolmentToken: 'enrols', auditorToken: 'audits' };
  const results = await runChecks({
    clock,
    fetch: () => Promise.reject(connectionError('ECONNREFUSED', 'nobody is there')),
    random: seededRandom('nobody'),
    tenant: { ...tenant, webhookKeys: { secrets, ed25519: [] } },
    unsupported: new Set(),
  });
  clock.stop();
  assert.equal(results.length, checks.length);
  assert.deepEqual(
    results.filter(({ outcome }) => outcome === 'kept'),
    [],
  );
  assert.equal(checkVerdict(results), 'unreached');
  assert.ok(
    results.some(({ outcome, why }) => outcome === 'not-tried' && why === "the operator's token was not given"),
  );
});
