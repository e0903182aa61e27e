import { invalidArgument } from './error.ts';

/**
 * The server's settings and their defaults (its model/settings). Only those that change what this phone answers are
 * read; the others are kept and given back, as they tune timing on a real one.
 */
const defaults = {
  actionAcknowledgmentTimeout: 3000,
  allowInvisibleElements: false,
  alwaysTraversableViewClasses: '',
  ignoreUnimportantViews: false,
  currentDisplayId: 0,
  deferAccessibilityCacheReset: false,
  disableIdLocatorAutocompletion: false,
  elementResponseAttributes: 'name,text',
  enableMultiWindows: false,
  enableNotificationListener: true,
  enableTopmostWindowFromActivePackage: false,
  enforceXPath1: false,
  includeA11yActionsInPageSource: false,
  includeExtraRenderingInfo: false,
  includeExtrasInPageSource: false,
  keyInjectionDelay: 0,
  limitXPathContextScope: true,
  mapTestTagToResourceId: false,
  mjpegBilinearFiltering: false,
  mjpegScalingFactor: 50,
  mjpegServerFramerate: 10,
  mjpegServerPort: 7810,
  mjpegServerScreenshotQuality: 50,
  normalizeTagNames: false,
  scrollAcknowledgmentTimeout: 200,
  serverPort: 6790,
  shouldUseCompactResponses: true,
  shutdownOnPowerDisconnect: true,
  simpleBoundsCalculation: false,
  snapshotMaxDepth: 70,
  trackScrollEvents: true,
  useResourcesForOrientationDetection: false,
  waitForIdleTimeout: 10_000,
  waitForSelectorTimeout: 10_000,
  wakeLockTimeout: 86_400_000,
} as const;

type SettingName = keyof typeof defaults;
/** The values of one session. */
export type DriverSettings = { -readonly [Name in SettingName]: boolean | number | string };

/** The settings of a new session. */
export const defaultSettings = (): DriverSettings => ({ ...defaults });

/** Whether a setting is on. */
export const isOn = (settings: DriverSettings, name: SettingName): boolean => settings[name] === true;

/**
 * Sets one; false for a name that the server does not know, which it skips. Throws `invalid argument` for a value of
 * another type.
 */
export function updateSetting(settings: DriverSettings, name: string, value: unknown, anyCase = false): boolean {
  const known = Object.keys(defaults).find((key) =>
    anyCase ? key.toLowerCase() === name.toLowerCase() : key === name,
  );
  if (known === undefined) return false;
  const setting = known as SettingName; // a key of `defaults`
  if (typeof value !== typeof defaults[setting] || typeof value === 'object') {
    throw invalidArgument(`Invalid setting value type. Got: ${typeof value}. Expected: ${typeof defaults[setting]}.`);
  }
  settings[setting] = value as boolean | number | string; // its type was just compared
  return true;
}
