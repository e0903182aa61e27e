import { z } from 'zod';

/** What Greenroom itself tells the driver of a phone, and where a farm file says it instead. */
const reserved: Readonly<Record<string, string>> = {
  platformName: 'It follows from "os"',
  'appium:automationName': 'It follows from "os"',
  'appium:udid': 'Write it as "udid"',
  'appium:platformVersion': 'Write it as "osVersion"',
  'appium:noReset': 'Messages on the phone are never cleared',
  'appium:usePreinstalledWDA': 'WebDriverAgent is on the phone already',
  'appium:systemPort': 'Write it as "ports.systemPort"',
  'appium:wdaLocalPort': 'Write it as "ports.wdaLocalPort"',
  'appium:mjpegServerPort': 'Write it as "ports.mjpegServerPort"',
  'appium:adbPort': 'The adb server is chosen for all phones',
};

/** Names without a prefix that W3C WebDriver defines. */
const standard = [
  'acceptInsecureCerts',
  'browserName',
  'browserVersion',
  'pageLoadStrategy',
  'proxy',
  'setWindowRect',
  'strictFileInteractability',
  'timeouts',
  'unhandledPromptBehavior',
  'webSocketUrl',
];

/** Capabilities of a farm file: a provider's and a driver's own ones, never those that say which phone it is and how it is reached. */
export const ownCapabilities = z.record(z.string(), z.unknown()).superRefine((given, context) => {
  for (const [path, name] of names(given)) {
    const remedy = Object.hasOwn(reserved, name) ? reserved[name] : undefined;
    if (remedy !== undefined)
      context.addIssue({ code: 'custom', path, message: `must not be set here. ${remedy}: remove it` });
    else if (!name.includes(':') && !standard.includes(name))
      context.addIssue({ code: 'custom', path, message: `needs a prefix: write "appium:${name}"` });
  }
});

/** Every name with its place; Appium takes what is in `appium:options` as if it stood beside it. */
function* names(given: Readonly<Record<string, unknown>>): Generator<[path: string[], name: string]> {
  for (const name of Object.keys(given)) yield [[name], name];
  const options = given['appium:options'];
  if (typeof options !== 'object' || options === null) return;
  for (const name of Object.keys(options))
    yield [['appium:options', name], name === 'platformName' || name.includes(':') ? name : `appium:${name}`];
}
