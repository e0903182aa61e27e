import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';

/** The driver, and the module below it that brings tunnels. */
const path = ['appium-xcuitest-driver', 'appium-ios-remotexpc'];

/**
 * Whether the driver can reach iPhones over tunnels on this machine. Its module for that compiles at installation, and
 * npm leaves it out without a word when it cannot: then only the `url` way is left. Loads the module to see.
 */
export async function tunnelAvailable(): Promise<boolean> {
  try {
    let at = new URL(import.meta.url);
    for (const name of path) {
      const found = findPackageJSON(name, at);
      if (found === undefined) return false;
      at = pathToFileURL(found);
    }
    const { main } = JSON.parse(readFileSync(at, 'utf8')) as { main: string };
    await import(new URL(main, at).href);
    return true;
  } catch {
    return false;
  }
}
