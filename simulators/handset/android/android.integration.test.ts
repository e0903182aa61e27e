import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { seededRandom } from '../../kernel/random.ts';
import { type WallClock, wallClock } from '../../kernel/wall/clock.ts';
import { readPng } from '../png/read.ts';
import { driverPackages } from './device/packages.ts';
import { type AndroidFace, startAndroidFace } from './face.ts';
import { type FixturePhone, fixturePhone, messagesId, settingsId } from './fixture-phone.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../../..');
const adbPath = ['/usr/lib/android-sdk/platform-tools/adb', '/usr/bin/adb'].find((path) => existsSync(path));
const skip = adbPath ? false : 'adb is not installed: the real driver was NOT tried (apt-get install adb)';
if (skip) console.error(`\n*** ${skip} ***\n`);

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function timed(task: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await task();
  return performance.now() - from;
}

describe('the real adb, Appium and UiAutomator2 driver on a simulated Android phone', { skip }, () => {
  const adb = adbPath ?? 'adb';
  const warnings: string[] = [];
  let home: string;
  let adbPort: number;
  let appiumPort: number;
  let adbServer: ChildProcess;
  let appium: { close(): Promise<void> };
  let clock: WallClock;
  let phone: FixturePhone;
  let face: AndroidFace;
  let driver: WebdriverIO.Browser;
  let remote: typeof import('webdriverio').remote;

  const adbRun = async (...args: string[]): Promise<string> =>
    (await run(adb, ['-P', String(adbPort), ...args], { encoding: 'utf8' })).stdout;

  async function newSession(extra: Record<string, unknown> = {}): Promise<WebdriverIO.Browser> {
    return remote({
      hostname: '127.0.0.1',
      port: appiumPort,
      logLevel: 'error',
      connectionRetryCount: 0,
      capabilities: {
        platformName: 'Android',
        'appium:automationName': 'UiAutomator2',
        'appium:udid': face.serial,
        'appium:adbPort': adbPort,
        'appium:systemPort': await freePort(),
        'appium:appPackage': messagesId,
        'appium:appActivity': '.ui.ConversationListActivity',
        'appium:noReset': true,
        'appium:forceAppLaunch': true,
        'appium:ignoreHiddenApiPolicyError': true,
        'appium:suppressKillServer': true,
        ...extra,
      },
    });
  }
  const lean = {
    'appium:skipServerInstallation': true,
    'appium:skipDeviceInitialization': true,
    'appium:skipUnlock': true,
    'appium:skipLogcatCapture': true,
  };

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'android-face-'));
    const androidHome = adb.includes('platform-tools') ? dirname(dirname(adb)) : '/usr/lib/android-sdk';
    Object.assign(process.env, { HOME: home, XDG_DATA_HOME: home, ANDROID_HOME: androidHome, APPIUM_HOME: repository });
    delete process.env['ANDROID_SDK_ROOT'];
    [adbPort, appiumPort] = [await freePort(), await freePort()];
    adbServer = spawn(adb, ['-P', String(adbPort), 'nodaemon', 'server'], { stdio: 'ignore' });
    clock = wallClock((label, error) => console.error(label, error));
    phone = fixturePhone();
    face = await startAndroidFace(phone, {
      preinstalled: false,
      clock,
      random: seededRandom(7),
      log: (level, text) => level === 'warn' && warnings.push(text),
    });
    for (let attempt = 0; ; attempt++) {
      const up = await adbRun('devices').catch(() => undefined);
      if (up !== undefined) break;
      if (attempt > 100) throw new Error('the adb server did not start');
      await wait(50);
    }
    assert.match(await adbRun('connect', face.serial), /connected to/);
    const { main } = await import('appium');
    appium = await main({
      address: '127.0.0.1',
      port: appiumPort,
      loglevel: 'error',
      logNoColors: true,
      allowInsecure: ['uiautomator2:adb_shell'],
    });
    remote = (await import('webdriverio')).remote;
    driver = await newSession();
  });

  after(async () => {
    await driver?.deleteSession().catch(() => {});
    await appium?.close();
    const gone = new Promise((resolve) => adbServer.once('exit', resolve));
    adbServer.kill('SIGKILL');
    await gone;
    await face?.close();
    clock?.stop();
    rmSync(home, { recursive: true, force: true });
    for (const port of [adbPort, appiumPort, face.port])
      assert.equal(await isFree(port), true, `port ${port} is still open`);
  });

  it('starts a session on a fresh phone with every default step of the driver, its installs included', () => {
    assert.equal(phone.foreground(), messagesId);
    const { packages } = face.device;
    const installed = packages
      .list()
      .flatMap(({ id, versionName }) => (id.startsWith('io.appium') ? [`${id} ${versionName}`] : []));
    assert.deepEqual(installed.sort(), [
      `io.appium.settings ${driverPackages.settings.versionName}`,
      `io.appium.uiautomator2.server ${driverPackages.server.versionName}`,
      `io.appium.uiautomator2.server.test ${driverPackages.test.versionName}`,
    ]);
    assert.deepEqual(warnings, []);
  });

  it('finds by every strategy', async () => {
    const fab = `${messagesId}:id/start_chat_fab`;
    for (const selector of [
      `id=${fab}`,
      '~Start chat',
      'android.widget.Button',
      `//android.widget.Button[@content-desc="Start chat"]`,
      `//*[matches(@resource-id, 'start_chat.*$') and ends-with(@content-desc, 'chat')]`,
      'android=new UiSelector().descriptionContains("START")',
      'android=new UiSelector().resourceIdMatches(".*fab$").clickable(true)',
    ]) {
      assert.equal(await driver.$(selector).getAttribute('resource-id'), fab, selector);
    }
    const [bare] = await driver.findElements('id', 'start_chat_fab');
    assert.ok(bare, 'a bare id belongs to the app under test');
    const [css] = await driver.findElements('css selector', 'android.widget.Button[description="Start chat"]');
    assert.ok(css);
    assert.equal(
      (await driver.$$(`id=${messagesId}:id/conversation_name`).getElements()).length,
      10,
      'visible rows only',
    );
    const row = await driver.$(
      'android=new UiSelector().text("Contact 3").fromParent(new UiSelector().textStartsWith("no"))',
    );
    assert.equal(await row.getText(), 'No messages');
    const inside = await driver.$(`id=android:id/list`).$$('android.widget.TextView').getElements();
    assert.equal(inside.length, 20);
  });

  it('answers what it does not know with the errors of the real server', async () => {
    await assert.rejects(
      driver
        .findElement('id', 'nobody')
        .then((found) => ('error' in found ? Promise.reject(new Error(String(found.error))) : found)),
      /no such element|could not be located/,
    );
    await assert.rejects(driver.$$('android=new UiSelector().colour("red")').getElements(), /has no `colour` method/);
    await assert.rejects(driver.$$('//*[foo(@text)]').getElements(), /foo/);
    await assert.rejects(driver.getAlertText(), /No alert is present/);
    assert.equal(await driver.$('~nope').isExisting(), false);
  });

  it('shows the page source with the classes as tags', async () => {
    const source = await driver.getPageSource();
    assert.match(source, /^<\?xml version='1\.0'/);
    assert.match(source, /<hierarchy index="0" class="hierarchy" rotation="0" width="1080" height="2400">/);
    assert.match(source, /<android\.widget\.TextView index="0" [^>]*text="Contact 1"/);
    assert.doesNotMatch(source, /Contact 25/, 'rows out of sight are left out');
  });

  it('types, appends, clears and sends, with emoji and line breaks', async () => {
    await driver.$('android=new UiSelector().text("Contact 2")').click();
    const field = driver.$(`id=${messagesId}:id/compose_message_text`);
    assert.equal(await field.getText(), 'RCS message', 'an empty field shows its hint');
    await field.setValue('héllo 👋🏽\nsecond line ');
    await field.addValue('more');
    assert.equal(await field.getText(), 'héllo 👋🏽\nsecond line more');
    await field.clearValue();
    assert.equal(await field.getText(), 'RCS message');
    await field.setValue('Grüße 😀');
    await driver.$('~Send encrypted message').click();
    assert.deepEqual(phone.told.sent, ['Grüße 😀']);
    assert.equal(await driver.$(`id=${messagesId}:id/message_text`).getText(), 'Grüße 😀');
  });

  it('gives attributes under all their names, rectangles and visibility', async () => {
    const send = driver.$('~Send encrypted message');
    assert.equal(await send.getAttribute('contentDescription'), 'Send encrypted message');
    assert.equal(await send.getAttribute('resourceId'), 'Compose:Draft:Send');
    assert.equal(await send.getAttribute('className'), 'android.widget.ImageButton');
    assert.equal(await send.getAttribute('enabled'), 'false');
    assert.equal(await driver.$(`id=${messagesId}:id/message_text`).getAttribute('name'), 'Grüße 😀');
    assert.equal(await send.isDisplayed(), true);
    assert.equal(await send.isEnabled(), false);
    assert.deepEqual(await send.getLocation(), { x: 880, y: 2200 });
    assert.deepEqual(await send.getSize(), { width: 147, height: 147 });
    await assert.rejects(send.getAttribute('colour'), /attribute is unknown/);
  });

  it('takes screenshots of the screen and of elements', async () => {
    const whole = readPng(Buffer.from(await driver.takeScreenshot(), 'base64'));
    assert.deepEqual([whole.width, whole.height], [270, 600]);
    const part = readPng(
      Buffer.from(await driver.takeElementScreenshot(await driver.$('~Send encrypted message').elementId), 'base64'),
    );
    assert.deepEqual([part.width, part.height], [37, 37]);
  });

  it('goes back, and presses keys into the focused field', async () => {
    await driver.$(`id=${messagesId}:id/compose_message_text`).click();
    await driver.pressKeyCode(29, 1);
    await driver.pressKeyCode(30);
    await driver.keys(['c', 'D']);
    assert.equal(await driver.$(`id=${messagesId}:id/compose_message_text`).getText(), 'AbcD');
    await driver.pressKeyCode(67);
    assert.equal(await driver.$(`id=${messagesId}:id/compose_message_text`).getText(), 'Abc');
    await driver.execute('mobile: type', { text: ' ünï 😀' });
    assert.equal(await driver.$(`id=${messagesId}:id/compose_message_text`).getText(), 'Abc ünï 😀');
    await driver.back();
    assert.equal(await driver.$('~Start chat').isDisplayed(), true);
  });

  it('taps and scrolls with W3C actions, gestures and UiScrollable', async () => {
    await driver
      .action('pointer', { parameters: { pointerType: 'touch' } })
      .move(540, 363)
      .down()
      .pause(10)
      .up()
      .perform();
    assert.equal(
      await driver.$(`id=top_app_bar_title_row`).isExisting(),
      false,
      'a bare id is completed with the package',
    );
    assert.equal(await driver.$('//*[@resource-id="top_app_bar_title_row"]').getText(), 'Contact 1');
    await driver.back();
    const name = (text: string) => driver.$(`android=new UiSelector().text("${text}")`);
    assert.equal(await name('Contact 14').isExisting(), false);
    await driver
      .action('pointer', { parameters: { pointerType: 'touch' } })
      .move(540, 1900)
      .down()
      .move({ duration: 100, x: 540, y: 900 })
      .up()
      .perform();
    assert.equal(await name('Contact 14').isExisting(), true);
    await driver
      .$(
        'android=new UiScrollable(new UiSelector().scrollable(true)).scrollIntoView(new UiSelector().text("Contact 30"))',
      )
      .waitForExist();
    assert.equal(await name('Contact 30').isDisplayed(), true);
    const list = await driver.$('id=android:id/list').elementId;
    assert.equal(
      await driver.execute('mobile: scrollGesture', { elementId: list, direction: 'down', percent: 1 }),
      false,
    );
    assert.equal(await driver.execute('mobile: scrollGesture', { elementId: list, direction: 'up', percent: 1 }), true);
    await driver.execute('mobile: swipeGesture', { elementId: list, direction: 'down', percent: 1 });
    await driver.execute('mobile: scroll', { strategy: 'accessibility id', selector: 'Start chat' });
    await driver.execute('mobile: clickGesture', { elementId: await driver.$('~Start chat').elementId });
    assert.deepEqual(phone.told.taps.at(-1), { x: 920, y: 2253 });
  });

  it('calls an element stale when its locator now finds another one', async () => {
    await driver.execute('mobile: shell', { command: 'am', args: ['force-stop', messagesId] });
    await driver.activateApp(messagesId);
    const rows = `//*[@resource-id="${messagesId}:id/conversation_name"]`;
    const first = await driver.findElement('xpath', rows);
    const id = Object.values(first)[0] ?? '';
    assert.equal(await driver.getElementText(id), 'Contact 1');
    phone.receive('Newcomer');
    assert.equal(await driver.getElementText(id), 'Contact 1', 'the view still exists, a row further down');
    await driver.$('~Start chat').isDisplayed();
    await driver.$('android=new UiSelector().text("Contact 2")').click();
    await assert.rejects(driver.getElementText(id), /stale element reference|does not exist in DOM/);
    await driver.back();
    await assert.rejects(driver.getElementText(id), /not linked to the same object in DOM/);
  });

  it('starts, stops and asks after apps', async () => {
    assert.equal(await driver.queryAppState(messagesId), 4);
    await driver.activateApp(settingsId);
    assert.deepEqual([await driver.queryAppState(messagesId), await driver.queryAppState(settingsId)], [3, 4]);
    assert.equal(await driver.getCurrentPackage(), settingsId);
    assert.equal(await driver.getCurrentActivity(), '.Settings');
    await driver.terminateApp(messagesId);
    assert.equal(await driver.queryAppState(messagesId), 1);
    assert.equal(await driver.queryAppState('com.example.none'), 0);
    await driver.execute('mobile: startActivity', {
      component: `${messagesId}/.ui.ConversationListActivity`,
      wait: true,
    });
    assert.equal(await driver.getCurrentPackage(), messagesId);
  });

  it('opens a conversation by deep link', async () => {
    await driver.execute('mobile: deepLink', { url: 'sms:+447700900003', package: messagesId });
    assert.deepEqual(phone.told.opened, ['sms:+447700900003']);
    assert.equal(await driver.$('//*[@resource-id="top_app_bar_title_row"]').getText(), '+447700900003');
    await driver.back();
  });

  it('runs shell commands and moves files', async () => {
    const model = await driver.execute('mobile: shell', { command: 'getprop', args: ['ro.product.model'] });
    assert.equal(String(model).trim(), 'Pixel 8');
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251));
    await driver.pushFile('/sdcard/Download/in.bin', bytes.toString('base64'));
    assert.ok(Buffer.from(await driver.pullFile('/sdcard/Download/in.bin'), 'base64').equals(bytes));
    await assert.rejects(
      driver.execute('mobile: shell', { command: 'nonsense', args: [] }),
      /inaccessible or not found/,
    );
    assert.match(warnings.pop() ?? '', /no command "nonsense"/);
  });

  it('switches connectivity', async () => {
    await driver.execute('mobile: setConnectivity', { airplaneMode: true });
    assert.equal(phone.airplaneMode, true);
    const connectivity = await driver.execute('mobile: getConnectivity', {});
    assert.deepEqual(connectivity, { wifi: true, data: true, airplaneMode: true });
    await driver.execute('mobile: setConnectivity', { airplaneMode: false, wifi: false });
    assert.equal(phone.airplaneMode, false);
    assert.equal(await driver.getNetworkConnection(), 4);
    await driver.execute('mobile: setConnectivity', { wifi: true });
  });

  it('delivers logcat, the clipboard and the device info', async () => {
    const logs = (await driver.getLogs('logcat')) as { message: string }[];
    assert.ok(logs.some(({ message }) => /I Fixture\s*: airplane mode on/.test(message)));
    await driver.setClipboard(Buffer.from('copied ✂').toString('base64'), 'plaintext');
    assert.equal(Buffer.from(await driver.getClipboard(), 'base64').toString(), 'copied ✂');
    const info = (await driver.execute('mobile: deviceInfo', {})) as { model: string };
    assert.equal(info.model, 'Pixel 8');
    assert.deepEqual(await driver.getWindowRect(), { width: 1080, height: 2400, x: 0, y: 0 });
    assert.equal(await driver.getOrientation(), 'PORTRAIT');
    assert.equal(await driver.isLocked(), false);
    await driver.updateSettings({ allowInvisibleElements: true, waitForIdleTimeout: 0 });
    assert.match(await driver.getPageSource(), /Contact 25/);
    await driver.updateSettings({ allowInvisibleElements: false });
  });

  it('did all that without a command that it had to refuse', () => {
    assert.deepEqual(warnings, []);
  });

  it('finds and clicks in a few milliseconds', async () => {
    const both: number[] = [];
    const source: number[] = [];
    for (let turn = 0; turn < 30; turn++) {
      both.push(
        await timed(async () => {
          const found = await driver.findElement('id', `${messagesId}:id/start_chat_fab`);
          await driver.elementClick(Object.values(found)[0] ?? '');
        }),
      );
      source.push(await timed(() => driver.getPageSource()));
    }
    console.log(`find+click median ${median(both).toFixed(1)} ms, source median ${median(source).toFixed(1)} ms`);
  });

  it('ends the first session when a second one starts on the phone', async () => {
    const first = driver;
    // with the default steps again, and nothing to install; its logcat would keep a timer of the driver's for 10 s
    driver = await newSession({ 'appium:skipLogcatCapture': true });
    await assert.rejects(first.getPageSource(), /instrumentation process is not running|session/i);
    await first.deleteSession().catch(() => {});
    assert.equal(await driver.$('~Start chat').isDisplayed(), true);
  });

  it('loses its session when the automation crashes, and starts the next one', async () => {
    face.crashAutomation();
    const failure = async (): Promise<string> => driver.getPageSource().then(() => '', String);
    let reason = await failure();
    for (let turn = 0; turn < 100 && /socket hang up|ECONN/.test(reason); turn++) {
      await wait(20); // the driver has yet to see its adb process end
      reason = await failure();
    }
    assert.match(reason, /instrumentation process is not running/);
    await driver.deleteSession().catch(() => {});
    driver = await newSession(lean);
    assert.equal(await driver.getCurrentPackage(), messagesId);
  });

  it('shows as unauthorized, and comes back', async () => {
    await driver.deleteSession();
    face.setUnauthorized(true);
    await adbRun('disconnect', face.serial);
    await adbRun('connect', face.serial).catch(() => '');
    for (let turn = 0; turn < 100 && !/unauthorized/.test(await adbRun('devices')); turn++) await wait(20);
    assert.match(await adbRun('devices'), new RegExp(`${face.serial}\\s+unauthorized`));
    face.setUnauthorized(false);
    for (let turn = 0; turn < 100 && !/\tdevice/.test(await adbRun('devices')); turn++) await wait(20);
    assert.match(await adbRun('devices'), new RegExp(`${face.serial}\\s+device`));
  });

  it('drops adb and takes it back', async () => {
    face.dropAdb();
    await wait(50);
    await assert.rejects(adbRun('-s', face.serial, 'shell', 'true'));
    face.restoreAdb();
    await adbRun('disconnect', face.serial);
    await adbRun('connect', face.serial);
    assert.equal((await adbRun('-s', face.serial, 'shell', 'echo', 'back')).trim(), 'back');
  });

  it('starts warm sessions quickly', async () => {
    const starts: number[] = [];
    for (let turn = 0; turn < 4; turn++) {
      starts.push(
        await timed(async () => {
          driver = await newSession(lean);
        }),
      );
      if (turn < 3) await driver.deleteSession();
    }
    console.log(
      `session start median ${median(starts).toFixed(0)} ms (of ${starts.map((ms) => ms.toFixed(0)).join(', ')})`,
    );
  });
});
