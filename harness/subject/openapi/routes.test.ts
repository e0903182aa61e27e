import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSubjectApp } from '../../../simulators/enterprise/subject-app.ts';
import { createTenant } from '../../../simulators/enterprise/tenant.ts';
import { memoryBlobs } from '../../../simulators/kernel/journal/blobs.ts';
import { journal } from '../../../simulators/kernel/journal/journal.ts';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { virtualClock } from '../../../simulators/kernel/virtual-clock.ts';
import { subjectDocument } from './documents.ts';

test('every route that the reference serves is described, and every described one is served', async () => {
  const clock = virtualClock(0);
  const random = seededRandom('routes');
  const subject = createSubjectApp({
    clock,
    random,
    journal: journal(clock, memoryBlobs()),
    tenant: createTenant(random),
    secrets: () => [],
    keySet: { current: async () => [], renew: async () => false },
    database: ':memory:',
  });
  const route = (method: string, path: string): string =>
    `${method.toUpperCase()} ${path.replaceAll(/:(\w+)(\{[^}]*\})?|\{(\w+)\}/g, '{}')}`;
  const served = subject.routes.map(({ method, path }) => route(method, path));
  const described = Object.entries(subjectDocument().paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => route(method, path)),
  );
  /** A wildcard stands for what is below it: tiles have paths of several lengths. */
  const serves = (one: string) => (other: string) =>
    one.endsWith('*') ? other.startsWith(one.slice(0, -1)) : one === other;
  assert.deepEqual(
    served.filter((one) => !described.some(serves(one))),
    [],
    'served and not described',
  );
  assert.deepEqual(
    described.filter((one) => !served.some((by) => serves(by)(one))),
    [],
    'described and not served',
  );
  assert.ok(described.length > 20);
  await subject.close();
});
