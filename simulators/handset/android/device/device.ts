import type { Clock } from '../../../kernel/clock.ts';
import type { Random } from '../../../kernel/random.ts';
import type { Phone } from '../../phone.ts';
import type { Automation } from '../automation.ts';
import type { FaceLog } from '../log.ts';
import type { FileStore } from './files.ts';
import type { LogBuffer } from './logcat.ts';
import { automationServerId, automationTestId, type PackageTable } from './packages.ts';
import type { ProcessTable } from './processes.ts';
import type { DeviceSettings } from './settings.ts';

/** All of the phone that is not the phone app: what `adb shell` works on. */
export interface AndroidDevice {
  readonly phone: Phone;
  readonly serial: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: FaceLog;
  readonly properties: Map<string, string>;
  readonly settings: DeviceSettings;
  readonly packages: PackageTable;
  readonly processes: ProcessTable;
  readonly files: FileStore;
  readonly logcat: LogBuffer;
  readonly automation: Automation;
  readonly clipboard: { text: string };
  /** Wipes an app's data as `pm clear` does; false when it cannot. */
  readonly clearData: (packageId: string) => boolean;
}

/** `am force-stop`: ends the package's process, whatever it is. */
export function stopPackage(device: AndroidDevice, id: string): void {
  if (id === automationServerId || id === automationTestId) {
    device.automation.stop('killed');
    device.automation.startExpected();
  }
  device.processes.stop(id);
  device.phone.terminate(id);
}
