import type { AppendEntry } from '../stage/api.ts';

export type Setting = 'airplane' | 'rcs' | 'e2ee';

/** The switches of one phone that a rehearsal flips. Each flip goes into the journal. */
export interface PhoneSettings {
  /** Puts a switch into a position; one that is there already is left alone. @throws ClassedError (harness) */
  set(setting: Setting, on: boolean): Promise<void>;
  /** Puts every switch that was flipped back to where it was before the first flip. @throws ClassedError (harness) */
  putBack(): Promise<void>;
}

/** One system's way to its switches. Both leave the phone in its settings: a person opens Messages again afterwards. */
export interface SettingsScreens {
  isOn(setting: Setting): Promise<boolean>;
  flip(setting: Setting, on: boolean): Promise<void>;
}

export function phoneSettings(
  phone: string,
  screens: SettingsScreens,
  append: (entry: AppendEntry) => Promise<unknown>,
): PhoneSettings {
  /** What is not as it was, and how it was. */
  const flipped = new Map<Setting, boolean>();

  async function set(setting: Setting, on: boolean): Promise<void> {
    if ((await screens.isOn(setting)) === on) return;
    await append({ kind: 'ui.switched', data: { phone, setting, on } });
    if (flipped.get(setting) === on) flipped.delete(setting);
    else flipped.set(setting, !on);
    await screens.flip(setting, on);
  }

  return {
    set,
    async putBack() {
      for (const [setting, before] of [...flipped]) await set(setting, before);
    },
  };
}
