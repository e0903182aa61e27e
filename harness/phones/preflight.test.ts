import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClassedError } from '../rehearsal/classify.ts';
import { phoneState } from './preflight.ts';

test('a phone is asked what it is and what it is set to', async () => {
  const state = await phoneState({
    osBuild: async () => '18.5 22F76\n',
    app: async () => '1.0',
    isOn: async (setting) => setting === 'rcs',
  });
  assert.deepEqual(state, { osBuild: '18.5 22F76', app: '1.0', rcs: 'on', e2ee: 'off' });
});

test('what a phone does not tell is unknown, with the reason, and ends nothing', async () => {
  const state = await phoneState({
    osBuild: () => Promise.reject(new Error('adb_shell is not enabled\nStack')),
    app: async () => '',
    isOn(setting) {
      if (setting === 'rcs') return Promise.resolve(true);
      return Promise.reject(new ClassedError('harness', 'the switch was not on the screen within 8 s.'));
    },
  });
  assert.deepEqual(state, {
    osBuild: 'unknown: adb_shell is not enabled',
    app: 'unknown: it says nothing',
    rcs: 'on',
    e2ee: 'unknown: the switch was not on the screen within 8 s.',
  });
});
