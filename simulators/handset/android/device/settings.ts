import type { Phone } from '../../phone.ts';

/** One of Android's three tables of settings. */
export type SettingsNamespace = 'global' | 'secure' | 'system';

/** What `settings` reads and writes. Airplane mode is the phone's own, the rest lives here. */
export interface DeviceSettings {
  get(namespace: SettingsNamespace, key: string): string | undefined;
  put(namespace: SettingsNamespace, key: string, value: string): void;
  /** Whether there was such a setting. */
  delete(namespace: SettingsNamespace, key: string): boolean;
  list(namespace: SettingsNamespace): readonly (readonly [string, string])[];
}

/** Whether there is such a table. */
export const isSettingsNamespace = (name: string | undefined): name is SettingsNamespace =>
  name === 'global' || name === 'secure' || name === 'system';

const airplaneKey = 'airplane_mode_on';

/** Settings a namespace may hold, so that a script cannot grow it without end. */
const maxSettings = 4096;

/** The settings of a phone that was set up and not changed since. */
export function deviceSettings(phone: Phone): DeviceSettings {
  const tables: Record<SettingsNamespace, Map<string, string>> = {
    global: new Map([
      ['wifi_on', '1'],
      ['mobile_data', '1'],
      ['adb_enabled', '1'],
      ['device_provisioned', '1'],
      ['window_animation_scale', '1.0'],
      ['transition_animation_scale', '1.0'],
      ['animator_duration_scale', '1.0'],
    ]),
    secure: new Map([
      ['android_id', 'a1b2c3d4e5f60718'],
      ['default_input_method', 'com.google.android.inputmethod.latin/com.android.inputmethod.latin.LatinIME'],
      ['enabled_input_methods', 'com.google.android.inputmethod.latin/com.android.inputmethod.latin.LatinIME'],
      ['user_setup_complete', '1'],
    ]),
    system: new Map([
      ['screen_off_timeout', '1800000'],
      ['accelerometer_rotation', '0'],
      ['user_rotation', '0'],
    ]),
  };
  const isAirplane = (namespace: SettingsNamespace, key: string): boolean =>
    namespace === 'global' && key === airplaneKey;

  return {
    get: (namespace, key) =>
      isAirplane(namespace, key) ? (phone.airplaneMode ? '1' : '0') : tables[namespace].get(key),
    put(namespace, key, value) {
      // on a real phone the flag alone does nothing until a broadcast; here there is one truth, the phone's
      if (isAirplane(namespace, key)) return phone.setAirplaneMode(value === '1');
      if (tables[namespace].size < maxSettings || tables[namespace].has(key)) tables[namespace].set(key, value);
    },
    delete: (namespace, key) => !isAirplane(namespace, key) && tables[namespace].delete(key),
    list(namespace) {
      const rows: (readonly [string, string])[] = [...tables[namespace]];
      if (namespace === 'global') rows.push([airplaneKey, phone.airplaneMode ? '1' : '0']);
      return rows.sort(([a], [b]) => (a < b ? -1 : 1));
    },
  };
}
