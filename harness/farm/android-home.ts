import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const inHome = (home: string): string => join(home, 'platform-tools', 'adb');

/** Where adb is, or undefined: `ANDROID_HOME`, Debian's SDK folder, then PATH. */
export function findAdb(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const homes = [env['ANDROID_HOME'], env['ANDROID_SDK_ROOT'], '/usr/lib/android-sdk'];
  const candidates = [
    ...homes.flatMap((home) => (home === undefined || home === '' ? [] : [inHome(home)])),
    ...(env['PATH'] ?? '').split(delimiter).flatMap((folder) => (folder === '' ? [] : [join(folder, 'adb')])),
  ];
  return candidates.find((file) => existsSync(file));
}

/**
 * A folder that the UiAutomator2 driver takes for an Android SDK: the SDK that adb stands in, or `scratch/android-sdk`
 * with a link to it.
 */
export function androidHome(adb: string, scratch: string): string {
  if (adb.endsWith(inHome(''))) return adb.slice(0, -inHome('').length);
  const home = join(scratch, 'android-sdk');
  mkdirSync(join(home, 'platform-tools'), { recursive: true });
  symlinkSync(adb, inHome(home));
  return home;
}
