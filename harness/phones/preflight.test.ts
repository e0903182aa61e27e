import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClassedError } from '../rehearsal/classify.ts';
import { phoneState } from './preflight.ts';
import { phoneSettings, type Setting, type SettingsScreens } from './settings.ts';

function switches(on: Partial<Record<Setting, boolean>>): SettingsScreens & { readonly flips: string[] } {
  const now = new Map(Object.entries(on));
  const flips: string[] = [];
  return {
    flips,
    isOn: async (setting) => now.get(setting) ?? false,
    async flip(setting, position) {
      now.set(setting, position);
      flips.push(`${setting} ${position}`);
    },
  };
}

test('a phone is asked what it is and what it is set to', async () => {
  const settings = switches({ rcs: true });
  const state = await phoneState({ osBuild: async () => '18.5 22F76\n', app: async () => '1.0', settings });
  assert.deepEqual(state, { osBuild: '18.5 22F76', app: '1.0', airplane: 'off', rcs: 'on', e2ee: 'off' });
  assert.deepEqual(settings.flips, []);
});

test('a phone that an earlier run left in airplane mode is taken out of it', async () => {
  const settings = switches({ airplane: true, rcs: true, e2ee: true });
  const { airplane } = await phoneState({ osBuild: async () => '14', app: async () => '1', settings });
  assert.deepEqual([airplane, settings.flips], ['was on, is off now', ['airplane false']]);
});

test('what a phone does not tell is unknown, with the reason, and ends nothing', async () => {
  const settings = switches({ rcs: true });
  const state = await phoneState({
    osBuild: () => Promise.reject(new Error('adb_shell is not enabled\nStack')),
    app: async () => '',
    settings: {
      ...settings,
      isOn(setting) {
        if (setting === 'rcs') return Promise.resolve(true);
        return Promise.reject(new ClassedError('harness', 'the switch was not on the screen within 8 s.'));
      },
    },
  });
  const noSwitch = 'unknown: the switch was not on the screen within 8 s.';
  assert.deepEqual(state, {
    osBuild: 'unknown: adb_shell is not enabled',
    app: 'unknown: it says nothing',
    airplane: noSwitch,
    rcs: 'on',
    e2ee: noSwitch,
  });
});

test('switches that were flipped are put back, those that were not are left alone', async () => {
  const screens = switches({ rcs: true });
  const entries: unknown[] = [];
  const settings = phoneSettings('ana', screens, async (entry) => entries.push(entry));
  await settings.set('airplane', true);
  await settings.set('rcs', false);
  await settings.set('rcs', true);
  await settings.set('e2ee', false);
  await settings.putBack();
  assert.deepEqual(screens.flips, ['airplane true', 'rcs false', 'rcs true', 'airplane false']);
  assert.equal(entries.length, screens.flips.length);
  await settings.putBack();
  assert.equal(screens.flips.length, 4);
});
