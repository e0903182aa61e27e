import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageFolder } from '../../farm/package-folder.ts';
import type { Finding } from './check.ts';

/**
 * The part of the iPhone driver that is compiled at installation. npm drops it without a word when that fails; then
 * simulated iPhones are reached through usbmuxd and a WebDriverAgent that is up already.
 */
export function tunnelModule(packageRoot: string): Finding {
  try {
    const driver = packageFolder('appium-xcuitest-driver', packageRoot);
    const remotexpc = packageFolder('appium-ios-remotexpc', driver);
    const tuntap = packageFolder('appium-ios-tuntap', remotexpc);
    const ofTuntap = createRequire(join(tuntap, 'package.json'));
    const loadBinary = ofTuntap('node-gyp-build') as (folder: string) => unknown;
    loadBinary(tuntap);
    return { ok: true, detail: tuntap };
  } catch (error) {
    const detail = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return {
      ok: false,
      detail: `${detail}: simulated iPhones are reached without the tunnel`,
      remedy: `Install a C++ toolchain (on Debian "apt-get install g++ make python3"), then run ${rebuild()}.`,
    };
  }
}

/** The Node that npm brings has the headers that node-gyp would otherwise download. */
function rebuild(): string {
  const home = dirname(dirname(process.execPath));
  const flavour = `node-${process.platform}-${process.arch}`;
  const folders = [home, join(home, 'node_modules', flavour), join(dirname(home), flavour)];
  const headers = folders.find((folder) => existsSync(join(folder, 'include', 'node', 'node_api.h')));
  return headers === undefined ? '"npm ci" again' : `"npm_config_nodedir=${headers} npm ci"`;
}
