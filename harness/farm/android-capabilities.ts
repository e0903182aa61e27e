/** What a session on one Android phone needs to know. Ports are the test machine's. */
export interface AndroidTarget {
  readonly os: 'android';
  readonly name: string;
  /** The adb serial: `R5CT..` or `127.0.0.1:40123`. */
  readonly udid: string;
  readonly osVersion: string;
  /** A simulated phone has the driver's servers installed already and needs no preparation. */
  readonly simulated: boolean;
  /** Both absent where somebody else's Appium server chooses them. */
  readonly adbPort?: number;
  readonly systemPort?: number;
  /** Added last, as they are. */
  readonly capabilities: Readonly<Record<string, unknown>>;
}

/** Google Messages. */
export const googleMessages = {
  appPackage: 'com.google.android.apps.messaging',
  appActivity: '.ui.ConversationListActivity',
} as const;

export function androidCapabilities(phone: AndroidTarget): WebdriverIO.Capabilities {
  return {
    platformName: 'Android',
    'appium:automationName': 'UiAutomator2',
    'appium:udid': phone.udid,
    ...(phone.adbPort === undefined ? {} : { 'appium:adbPort': phone.adbPort }),
    ...(phone.systemPort === undefined ? {} : { 'appium:systemPort': phone.systemPort }),
    'appium:appPackage': googleMessages.appPackage,
    'appium:appActivity': googleMessages.appActivity,
    // The conversations on the phone are the scenario's: never cleared, but the app starts at its first screen.
    'appium:noReset': true,
    'appium:forceAppLaunch': true,
    // Without it a phone that vanishes while a session starts takes the whole Appium server with it.
    'appium:ignoreHiddenApiPolicyError': true,
    // The adb server belongs to the rehearsal, not to a session.
    'appium:suppressKillServer': true,
    // A phone that froze is told from a slow one within seconds.
    'appium:adbExecTimeout': phone.simulated ? 10_000 : 20_000,
    'appium:uiautomator2ServerReadTimeout': 20_000,
    'appium:uiautomator2ServerLaunchTimeout': 30_000,
    'appium:newCommandTimeout': 300,
    ...(phone.simulated
      ? {
          'appium:skipServerInstallation': true,
          'appium:skipDeviceInitialization': true,
          'appium:skipUnlock': true,
        }
      : {}),
    ...phone.capabilities,
  };
}
