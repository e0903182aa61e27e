import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { scheduler } from 'node:timers/promises';
import { remote } from 'webdriverio';
import { wallClock } from '../../kernel/wall/clock.ts';
import { readPng } from '../png/read.ts';
import { type IphoneFace, startIphoneFace } from './face.ts';
import { type AppiumServer, announceRegistry, freePort, privateFolder, startAppium } from './fixture-appium.ts';
import { type FixturePhone, fixturePhone } from './fixture-phone.ts';
import { tunnelAvailable } from './tunnel/available.ts';
import { startTunnelRegistry, type TunnelRegistry } from './tunnel/registry.ts';
import { startUsbmuxd, type Usbmuxd } from './usbmux/host.ts';

/**
 * The real Appium server and the real XCUITest driver drive a fixture phone both ways, over every kind of command that
 * scenarios use. One server holds both phones: one is found in the tunnel registry, the other by usbmuxd.
 */
const tunnel = await tunnelAvailable();
if (!tunnel) console.log('appium-ios-remotexpc is NOT INSTALLED: the tunnel way of driving iPhones is untested');
const messages = 'com.apple.MobileSMS';
const clock = wallClock((label, error) => assert.fail(`${label}: ${error}`));
const refusals: string[] = [];
const log = (line: string): number => refusals.push(line);

const phones = { tunnel: fixturePhone('ben'), url: fixturePhone('cid') };
const faces: { tunnel?: IphoneFace; url?: IphoneFace } = {};
let registry: TunnelRegistry;
let usbmuxd: Usbmuxd;
let appium: AppiumServer;

before(async () => {
  const folder = privateFolder();
  faces.tunnel = await startIphoneFace(phones.tunnel, { udid: '00008120-0000000000001000', clock, log });
  faces.url = await startIphoneFace(phones.url, { udid: '00008120-0000000000002000', clock, log, via: 'url' });
  registry = await startTunnelRegistry([faces.tunnel], { clock });
  usbmuxd = await startUsbmuxd([faces.url], { socketPath: join(folder, 'usbmuxd'), log });
  announceRegistry(folder, registry.port);
  appium = await startAppium(folder, usbmuxd.socketPath);
});

const used: { host: string; port: number }[] = [];

after(async () => {
  const { pid, folder, port } = appium;
  used.push({ host: '127.0.0.1', port }, { host: '127.0.0.1', port: registry.port });
  await usbmuxd.close();
  await appium.stop();
  await Promise.all([registry.close(), faces.tunnel?.close(), faces.url?.close()]);
  clock.stop();
  assert.equal(existsSync(folder), false, 'the private folder is left behind');
  assert.throws(() => process.kill(pid, 0), 'Appium is left behind');
  for (const { host, port: each } of used) assert.ok(await refused(host, each), `${host}:${each} is still open`);
  assert.deepEqual(refusals, [], 'a service refused what the driver sent');
});

function refused(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port }, () => resolve(false));
    socket.once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });
}

async function session(face: IphoneFace, platformVersion = '18.5'): Promise<WebdriverIO.Browser> {
  const [wdaLocalPort, mjpegServerPort] = [await freePort(), await freePort()];
  used.push({ host: '127.0.0.1', port: wdaLocalPort }, { host: '127.0.0.1', port: mjpegServerPort });
  const { reach } = face;
  return remote({
    hostname: '127.0.0.1',
    port: appium.port,
    logLevel: 'silent',
    connectionRetryCount: 0,
    connectionRetryTimeout: 30_000,
    waitforTimeout: 1_000,
    capabilities: {
      platformName: 'iOS',
      'appium:automationName': 'XCUITest',
      'appium:udid': face.udid,
      'appium:platformVersion': platformVersion,
      'appium:bundleId': messages,
      'appium:wdaLocalPort': wdaLocalPort,
      'appium:mjpegServerPort': mjpegServerPort,
      'appium:skipLogCapture': true,
      'appium:newCommandTimeout': 60,
      ...(reach.via === 'tunnel'
        ? { 'appium:usePreinstalledWDA': true }
        : { 'appium:webDriverAgentUrl': reach.webDriverAgentUrl }),
    },
  });
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Everything that the driver asks of an iPhone, in one session. */
async function tour(driver: WebdriverIO.Browser, phone: FixturePhone, face: IphoneFace): Promise<void> {
  const text = async (selector: string): Promise<string> => (await driver.$(selector)).getText();

  // finding
  assert.match(await driver.getPageSource(), /<XCUIElementTypeApplication[^>]*name="Messages"/);
  const compose = await driver.$('~composeButton');
  const id = await compose.elementId;
  for (const selector of [
    '-ios predicate string:type == "XCUIElementTypeButton" AND label CONTAINS[c] "compose"',
    '-ios class chain:**/XCUIElementTypeNavigationBar/XCUIElementTypeButton[`name == "composeButton"`]',
    '//XCUIElementTypeButton[@name="composeButton"]',
  ]) {
    assert.equal(await (await driver.$(selector)).elementId, id, selector);
  }
  assert.ok((await driver.$$('XCUIElementTypeCell').length) > 20);
  assert.equal(await (await driver.$('~nope')).isExisting(), false);
  assert.equal(await (await driver.$('-ios predicate string:label CONTAINS (')).isExisting(), false);
  const cell = await driver.$('~conversation-0');
  assert.equal(await (await cell.$('XCUIElementTypeStaticText')).getText(), 'hello');

  // writing a message
  await compose.click();
  await (await driver.$('~recipient')).setValue('+37060012345');
  await (await driver.$('~messageBodyField')).addValue('one-time 12-34 ąčę 😀');
  assert.equal(await text('~messageBodyField'), 'one-time 12-34 ąčę 😀');
  const recipient = await driver.$('~recipient');
  assert.equal(await recipient.getAttribute('value'), '+37060012345');
  assert.equal(await recipient.getAttribute('label'), 'To:');
  const send = await driver.$('~sendButton');
  assert.equal(await send.isEnabled(), true);
  assert.equal(await send.isDisplayed(), true);
  assert.deepEqual(await send.getSize(), { width: 390, height: 44 });
  assert.deepEqual(await send.getLocation(), { x: 0, y: 250 });
  await send.click();
  assert.deepEqual(phone.sent.at(-1), { to: '+37060012345', body: 'one-time 12-34 ąčę 😀' });
  assert.equal(await (await driver.$('~conversation-1')).getAttribute('label'), 'me, one-time 12-34 ąčę 😀');

  // pictures
  const screen = readPng(Buffer.from(await driver.takeScreenshot(), 'base64'));
  assert.deepEqual([screen.width, screen.height], [195, 422]);
  const button = await driver.$('~composeButton');
  const part = readPng(Buffer.from(await driver.takeElementScreenshot(await button.elementId), 'base64'));
  assert.deepEqual([part.width, part.height], [22, 22]);

  // apps
  const state = (bundleId: string): Promise<number> => driver.execute('mobile: queryAppState', { bundleId });
  assert.equal(await state(messages), 4);
  assert.equal(await driver.execute('mobile: terminateApp', { bundleId: messages }), true);
  assert.equal(await state(messages), 1);
  await driver.execute('mobile: activateApp', { bundleId: messages });
  await driver.execute('mobile: launchApp', { bundleId: 'com.apple.Preferences' });
  const info = await driver.execute<{ bundleId: string }, []>('mobile: activeAppInfo');
  assert.equal(info.bundleId, 'com.apple.Preferences');
  await driver.execute('mobile: backgroundApp', { seconds: 0.2 });
  assert.equal(phone.foreground(), 'com.apple.Preferences');
  await driver.execute('mobile: backgroundApp', { seconds: -1 });
  assert.equal(phone.foreground(), 'com.apple.springboard');
  const listed = await driver.execute<object, [object]>('mobile: listApps', { applicationType: 'System' });
  assert.deepEqual(Object.keys(listed).sort(), [messages, 'com.apple.Preferences']);
  assert.equal(await driver.execute('mobile: isAppInstalled', { bundleId: 'com.apple.Preferences' }), true);
  assert.equal(await driver.execute('mobile: isAppInstalled', { bundleId: 'com.nobody' }), false);
  if (face.reach.via === 'tunnel') {
    assert.equal(await driver.execute('mobile: killApp', { bundleId: 'com.apple.Preferences' }), true);
    assert.equal(phone.appState('com.apple.Preferences'), 1);
  }

  // the device
  const device = await driver.execute<{ name: string; lockdownInfo?: Record<string, unknown> }, []>(
    'mobile: deviceInfo',
  );
  assert.equal(device.name, phone.name);
  assert.equal(device.lockdownInfo?.['UniqueDeviceID'], face.udid);
  const size = await driver.execute<{ scale: number }, []>('mobile: deviceScreenInfo');
  assert.equal(size.scale, 3);
  const battery = await driver.execute<{ level: number }, []>('mobile: batteryInfo');
  assert.equal(battery.level, 1);
  assert.match(await driver.execute<string, []>('mobile: getDeviceTime'), /^2026-11-22T12:00:00/);

  // the airplane switch, in Settings
  await driver.execute('mobile: activateApp', { bundleId: 'com.apple.Preferences' });
  const airplane = await driver.$(
    '-ios class chain:**/XCUIElementTypeSwitch[`name == "com.apple.settings.airplaneMode"`]',
  );
  assert.equal(await airplane.getAttribute('value'), '0');
  await airplane.click();
  assert.equal(await airplane.getAttribute('value'), '1');
  assert.equal(phone.airplaneMode, true);
  await airplane.click();

  // gestures
  await driver.execute('mobile: activateApp', { bundleId: messages });
  assert.deepEqual(await driver.getWindowRect(), { x: 0, y: 0, width: 390, height: 844 });
  await driver.execute('mobile: dragFromToForDuration', { duration: 0.5, fromX: 200, fromY: 700, toX: 200, toY: 500 });
  assert.equal(phone.scrolled(), 200);
  await driver.execute('mobile: swipe', { direction: 'down' });
  assert.equal(phone.scrolled(), 0);
  const touch = driver.action('pointer', { parameters: { pointerType: 'touch' } });
  await touch.move({ x: 352, y: 122 }).down().pause(50).up().perform();
  await (await driver.$('~recipient')).waitForExist();
  await driver.execute('mobile: pressButton', { name: 'home' });
  assert.equal(phone.foreground(), 'com.apple.springboard');
  await driver.execute('mobile: activateApp', { bundleId: messages });

  // settings, waits, alerts, locks
  await driver.updateSettings({ snapshotMaxDepth: 40, pageSourceExcludedAttributes: 'visible' });
  assert.equal((await driver.getSettings())['snapshotMaxDepth'], 40);
  assert.doesNotMatch(await driver.getPageSource(), / visible=/);
  const json = await driver.execute<{ type: string }, [object]>('mobile: source', { format: 'json' });
  assert.equal(json.type, 'Application');
  await driver.setTimeout({ implicit: 300 });
  assert.equal(await (await driver.$('~nope')).isExisting(), false);
  await driver.setTimeout({ implicit: 0 });
  await assert.rejects(driver.getAlertText(), /no such alert|modal dialog/);
  await driver.execute('mobile: lock');
  assert.equal(await driver.execute('mobile: isLocked'), true);
  await driver.execute('mobile: unlock');
  assert.equal(await driver.getOrientation(), 'PORTRAIT');
  assert.equal(await driver.isKeyboardShown(), false);
}

/** Finds and clicks many times, as specs do. */
async function pace(driver: WebdriverIO.Browser): Promise<{ find: number; click: number }> {
  const [find, click]: [number[], number[]] = [[], []];
  for (let n = 0; n < 40; n++) {
    const began = performance.now();
    const found = await driver.findElement('accessibility id', n % 2 === 0 ? 'composeButton' : 'Cancel');
    const at = performance.now();
    await driver.elementClick(found['element-6066-11e4-a52e-4f735466cecf'] ?? '');
    find.push(at - began);
    click.push(performance.now() - at);
  }
  return { find: median(find), click: median(click) };
}

async function drive(via: 'tunnel' | 'url'): Promise<void> {
  const face = faces[via];
  assert.ok(face);
  const starts: number[] = [];
  for (const what of ['tour', 'pace', 'pace'] as const) {
    const began = performance.now();
    const driver = await session(face);
    starts.push(performance.now() - began);
    try {
      if (what === 'tour') await tour(driver, phones[via], face);
      else if (starts.length === 2) {
        const { find, click } = await pace(driver);
        console.log(
          `iPhone by ${via}: find ${ms(find)}, click ${ms(click)}, find + click ${ms(find + click)} (medians)`,
        );
      }
    } finally {
      await driver.deleteSession();
    }
    if (via === 'tunnel') assert.equal(face.automationRunning(), false, 'WebDriverAgent is killed after a session');
  }
  console.log(`iPhone by ${via}: session start ${starts.map(ms).join(', ')}`);
}

test('the driver tours an iPhone over the tunnel', { skip: !tunnel && 'appium-ios-remotexpc is NOT INSTALLED' }, () =>
  drive('tunnel'),
);

test('the driver tours an iPhone by URL, on a cable', () => drive('url'));

test("without RemoteXPC the driver's older client reads the phone through usbmuxd and lockdownd", async () => {
  assert.ok(faces.url);
  const driver = await session(faces.url, '17.5'); // too old for RemoteXPC, in the driver's eyes
  try {
    const device = await driver.execute<{ lockdownInfo?: Record<string, unknown> }, []>('mobile: deviceInfo');
    assert.equal(device.lockdownInfo?.['UniqueDeviceID'], faces.url.udid);
    assert.match(await driver.execute<string, []>('mobile: getDeviceTime'), /^2026-11-22T12:00:00/);
    assert.equal(await driver.execute('mobile: isAppInstalled', { bundleId: messages }), true);
  } finally {
    await driver.deleteSession();
  }
});

test('an automation server that crashes fails its session, and the next session starts it again', {
  skip: !tunnel && 'appium-ios-remotexpc is NOT INSTALLED',
}, async () => {
  const { tunnel: face } = faces;
  assert.ok(face);
  const driver = await session(face);
  await face.crashAutomation();
  await assert.rejects(driver.getPageSource());
  await driver.deleteSession().catch(() => undefined);
  const next = await session(face);
  assert.match(await next.getPageSource(), /Messages/);
  await next.deleteSession();
});

test('a dropped tunnel fails the session, and a restored one carries the next', {
  skip: !tunnel && 'appium-ios-remotexpc is NOT INSTALLED',
}, async () => {
  const { tunnel: face } = faces;
  assert.ok(face);
  const driver = await session(face);
  const pending = assert.rejects(driver.execute('mobile: backgroundApp', { seconds: 30 }));
  while (phones.tunnel.foreground() === messages) await scheduler.wait(10);
  await face.dropTunnel();
  await pending;
  await face.restoreTunnel();
  await driver.deleteSession().catch(() => undefined);
  const next = await session(face);
  assert.match(await next.getPageSource(), /Messages/);
  await next.deleteSession();
});
