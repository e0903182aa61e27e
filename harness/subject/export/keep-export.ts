import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportSource } from './export-source.ts';

/** The file of an export that describes the others. */
export const manifestName = 'manifest.json';

/** Writes an export into a folder of its own, which must not exist. Every byte stays as it was taken. */
export function keepExport(folder: string, source: ExportSource): void {
  mkdirSync(folder);
  writeFileSync(join(folder, manifestName), source.manifest);
  for (const name of source.names) {
    const bytes = source.read(name);
    if (bytes) writeFileSync(join(folder, name), bytes);
  }
}
