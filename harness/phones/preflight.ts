import { googleMessages } from '../farm/android-capabilities.ts';
import { appleMessages } from '../farm/ios-capabilities.ts';
import { androidSettings } from './android-settings.ts';
import { iosSettings } from './ios-settings.ts';
import type { Setting, SettingsScreens } from './settings.ts';

/** What a phone is, and what it is set to, before anything is tried on it. What it does not tell is `unknown: why`. */
export interface PhoneState {
  /** The system's build: `14 AP2A.240805.005`. */
  readonly osBuild: string;
  /** Version of the messaging app. */
  readonly app: string;
  /** `off`, or that it was on and is off now: an earlier run was cut off in the air. */
  readonly airplane: string;
  readonly rcs: string;
  readonly e2ee: string;
}

/** How one system's phone answers each question. A question may throw: the answer is unknown then. */
export interface Questions {
  osBuild(): Promise<string>;
  app(): Promise<string>;
  readonly settings: SettingsScreens;
}

/**
 * Asks a phone, one question after the other: some go through the screens of its settings, where it is left. A phone in
 * airplane mode is taken out of it: nothing could be rehearsed there. Never throws.
 */
export async function phoneState({ osBuild, app, settings }: Questions): Promise<PhoneState> {
  const position = (setting: Setting) => async (): Promise<string> => ((await settings.isOn(setting)) ? 'on' : 'off');
  return {
    osBuild: await answer(osBuild),
    app: await answer(app),
    airplane: await answer(async () => {
      if (!(await settings.isOn('airplane'))) return 'off';
      await settings.flip('airplane', false);
      return 'was on, is off now';
    }),
    rcs: await answer(position('rcs')),
    e2ee: await answer(position('e2ee')),
  };
}

async function answer(question: () => Promise<string>): Promise<string> {
  try {
    return (await question()).trim() || 'unknown: it says nothing';
  } catch (error) {
    return `unknown: ${((error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '').replace(/^\[\w+\] /, '')}`;
  }
}

/** Through the driver's shell, which a provider may have closed, and the settings of Google Messages. */
export function askAndroid(session: WebdriverIO.Browser): Questions {
  const shell = async (command: string, ...args: string[]): Promise<string> =>
    String(await session.execute('mobile: shell', { command, args })).trim();
  return {
    async osBuild() {
      const [release, build] = [
        await shell('getprop', 'ro.build.version.release'),
        await shell('getprop', 'ro.build.display.id'),
      ];
      return [release, build].filter(Boolean).join(' ');
    },
    app: async () => /versionName=(\S+)/.exec(await shell('dumpsys', 'package', googleMessages.appPackage))?.[1] ?? '',
    settings: androidSettings(session),
  };
}

/** Through lockdown and the list of apps as the driver hands them on, and the Settings app. */
export function askIphone(session: WebdriverIO.Browser): Questions {
  return {
    async osBuild() {
      const lockdown = field(await session.execute('mobile: deviceInfo'), 'lockdownInfo');
      return [field(lockdown, 'ProductVersion'), field(lockdown, 'BuildVersion')].filter(Boolean).join(' ');
    },
    async app() {
      const apps: unknown = await session.execute('mobile: listApps', { applicationType: 'System' });
      return String(field(field(apps, appleMessages), 'CFBundleShortVersionString') ?? '');
    },
    settings: iosSettings(session),
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}
