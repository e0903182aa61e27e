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
  assert.equal(found('PUT', '/tenants/tenant-1/webhook-keys'), 'setWebhookKeys');
  assert.equal(found('GET', '/metrics'), 'readMetrics');
});

test('a tile is named by its operation, however many slashes its index has', () => {
  for (const index of ['000', '000.p/5', 'x001/067', 'x001/x234/067.p/255', 'x001/nothing/of/the/kind'])
    for (const [level, operation] of [
      ['0', 'readTile'],
      ['63', 'readTile'],
      ['entries', 'readEntries'],
    ])
      assert.equal(contractRoute('GET', `/t/tenant-1/log/tile/${level}/${index}`).operation, operation, index);
  assert.equal(contractRoute('GET', '/t/tenant-1/log/tile/0/x001/067').path, '/log/tile/{level}/{index}');
});

test('whatever strangers ask for is one thing', () => {
  for (const path of ['/', '/+447700900001', '/t/x', '/t/x/records/a/b/c/d/e/f', '/openapiXjson'])
    assert.deepEqual(contractRoute('GET', path), { operation: 'none', path: 'none' });
});
