import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { manifestName } from '../subject/export/keep-export.ts';
import { InputError } from './input-error.ts';

/** An export on a disk, and the journal that was kept beside it. */
export interface FoundExport {
  readonly name: string;
  readonly folder: string;
  readonly journal: string | undefined;
}

/** Where a rehearsed scenario keeps its export, and its journal. */
const exportFolder = 'export';
const journalFile = 'journal.jsonl';

/**
 * The exports in a path: the folder of one or its manifest, the folder of a rehearsed scenario, or that of a whole
 * rehearsal, whose scenarios each have one.
 * @throws InputError where there is none
 */
export function findExports(path: string): readonly FoundExport[] {
  if (!existsSync(path)) throw new InputError(`${path} is not there.`);
  if (basename(path) === manifestName) return [{ name: dirname(path), folder: dirname(path), journal: undefined }];
  if (!statSync(path).isDirectory())
    throw new InputError(`${path} is no export: name the folder that holds its ${manifestName}.`);
  if (existsSync(join(path, manifestName))) {
    const beside = join(dirname(path), journalFile);
    const journal = basename(path) === exportFolder && existsSync(beside) ? beside : undefined;
    return [{ name: path, folder: path, journal }];
  }
  const scenarios = join(path, 'scenarios');
  const folders = existsSync(scenarios) ? readdirSync(scenarios).map((name) => join(scenarios, name)) : [path];
  const found = folders.toSorted().flatMap((folder): FoundExport[] => {
    const own = join(folder, exportFolder);
    if (!existsSync(join(own, manifestName))) return [];
    const journal = join(folder, journalFile);
    return [{ name: basename(folder), folder: own, journal: existsSync(journal) ? journal : undefined }];
  });
  if (found.length > 0) return found;
  throw new InputError(
    `${path} holds no export: there is no ${manifestName} in it, no ${exportFolder}/ and no scenarios/*/${exportFolder}/.`,
  );
}

/** Whether there is any. */
export function holdsExports(path: string): boolean {
  try {
    return findExports(path).length > 0;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
