import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { Phone } from '../phone.ts';
import { automation } from './automation.ts';
import type { AndroidDevice } from './device/device.ts';
import { fileStore } from './device/files.ts';
import { logBuffer } from './device/logcat.ts';
import { packageTable } from './device/packages.ts';
import { processTable } from './device/processes.ts';
import { bootProperties } from './device/properties.ts';
import { deviceSettings } from './device/settings.ts';
import { type FaceLog, stderrLog } from './log.ts';
import { automationServer } from './uiautomator2/server.ts';

/** What a device needs to boot. */
export interface DeviceOptions {
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

/** A booted device. */
export interface SimulatedDevice {
  readonly device: AndroidDevice;
  /** Ends the automation and stops listening to the phone's log. */
  close(): void;
}

/** Boots the device around a phone: everything adb reaches but the wire itself. */
export function simulatedDevice(phone: Phone, serial: string, options: DeviceOptions): SimulatedDevice {
  const server = automationServer(
    () => device,
    () => device.automation.stop('finished'),
  );
  const device: AndroidDevice = {
    phone,
    serial,
    clock: options.clock,
    random: options.random,
    log: options.log ?? stderrLog(phone.name),
    properties: bootProperties(phone, `sim-${phone.name}`),
    settings: deviceSettings(phone),
    packages: packageTable(phone, options.preinstalled ?? true),
    processes: processTable(phone),
    files: fileStore(phone.now()),
    logcat: logBuffer(phone),
    automation: automation({ clock: options.clock, serve: server.serve, onRun: server.reset }),
    clipboard: { text: '' },
    clearData: options.clearData ?? (() => false),
  };
  device.logcat.add('I', 'boot', `${phone.model} is up as ${serial}`);
  return {
    device,
    close() {
      device.automation.stop('killed');
      server.close();
      device.logcat.close();
    },
  };
}
