import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportSource } from '../subject/export/export-source.ts';
import { manifestName } from '../subject/export/keep-export.ts';
import { codeOf, InputError } from './input-error.ts';

/** An export in a folder: one file is read at a time. @throws InputError where no export lies */
export function folderExport(folder: string): ExportSource {
  const manifest = readable(() => readFileSync(join(folder, manifestName)), `${folder} holds no ${manifestName}`);
  const names = readable(() => readdirSync(folder), `${folder} cannot be read`).filter((name) => name !== manifestName);
  const known = new Set(names);
  return {
    manifest,
    names,
    read(name) {
      if (!known.has(name)) return undefined;
      try {
        return readFileSync(join(folder, name));
      } catch (error) {
        if (codeOf(error) === 'EISDIR') return undefined;
        throw new InputError(`${join(folder, name)} cannot be read (${codeOf(error)}).`);
      }
    },
  };
}

function readable<T>(read: () => T, what: string): T {
  try {
    return read();
  } catch (error) {
    throw new InputError(`${what} (${codeOf(error)}). Name the folder of an export, or of a rehearsal.`);
  }
}
