import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './package-folder.ts';

/** The drivers of the project, by package. */
export const drivers = ['appium-uiautomator2-driver', 'appium-xcuitest-driver'] as const;

/**
 * Makes an `APPIUM_HOME` of one's own in which Appium finds the project's drivers and keeps its manifest, so that two
 * rehearsals at once do not write the same file.
 */
export function makeAppiumHome(home: string, root: string): void {
  const modules = join(home, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const packages = ['appium', ...drivers];
  for (const name of packages) symlinkSync(packageFolder(name, root), join(modules, name));
  writeFileSync(
    join(home, 'package.json'),
    JSON.stringify({ private: true, dependencies: Object.fromEntries(packages.map((name) => [name, '*'])) }),
  );
}
