import { createHash } from 'node:crypto';
import { springboard } from '../../processes.ts';
import type { Device } from '../device.ts';
import { WdaError } from '../error.ts';
import { flagOf, isJsonList, isJsonObject, type JsonObject, textOf } from '../json.ts';
import { type Call, get, post, type Route, sessionOf } from '../route.ts';
import { newSession, type Session } from '../session.ts';
import { changedSettings } from '../settings.ts';

/** What capabilities there are for every WebDriver; with the vendor's prefix they are a mistake. */
const standard = new Set(
  `browserName browserVersion platformName acceptInsecureCerts pageLoadStrategy proxy setWindowRect timeouts
  unhandledPromptBehavior`.split(/\s+/),
);

const notCreated = (why: string): WdaError => new WdaError('session not created', why);

function unprefixed(capabilities: JsonObject): JsonObject {
  const names = Object.keys(capabilities).filter((name) => name.startsWith('appium:') && standard.has(name.slice(7)));
  if (names.length > 0) {
    throw notCreated(`The capabilities (${names.join(', ')}) are standard and should not have the 'appium:' prefix`);
  }
  return Object.fromEntries(Object.entries(capabilities).map(([name, value]) => [name.replace(/^appium:/, ''), value]));
}

function merged(requested: JsonObject): JsonObject {
  const { alwaysMatch, firstMatch } = requested;
  const always = unprefixed(isJsonObject(alwaysMatch) ? alwaysMatch : {});
  const choices = isJsonList(firstMatch) && firstMatch.length > 0 ? firstMatch : [{}];
  for (const choice of choices) {
    const first = unprefixed(isJsonObject(choice) ? choice : {});
    if (!Object.keys(first).some((name) => Object.hasOwn(always, name))) return { ...always, ...first };
  }
  throw notCreated('Could not find matching capabilities');
}

function information({ phone, session }: Device): object {
  return {
    sessionId: session?.id ?? null,
    capabilities: { device: 'iphone', sdkVersion: phone.osVersion },
  };
}

/** Ends the session, and with it the app that it was started for. */
function end(device: Device, session: Session): void {
  device.session = undefined;
  const app = session.testedApp;
  if (!session.terminatesApp || app === undefined || app === springboard) return;
  device.processes.restarted(app);
  device.phone.terminate(app);
}

function create({ device, arguments: { capabilities: requested } }: Call): object {
  if (device.session) end(device, device.session);
  if (!isJsonObject(requested)) throw notCreated("'capabilities' is mandatory to create a new session");
  const capabilities = merged(requested);
  const app = textOf(capabilities['bundleId']);
  if (app !== undefined) start(device, app, flagOf(capabilities['forceAppLaunch']) ?? true);
  const url = textOf(capabilities['initialUrl']);
  if (url !== undefined && !device.phone.openUrl(url)) {
    throw notCreated(`Cannot open the URL ${url} with the ${app ?? 'default'} application`);
  }
  device.session = newSession({
    id: sessionId(device),
    testedApp: app,
    terminatesApp: flagOf(capabilities['shouldTerminateApp']) ?? true,
  });
  device.session.settings = changedSettings(device.session.settings, capabilities);
  return information(device);
}

function start({ phone, processes }: Device, app: string, afresh: boolean): void {
  if (afresh && app !== springboard && phone.appState(app) > 1) {
    phone.terminate(app);
    processes.restarted(app);
  }
  if (!phone.launch(app) && phone.foreground() !== app) {
    throw notCreated(
      `Cannot launch ${app} application. Make sure the correct bundle identifier has been provided in capabilities and check the device log for possible crash report occurrences`,
    );
  }
}

function sessionId(device: Device): string {
  device.sessions++;
  const seed = `${device.identity.udid} ${device.clock.now()} ${process.pid} ${device.sessions}`;
  const hex = createHash('sha256').update(seed).digest('hex').toUpperCase();
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

export const sessionRoutes: readonly Route[] = [
  post('/session', create, 'none'),
  get('', ({ device }) => information(device)),
  {
    method: 'DELETE',
    path: '',
    session: 'needed',
    handle(call) {
      end(call.device, sessionOf(call));
      return null;
    },
  },
  post('/timeouts', () => null),
  get('/appium/settings', (call) => sessionOf(call).settings),
  post('/appium/settings', (call) => {
    const { settings } = call.arguments;
    if (settings !== undefined && !isJsonObject(settings)) {
      throw new WdaError('invalid argument', 'settings must be a dictionary');
    }
    const session = sessionOf(call);
    session.settings = changedSettings(session.settings, settings ?? {});
    return session.settings;
  }),
];
