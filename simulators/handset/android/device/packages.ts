import type { InstalledApp, Phone } from '../../phone.ts';

/** Appium's helper app. */
export const settingsAppId = 'io.appium.settings';
/** The app that holds the UiAutomator2 server. */
export const automationServerId = 'io.appium.uiautomator2.server';
/** The instrumentation that runs it. */
export const automationTestId = `${automationServerId}.test`;
/** The home screen. */
export const launcherId = 'com.google.android.apps.nexuslauncher';

/** The component that `am instrument` runs. */
export const automationRunner = `${automationTestId}/androidx.test.runner.AndroidJUnitRunner`;

/**
 * The versions that driver 8.7.0 ships. Preinstalled at these it has nothing to install, which takes 1.2 s off a fresh
 * phone's first session.
 */
export const driverPackages = {
  settings: { versionCode: 191, versionName: '8.0.9' },
  server: { versionCode: 278, versionName: '10.6.6' },
  test: { versionCode: 1, versionName: '1' },
} as const;

/** An installed package. */
export interface DevicePackage {
  readonly id: string;
  readonly versionCode: number;
  /** Digits and dots: the driver reads no other. */
  readonly versionName: string;
  /** The launchable activity, `.ui.ConversationListActivity`; absent when there is none. */
  readonly activity?: string;
  readonly label?: string;
  /** Whether the phone itself draws and runs it, or it is only a name on the device. */
  readonly of: 'phone' | 'device';
}

/** What `pm` knows: the phone's apps, and what adb put on the device. */
export interface PackageTable {
  list(): readonly DevicePackage[];
  find(id: string): DevicePackage | undefined;
  /** Adds or replaces a package. */
  install(found: Omit<DevicePackage, 'of'>): void;
  /** False for the phone's own apps, which are part of its system, and for unknown ones. */
  uninstall(id: string): boolean;
}

/** A whole number that grows with a version name: its digits, at most nine of them. */
export function versionCodeOf(versionName: string): number {
  const digits = versionName.replace(/\D+/g, '').slice(0, 9);
  return digits === '' ? 1 : Number(digits);
}

function ofPhone({ id, name, version, activity }: InstalledApp): DevicePackage {
  return {
    id,
    versionCode: versionCodeOf(version),
    versionName: /[\d.]+/.exec(version)?.[0] ?? '1',
    label: name,
    of: 'phone',
    ...(activity === undefined ? {} : { activity }),
  };
}

/** `preinstalled` false leaves the driver's helpers out, as on a phone that Appium never touched. */
export function packageTable(phone: Phone, preinstalled: boolean): PackageTable {
  const onDevice = new Map<string, DevicePackage>();
  const install: PackageTable['install'] = (found) => {
    onDevice.set(found.id, { ...found, of: 'device' });
  };
  install({ id: 'android', versionCode: 34, versionName: '14' });
  install({ id: launcherId, versionCode: 34, versionName: '14', activity: '.NexusLauncherActivity' });
  if (preinstalled) {
    install({ id: settingsAppId, ...driverPackages.settings, activity: '.Settings' });
    install({ id: automationServerId, ...driverPackages.server });
    install({ id: automationTestId, ...driverPackages.test });
  }
  const list = (): readonly DevicePackage[] => {
    const apps = phone.apps().map(ofPhone);
    return [...apps, ...[...onDevice.values()].filter(({ id }) => !apps.some((app) => app.id === id))];
  };
  return {
    list,
    find: (id) => list().find((found) => found.id === id),
    install,
    uninstall: (id) => !phone.apps().some((app) => app.id === id) && onDevice.delete(id),
  };
}

/** `pkg/.Activity` of a package; undefined without a launchable one. */
export const launchComponent = ({ id, activity }: DevicePackage): string | undefined =>
  activity === undefined ? undefined : `${id}/${activity}`;
