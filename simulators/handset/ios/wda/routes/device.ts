import { walk } from '../../../ui/node.ts';
import type { Device } from '../device.ts';
import { WdaError } from '../error.ts';
import { numberOf, textOf } from '../json.ts';
import { type Call, get, post, type Route } from '../route.ts';

/** Points, on iPhones with a notch. */
const statusBarHeight = 47;

function screen({ device: { phone } }: Call): object {
  const { width, height, scale } = phone.screen;
  const bar = [...walk(phone.tree())].find(({ type }) => type === 'XCUIElementTypeStatusBar');
  return {
    screenSize: { width, height },
    statusBarSize: { width: bar?.rect.width ?? width, height: bar?.rect.height ?? statusBarHeight },
    displayId: 1,
    scale,
  };
}

function information({ device: { phone, identity } }: Call): object {
  return {
    currentLocale: 'en_GB',
    timeZone: 'UTC',
    name: phone.name,
    model: 'iPhone',
    uuid: identity.udid,
    userInterfaceIdiom: 0,
    userInterfaceStyle: 'light',
    isSimulator: false,
    thermalState: 0,
  };
}

const windowSize = ({ device: { phone } }: Call): object => ({
  width: phone.screen.width,
  height: phone.screen.height,
});

const buttons = ['home', 'volumedown', 'volumeup'];

function pressButton({ device, arguments: { name } }: Call): null {
  const button = textOf(name) ?? '';
  if (!buttons.includes(button.toLowerCase())) {
    throw new WdaError(
      'unknown error',
      `The button '${button}' is not supported. The device under test only supports the following buttons: (${buttons.join(', ')})`,
    );
  }
  if (button.toLowerCase() === 'home') device.phone.home();
  return null;
}

function setLocked(device: Device, locked: boolean): null {
  device.locked = locked;
  return null;
}

function setOrientation({ arguments: { orientation } }: Call): null {
  if (textOf(orientation)?.toUpperCase() !== 'PORTRAIT') throw new WdaError('unknown error', 'Unable To Rotate Device');
  return null;
}

function setRotation({ arguments: { x, y, z } }: Call): null {
  const angles = [x, y, z].map(numberOf);
  if (angles.includes(undefined))
    throw new WdaError('invalid argument', 'x, y and z arguments must exist in the request body');
  if (angles.some((angle) => angle !== 0)) {
    throw new WdaError('invalid argument', 'Only the rotation (x = 0, y = 0, z = 0) is supported');
  }
  return null;
}

/** The most that the pasteboard holds, bytes. */
const mostPasteboardBytes = 1 << 20;

function setPasteboard({ device, arguments: { contentType, content } }: Call): null {
  const data = Buffer.from(textOf(content) ?? '', 'base64');
  if (data.length > mostPasteboardBytes) throw new WdaError('invalid argument', 'The pasteboard content is too large');
  const type = textOf(contentType) ?? 'plaintext';
  if (!['plaintext', 'image', 'url'].includes(type))
    throw new WdaError('unknown error', `Unsupported content type: ${type}`);
  device.pasteboard.set(type, data);
  return null;
}

export const deviceRoutes: readonly Route[] = [
  get('/screenshot', ({ device }) => Buffer.from(device.phone.screenshot()).toString('base64'), 'either'),
  get('/window/size', windowSize, 'either'),
  get('/window/rect', (call) => ({ x: 0, y: 0, ...windowSize(call) })),
  get('/wda/screen', screen, 'either'),
  get('/wda/screens', (call) => [{ ...screen(call), isMain: true }], 'either'),
  get('/wda/device/info', information, 'either'),
  get('/wda/batteryInfo', () => ({ level: 1, state: 3 })),
  post('/wda/pressButton', pressButton),
  post('/wda/lock', ({ device }) => setLocked(device, true), 'either'),
  post('/wda/unlock', ({ device }) => setLocked(device, false), 'either'),
  get('/wda/locked', ({ device }) => device.locked, 'either'),
  get('/orientation', () => 'PORTRAIT', 'either'),
  post('/orientation', setOrientation, 'either'),
  get('/rotation', () => ({ x: 0, y: 0, z: 0 }), 'either'),
  post('/rotation', setRotation),
  get('/wda/deviceOrientation', () => 'PORTRAIT', 'either'),
  post('/wda/setPasteboard', setPasteboard, 'either'),
  post(
    '/wda/getPasteboard',
    ({ device, arguments: { contentType } }) =>
      device.pasteboard.get(textOf(contentType) ?? 'plaintext')?.toString('base64') ?? '',
    'either',
  ),
  post('/wda/device/appearance', ({ arguments: { name } }) => appearance(textOf(name)), 'none'),
];

function appearance(name: string | undefined): null {
  if (name?.toLowerCase() === 'light') return null;
  if (name === undefined) throw new WdaError('invalid argument', "The appearance must be either 'light' or 'dark'");
  throw new WdaError('unsupported operation', 'A simulated iPhone has the light appearance only');
}
