// The process that holds the adb server and one Appium server with both drivers. It is started with an environment of
// its own, in a process group of its own, and goes when its parent goes: the IPC channel closes even when the parent
// was killed. From its first line on, so that a parent that dies while Appium still loads leaves nothing behind.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppiumServer } from 'appium';
import { adbDevices, connectPhone, disconnectPhone } from './adb-protocol.ts';
import { type AdbServer, clientsThatStartNoServer, startAdbServer } from './adb-server.ts';
import { androidHome } from './android-home.ts';
import { drivers, makeAppiumHome } from './appium-home.ts';
import { type AutomationReach, automationReach, automationSettings } from './automation-settings.ts';
import { requireFree } from './free-port.ts';

const settings = automationSettings.parse(JSON.parse(process.env['GREENROOM_AUTOMATION'] ?? '{}'));
const { scratch } = settings;
let adb: AdbServer | undefined;
let appium: AppiumServer | undefined;
/** What a shared adb server was connected to by us: it stays when we go, and is to be as it was. */
const connected = new Set<string>();
let stopping = false;

process.on('SIGINT', () => {}); // the launcher decides when sessions have ended
process.on('SIGTERM', () => void stop(0));
process.on('disconnect', () => void stop(0));
process.on('message', (message) => {
  if (message === 'stop') void stop(0);
  else reach(automationReach.parse(message)).then(done, fail);
});
process.on('exit', () => {
  adb?.stop();
  rmSync(scratch, { recursive: true, force: true });
});
process.on('uncaughtException', (error) => void fail(error));
process.on('unhandledRejection', (error) => void fail(error));

await start().then(done, fail);

function done(): void {
  process.send?.({ done: true });
}

async function start(): Promise<void> {
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  process.env['ANDROID_HOME'] = androidHome(settings.adb, scratch);
  process.env['ANDROID_SDK_ROOT'] = process.env['ANDROID_HOME'];
  process.env['APPIUM_HOME'] = join(scratch, 'appium');
  makeAppiumHome(process.env['APPIUM_HOME'], settings.packageRoot);
  if (settings.ownsAdb) {
    adb = await startAdbServer(settings.adb, settings.adbPort, { ...process.env });
    Object.assign(process.env, clientsThatStartNoServer); // inherited by every adb that the driver spawns
  }
  appium = await loadAppium();
}

async function reach({ connect, registryPort, usbmuxdSocket }: AutomationReach): Promise<void> {
  if (registryPort !== undefined) announceRegistry(registryPort);
  if (usbmuxdSocket !== undefined)
    process.env['USBMUXD_SOCKET_ADDRESS'] = `unix:${usbmuxdSocket ?? join(scratch, 'no-usbmuxd')}`;
  const there = new Set((await adbDevices(settings.adbPort)).map(({ serial }) => serial));
  await Promise.all(
    connect.map(async (serial) => {
      await connectPhone(settings.adbPort, serial);
      if (!settings.ownsAdb && !there.has(serial)) connected.add(serial);
    }),
  );
  const states = await adbDevices(settings.adbPort);
  for (const serial of connect) {
    const state = states.find((device) => device.serial === serial)?.state;
    if (state !== 'device')
      throw new Error(`adb calls the phone ${serial} "${state ?? 'unknown'}" instead of "device"`);
  }
}

/** The driver reads the registry's port from the file that its own tunnel script writes. */
function announceRegistry(port: number): void {
  const strongbox = join(scratch, 'xdg', 'appium-xcuitest-driver-nodejs', 'strongbox');
  mkdirSync(strongbox, { recursive: true });
  writeFileSync(join(strongbox, 'tunnelRegistryPort'), String(port));
}

async function loadAppium(): Promise<AppiumServer> {
  for (const driver of drivers) {
    try {
      await import(driver); // Appium itself only logs a driver that does not load, and starts without it
    } catch (error) {
      throw new Error(`the driver ${driver} cannot be loaded: ${text(error)}`);
    }
  }
  const { main } = await import('appium');
  try {
    await requireFree(settings.appiumPort); // Appium ends the whole process when it cannot listen
    return await main({
      address: '127.0.0.1',
      port: settings.appiumPort,
      loglevel: 'error:debug',
      logFile: settings.logFile,
      logNoColors: true,
      logTimestamp: true,
      allowInsecure: ['uiautomator2:adb_shell', '*:session_discovery'],
    });
  } catch (error) {
    throw new Error(`Appium could not serve on port ${settings.appiumPort}: ${text(error)}`);
  }
}

async function fail(error: unknown): Promise<void> {
  if (process.connected) await new Promise((sent) => process.send?.({ failed: text(error) }, sent));
  await stop(3);
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  const leave = (): never => process.exit(code);
  setTimeout(leave, 3_000).unref();
  await appium?.close().catch(() => {}); // going anyway
  await Promise.allSettled([...connected].map((serial) => disconnectPhone(settings.adbPort, serial)));
  leave();
}

function text(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
