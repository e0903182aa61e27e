import { listenTcp } from '../../kernel/wall/listen.ts';
import type { Phone } from '../phone.ts';
import { type AdbConnection, serveAdb } from './adb/connection.ts';
import { adbEndpoint } from './adb/endpoint.ts';
import type { AndroidDevice } from './device/device.ts';
import { type DeviceOptions, simulatedDevice } from './simulated-device.ts';

/** Where a face listens, and what its device needs. */
export interface AndroidFaceOptions extends DeviceOptions {
  /** Where adb reaches the phone; default 127.0.0.1 and any free port. The clock must be the wall clock. */
  readonly host?: string;
  readonly port?: number;
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
  /** Takes connections again. adb shows the phone as `offline` until it is told `disconnect` and `connect`. */
  restoreAdb(): void;
  /** True: the phone shows as `unauthorized` and serves nothing, until false. Breaks the connections there are. */
  setUnauthorized(on: boolean): void;
}

/** Hosts that may be connected at a time. */
const maxConnections = 32;

/** Puts a phone behind a port that the real adb, and through it the real UiAutomator2 driver, take for an Android phone. */
export async function startAndroidFace(phone: Phone, options: AndroidFaceOptions): Promise<AndroidFace> {
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
  const { device, close } = simulatedDevice(phone, serial, options);
  const endpoint = adbEndpoint(device, () => !unauthorized);

  function dropConnections(): void {
    for (const connection of connections) connection.close();
  }

  return {
    serial,
    host: listening.host,
    port: listening.port,
    device,
    async close() {
      close();
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
