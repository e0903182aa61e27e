import { googleMessages } from '../farm/android-capabilities.ts';
import { ClassedError } from '../rehearsal/classify.ts';
import { find, tap } from './find.ts';
import { messages, switchBeside, words } from './google-locators.ts';
import type { Setting, SettingsScreens } from './settings.ts';

/** Airplane mode goes through the driver, which asks the system; RCS and encryption through the app's own settings. */
export function androidSettings(session: WebdriverIO.Browser): SettingsScreens {
  const titles = { rcs: words.rcsSwitch, e2ee: words.e2eeSwitch } as const;

  async function openSwitch(setting: Exclude<Setting, 'airplane'>): Promise<WebdriverIO.Element> {
    await session.terminateApp(googleMessages.appPackage);
    await session.activateApp(googleMessages.appPackage);
    await tap(session, messages.account);
    await tap(session, messages.settings);
    await tap(session, messages.rcsChats);
    return find(session, switchBeside(titles[setting]));
  }

  async function airplane(): Promise<boolean> {
    const state: unknown = await session.execute('mobile: getConnectivity', { services: ['airplaneMode'] });
    return typeof state === 'object' && state !== null && 'airplaneMode' in state && state.airplaneMode === true;
  }

  const isChecked = async (element: WebdriverIO.Element): Promise<boolean> =>
    (await element.getAttribute('checked')) === 'true';

  return {
    isOn: async (setting) => (setting === 'airplane' ? airplane() : isChecked(await openSwitch(setting))),
    async flip(setting, on) {
      if (setting === 'airplane') {
        await session.execute('mobile: setConnectivity', { airplaneMode: on });
        if ((await airplane()) !== on) throw stuck(setting, on);
        return;
      }
      await (await find(session, switchBeside(titles[setting]))).click();
      if ((await isChecked(await find(session, switchBeside(titles[setting])))) !== on) throw stuck(setting, on);
    },
  };
}

const stuck = (setting: Setting, on: boolean): ClassedError =>
  new ClassedError('harness', `the switch ${setting} did not turn ${on ? 'on' : 'off'}.`);
