import type { PlistValue } from '../../plist/value.ts';
import { type Archivable, ArchivedError } from './keyed-archive.ts';

/** The channel by which the driver looks for, starts and ends processes. */
export const processControlService = 'com.apple.instruments.server.services.processcontrol';

/** What the phone does when it is asked through process control. */
export interface ProcessControl {
  /** 0 when the app does not run. */
  pid(bundleId: string): number;
  /** Starts an app, ending it first if it runs. @throws Error when it cannot be started */
  launch(bundleId: string, environment: ReadonlyMap<string, string>): Promise<number>;
  /** False when there is no such process. */
  kill(pid: number): Promise<boolean>;
}

const domain = 'DTXMessage';

/** Answers one call on the process control channel. */
export async function callProcessControl(
  control: ProcessControl,
  selector: string,
  values: readonly PlistValue[],
): Promise<Archivable> {
  switch (selector) {
    case 'processIdentifierForBundleIdentifier:':
      return typeof values[0] === 'string' ? control.pid(values[0]) : invalid(selector);
    case 'launchSuspendedProcessWithDevicePath:bundleIdentifier:environment:arguments:options:': {
      const [, bundleId, environment] = values;
      if (typeof bundleId !== 'string') return invalid(selector);
      try {
        return await control.launch(bundleId, strings(environment));
      } catch (error) {
        return new ArchivedError('FBSOpenApplicationServiceErrorDomain', 4, String((error as Error).message));
      }
    }
    case 'killPid:':
      if (typeof values[0] !== 'number') return invalid(selector);
      return (await control.kill(values[0])) ? null : new ArchivedError('NSPOSIXErrorDomain', 3, 'No such process');
    case 'sendSignal:toPid:':
      if (typeof values[1] !== 'number' || typeof values[0] !== 'number') return invalid(selector);
      if (values[0] === 9 || values[0] === 15 || values[0] === 2) await control.kill(values[1]);
      return null;
    case 'requestDisableMemoryLimitsForPid:':
      return true;
    case 'startObservingPid:':
    case 'stopObservingPid:':
      return null;
  }
  return new ArchivedError(domain, 1, `Unable to invoke -[${processControlService} ${selector}]`);
}

const invalid = (selector: string): ArchivedError =>
  new ArchivedError(domain, 2, `Wrong arguments to -[${processControlService} ${selector}]`);

function strings(value: PlistValue | undefined): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, entry]): [string, string][] =>
      typeof entry === 'string' || typeof entry === 'number' ? [[key, String(entry)]] : [],
    ),
  );
}
