import { appleMessages } from '../farm/ios-capabilities.ts';
import { ClassedError } from '../rehearsal/classify.ts';
import { settings } from './apple-locators.ts';
import { find, type Target, tap } from './find.ts';
import type { Setting, SettingsScreens } from './settings.ts';

const settingsApp = 'com.apple.Preferences';

const switches: Readonly<Record<Setting, Target>> = {
  airplane: settings.airplaneSwitch,
  rcs: settings.rcsSwitch,
  e2ee: settings.e2eeSwitch,
};

/** Everything goes through the Settings app: iOS gives automation no other way to these switches, airplane mode included. */
export function iosSettings(session: WebdriverIO.Browser): SettingsScreens {
  async function openSwitch(setting: Setting): Promise<WebdriverIO.Element> {
    // WebDriverAgent takes the app of the session for crashed while it does not run, and refuses every question.
    await session.execute('mobile: activateApp', { bundleId: appleMessages });
    await session.execute('mobile: terminateApp', { bundleId: settingsApp });
    await session.execute('mobile: launchApp', { bundleId: settingsApp });
    if (setting !== 'airplane')
      for (const row of [settings.apps, settings.messages, settings.rcs]) await tap(session, row);
    return find(session, switches[setting]);
  }

  const isChecked = async (element: WebdriverIO.Element): Promise<boolean> =>
    (await element.getAttribute('value')) === '1';

  return {
    isOn: async (setting) => isChecked(await openSwitch(setting)),
    async flip(setting, on) {
      await (await find(session, switches[setting])).click();
      if ((await isChecked(await find(session, switches[setting]))) !== on)
        throw new ClassedError('harness', `the switch ${setting} did not turn ${on ? 'on' : 'off'}.`);
    },
  };
}
