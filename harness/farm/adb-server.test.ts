import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonIn } from './adb-server.ts';

test('why adb could not serve is its last complaint, not what it only informs of', () => {
  const said = [
    'adb server is out of date',
    "adb F 11-22 10:00:00  5  5 main.cpp:163] could not install *smartsocket* listener: Address already in use'",
    'adb I 11-22 10:00:00  5  5 auth.cpp:416] adb_auth_init...',
    '',
  ].join('\n');
  assert.match(reasonIn(said) ?? '', /Address already in use/);
  assert.equal(reasonIn('adb I 11-22 10:00:00  5  5 auth.cpp:416] adb_auth_init...\n'), undefined);
});
