import type { Json, JsonObject } from './json.ts';

/** The settings of a session as they are at its start (FBConfiguration). Most change how a real phone is read and mean nothing here. */
export const defaultSettings = {
  acceptAlertButtonSelector: '',
  accessibilityDeadline: 0,
  activeAppDetectionPoint: '64.00,64.00',
  animationCoolOffTimeout: 2,
  autoClickAlertSelector: '',
  boundElementsByIndex: false,
  defaultActiveApplication: 'auto',
  defaultAlertAction: '',
  dismissAlertButtonSelector: '',
  elementResponseAttributes: 'type,label',
  enforceCustomSnapshots: false,
  includeCustomActionsInPageSource: false,
  includeHittableInPageSource: false,
  includeMinMaxValueInPageSource: false,
  includeNativeAccessibilityElementInPageSource: false,
  includeNativeFrameInPageSource: false,
  keyboardAutocorrection: 0,
  keyboardPrediction: 0,
  limitXPathContextScope: true,
  maxTypingFrequency: 60,
  mjpegFixOrientation: false,
  mjpegScalingFactor: 100,
  mjpegServerFramerate: 10,
  mjpegServerScreenshotQuality: 25,
  reduceMotion: false,
  respectSystemAlerts: false,
  screenshotOrientation: 'auto',
  screenshotQuality: 3,
  shouldUseCompactResponses: true,
  snapshotMaxChildren: 2_147_483_647,
  snapshotMaxDepth: 50,
  useClearTextShortcut: true,
  useFirstMatch: false,
  waitForIdleTimeout: 10,
} as const;

type Widened<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : never;
export type Settings = { readonly [name in keyof typeof defaultSettings]: Widened<(typeof defaultSettings)[name]> };

/** Settings with changes applied. Names that do not exist and values that do not fit are passed over. */
export function changedSettings(settings: Settings, changes: JsonObject): Settings {
  const known = Object.entries(changes).flatMap(([name, value]): [string, Json][] => {
    const current: unknown = Object.hasOwn(settings, name) ? settings[name as keyof Settings] : undefined;
    const fitting = current !== undefined && value !== undefined ? converted(current, value) : undefined;
    return fitting === undefined ? [] : [[name, fitting]];
  });
  return { ...settings, ...Object.fromEntries(known) };
}

function converted(current: unknown, value: Json): Json | undefined {
  if (typeof current === 'boolean')
    return typeof value === 'boolean' || typeof value === 'number' ? Boolean(value) : undefined;
  if (typeof current === 'string' && value === null) return '';
  return typeof value === typeof current ? value : undefined;
}
