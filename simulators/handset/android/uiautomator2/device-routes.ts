import { pageSource } from '../accessibility/source.ts';
import { pressKey } from '../device/keyboard.ts';
import { apiLevel, densityDpi, screenPixels } from '../device/properties.ts';
import { optionalNumber, optionalString, requiredNumber, requiredString } from './body.ts';
import { AutomationError, invalidArgument, invalidElementState } from './error.ts';
import { get, post, type Route, type RouteCall } from './route.ts';
import { screenScreenshot } from './screenshot.ts';
import { settingsOf } from './session.ts';
import { isOn, updateSetting } from './settings.ts';

/** The status bar, dp. */
const statusBarDp = 24;

function source({ session, screen, device }: RouteCall): string {
  return pageSource(screen.read().root, device.phone, isOn(session.settings, 'allowInvisibleElements'));
}

function press({ body, device }: RouteCall): null {
  const code = Math.trunc(requiredNumber(body, 'keycode'));
  pressKey(device.phone, code, Math.trunc(optionalNumber(body, 'metastate') ?? 0), device.log);
  return null;
}

function deviceInfo({ device }: RouteCall): unknown {
  const { phone, properties, settings } = device;
  const { width, height } = screenPixels(phone);
  const cellular = {
    type: 0,
    typeName: 'MOBILE',
    subtype: 13,
    subtypeName: 'LTE',
    isConnected: true,
    detailedState: 'CONNECTED',
    state: 'CONNECTED',
    extraInfo: null,
    isAvailable: true,
    isFailover: false,
    isRoaming: false,
    capabilities: null,
  };
  return {
    androidId: settings.get('secure', 'android_id') ?? null,
    manufacturer: properties.get('ro.product.manufacturer'),
    model: phone.model,
    brand: properties.get('ro.product.brand'),
    apiVersion: String(apiLevel(phone)),
    platformVersion: phone.osVersion,
    carrierName: phone.airplaneMode ? '' : 'Simulated',
    realDisplaySize: `${width}x${height}`,
    displayDensity: densityDpi(phone),
    networks: phone.airplaneMode ? [] : [cellular],
    locale: 'en_US',
    timeZone: 'UTC',
    bluetooth: { state: 'OFF' },
  };
}

function setClipboard({ body, device }: RouteCall): null {
  const type = optionalString(body, 'contentType') ?? 'PLAINTEXT';
  if (type.toUpperCase() !== 'PLAINTEXT') {
    throw invalidArgument(`Only 'PLAINTEXT' content types are supported. '${type}' is given instead`);
  }
  device.clipboard.text = Buffer.from(requiredString(body, 'content'), 'base64').toString('utf8');
  return null;
}

function setOrientation({ body }: RouteCall): string {
  const wanted = requiredString(body, 'orientation').toUpperCase();
  if (wanted === 'PORTRAIT') return wanted;
  throw invalidElementState(`Screen rotation cannot be changed to ${wanted}: this simulated phone is portrait only`);
}

function updateSettings({ body, session, device }: RouteCall): null {
  for (const [name, value] of Object.entries(settingsOf(body))) {
    if (!updateSetting(session.settings, name, value)) device.log('info', `setting '${name}' is not known`);
  }
  return null;
}

const noAlert = (): never => {
  throw new AutomationError('no such alert', 'No alert is present on the screen');
};

/** Apps with a launchable activity. */
export const launchableApps = ({ device }: Pick<RouteCall, 'device'>): unknown =>
  device.packages
    .list()
    .flatMap(({ id, activity, label }) =>
      activity === undefined ? [] : [{ packageName: id, packageActivity: activity, appName: label ?? id }],
    );

/** Commands on the phone as a whole. */
export const deviceRoutes: readonly Route[] = [
  get('/source', source),
  get('/screenshot', ({ device }) => screenScreenshot(device.phone)),
  post('/back', ({ device }) => {
    device.phone.back();
    return null;
  }),
  get('/orientation', () => 'PORTRAIT'),
  post('/orientation', setOrientation),
  get('/rotation', () => ({ x: 0, y: 0, z: 0 })),
  get('/window/:windowHandle/size', ({ device }) => screenPixels(device.phone)),
  get('/alert/text', noAlert),
  post('/alert/accept', noAlert),
  post('/alert/dismiss', noAlert),
  get('/appium/settings', ({ session }) => session.settings),
  post('/appium/settings', updateSettings),
  post('/appium/reset_ax_cache', () => null),
  post('/appium/device/press_keycode', press),
  post('/appium/device/long_press_keycode', press),
  get('/appium/device/apps', launchableApps),
  get('/appium/device/pixel_ratio', ({ device }) => device.phone.screen.scale),
  get('/appium/device/display_density', ({ device }) => densityDpi(device.phone)),
  get('/appium/device/system_bars', ({ device }) => ({
    statusBar: Math.round(statusBarDp * device.phone.screen.scale),
  })),
  get('/appium/device/battery_info', () => ({ level: 1, status: 5 })),
  get('/appium/device/info', deviceInfo),
  post('/appium/device/get_clipboard', ({ device }) => Buffer.from(device.clipboard.text).toString('base64')),
  post('/appium/device/set_clipboard', setClipboard),
];
