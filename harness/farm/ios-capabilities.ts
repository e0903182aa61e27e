/** What a session on one iPhone needs to know. Ports are the test machine's. */
export interface IphoneTarget {
  readonly os: 'ios';
  readonly name: string;
  readonly udid: string;
  /** At least 18: the driver refuses a preinstalled WebDriverAgent below. */
  readonly osVersion: string;
  readonly simulated: boolean;
  /** Both absent where somebody else's Appium server chooses them. */
  readonly wdaLocalPort?: number;
  readonly mjpegServerPort?: number;
  /** A WebDriverAgent that is up already, where no tunnel can be had. */
  readonly webDriverAgentUrl?: string;
  /** Added last, as they are: `appium:updatedWDABundleId` of a phone of one's own, for instance. */
  readonly capabilities: Readonly<Record<string, unknown>>;
}

/** Apple's Messages. */
export const appleMessages = 'com.apple.MobileSMS';

export function iphoneCapabilities(phone: IphoneTarget): WebdriverIO.Capabilities {
  return {
    platformName: 'iOS',
    'appium:automationName': 'XCUITest',
    'appium:udid': phone.udid,
    'appium:platformVersion': phone.osVersion,
    'appium:bundleId': appleMessages,
    ...(phone.webDriverAgentUrl === undefined
      ? { 'appium:usePreinstalledWDA': true }
      : { 'appium:webDriverAgentUrl': phone.webDriverAgentUrl }),
    ...(phone.wdaLocalPort === undefined ? {} : { 'appium:wdaLocalPort': phone.wdaLocalPort }),
    // Its default, 9100, is silently shared by every phone.
    ...(phone.mjpegServerPort === undefined ? {} : { 'appium:mjpegServerPort': phone.mjpegServerPort }),
    'appium:noReset': true,
    'appium:forceAppLaunch': true,
    'appium:wdaStartupRetries': 1,
    'appium:wdaLaunchTimeout': 30_000,
    'appium:newCommandTimeout': 300,
    ...phone.capabilities,
  };
}
