import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Whether the driver can reach iPhones over tunnels on this machine. Its module for that compiles at installation, and
 * npm leaves it out without a word when it cannot: then only the `url` way is left. Loads the module to see.
 */
export async function tunnelAvailable(): Promise<boolean> {
  try {
    const driver = findPackageJSON('appium-xcuitest-driver', import.meta.url);
    const remoteXpc = driver && findPackageJSON('appium-ios-remotexpc', pathToFileURL(driver));
    if (!remoteXpc) return false;
    const { main } = JSON.parse(readFileSync(remoteXpc, 'utf8')) as { main: string };
    await import(new URL(main, pathToFileURL(remoteXpc)).href);
    return true;
  } catch {
    return false;
  }
}
