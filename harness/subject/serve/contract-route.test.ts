import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contractRoute } from './contract-route.ts';

test('a request below a tenant is named by its operation and its path without ids', () => {
  const found = (method: string, path: string) => contractRoute(method, path).operation;
  assert.equal(found('POST', '/t/tenant-1/records'), 'uploadRecord');
  assert.deepEqual(contractRoute('GET', '/t/tenant-1/records/rec_1'), {
    operation: 'readRecord',
    path: '/records/{record_id}',
  });
  assert.equal(found('POST', '/tenants'), 'makeTenant');
  assert.equal(found('GET', '/metrics'), 'readMetrics');
});

test('whatever strangers ask for is one thing', () => {
  for (const path of ['/', '/+447700900001', '/t/x', '/t/x/records/a/b/c/d/e/f', '/openapiXjson'])
    assert.deepEqual(contractRoute('GET', path), { operation: 'none', path: 'none' });
});
