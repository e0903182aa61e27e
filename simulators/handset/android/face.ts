import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import { listenTcp } from '../../kernel/wall/listen.ts';
import type { Phone } from '../phone.ts';
import { deviceBanner } from './adb/banner.ts';
import { type AdbConnection, type AdbEndpoint, serveAdb } from './adb/connection.ts';
import { automation } from './automation.ts';
import type { AndroidDevice } from './device/device.ts';
import { fileStore } from './device/files.ts';
import { logBuffer } from './device/logcat.ts';
import { packageTable } from './device/packages.ts';
import { processTable } from './device/processes.ts';
import { bootProperties } from './device/properties.ts';
import { deviceSettings } from './device/settings.ts';
import { type FaceLog, stderrLog } from './log.ts';
import { openService } from './services/open.ts';
import { automationServer } from './uiautomator2/server.ts';

export interface AndroidFaceOptions {
  /** Where adb reaches the phone; default 127.0.0.1 and any free port. */
  readonly host?: string;
  readonly port?: number;
  /** The wall clock. */
  readonly clock: Clock;
  /** Session ids and ADB tokens. */
  readonly random: Random;
  /** Default: warnings to stderr. */
  readonly log?: FaceLog;
  /** False leaves Appium's helpers out, so that the driver installs them at the first session. Default true. */
  readonly preinstalled?: boolean;
  /** What `pm clear` does to one of the phone's apps; without it, it fails and says why. */
  readonly clearData?: (packageId: string) => boolean;
}

/** A simulated Android phone that adb can connect to, and what can go wrong with it. */
export interface AndroidFace {
  /** `127.0.0.1:<port>`: what `adb connect` takes, and the phone's name from then on. */
  readonly serial: string;
  readonly host: string;
  readonly port: number;
  /** The device around the phone: packages, settings, files, log. */
  readonly device: AndroidDevice;
  close(): Promise<void>;
  /** The UiAutomator2 server dies. The session that used it cannot recover; the next one can start. */
  crashAutomation(): void;
  /** Breaks every ADB connection and refuses new ones, until `restoreAdb`. */
  dropAdb(): void;
  /** Takes connections again. A host that gave up needs `adb disconnect` and `adb connect`. */
  restoreAdb(): void;
  /** True: the phone shows as `unauthorized` and serves nothing, until false. Breaks the connections there are. */
  setUnauthorized(on: boolean): void;
}

/** Hosts that may be connected at a time. */
const maxConnections = 32;

/** Puts a phone behind a port that the real adb, and through it the real UiAutomator2 driver, take for an Android phone. */
export async function startAndroidFace(phone: Phone, options: AndroidFaceOptions): Promise<AndroidFace> {
  const { clock, random, log = stderrLog(phone.name) } = options;
  const connections = new Set<AdbConnection>();
  let reachable = true;
  let unauthorized = false;

  const listening = await listenTcp({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 }, (socket) => {
    if (!reachable || connections.size >= maxConnections) {
      socket.destroy();
      return;
    }
    const connection = serveAdb(socket, endpoint);
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  const serial = `${listening.host}:${listening.port}`;

  const server = automationServer(
    () => device,
    () => device.automation.stop('finished'),
  );
  const device: AndroidDevice = {
    phone,
    serial,
    clock,
    random,
    log,
    properties: bootProperties(phone, `sim-${phone.name}`),
    settings: deviceSettings(phone),
    packages: packageTable(phone, options.preinstalled ?? true),
    processes: processTable(phone),
    files: fileStore(phone.now()),
    logcat: logBuffer(phone),
    automation: automation({ clock, serve: server.serve, onRun: server.reset }),
    clipboard: { text: '' },
    clearData: options.clearData ?? (() => false),
  };
  device.logcat.add('I', 'boot', `${phone.model} is up as ${serial}`);

  const endpoint: AdbEndpoint = {
    banner: () =>
      deviceBanner({
        name: device.properties.get('ro.product.name') ?? '',
        model: phone.model.replace(/[^A-Za-z0-9]+/g, '_'),
        device: device.properties.get('ro.product.device') ?? '',
      }),
    authorized: () => !unauthorized,
    authToken: () => random.bytes(20),
    open: (name) => openService(name, device),
    log,
  };

  function dropConnections(): void {
    for (const connection of connections) connection.close();
  }

  return {
    serial,
    host: listening.host,
    port: listening.port,
    device,
    async close() {
      device.automation.stop('killed');
      server.close();
      device.logcat.close();
      dropConnections();
      await listening.close();
    },
    crashAutomation: () => device.automation.stop('crashed'),
    dropAdb() {
      reachable = false;
      dropConnections();
    },
    restoreAdb() {
      reachable = true;
    },
    setUnauthorized(on) {
      unauthorized = on;
      for (const connection of connections) connection.authorizationChanged();
    },
  };
}
