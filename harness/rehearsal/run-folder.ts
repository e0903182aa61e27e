import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFreshFolder } from './out-folder.ts';

/** Where one run keeps everything it leaves behind. Paths are absolute. */
export interface RunFolder {
  readonly path: string;
  readonly logs: string;
  /** One folder a scenario in here: journal, blobs, plan, verdicts. */
  readonly scenarios: string;
  readonly allureResults: string;
  /** What workers tell the launcher, a JSON line each. */
  readonly progress: string;
}

/** Makes `<out>/runs/<timestamp>-<seed>/`. @throws RehearsalFailure where nothing can be written */
export function makeRunFolder(out: string, seed: number, now: Date): RunFolder {
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '').replaceAll('-', '');
  // Two runs in one second with one seed: the later one gets a number.
  const path = makeFreshFolder(join(out, 'runs'), `${stamp}Z-${seed}`);
  const folder: RunFolder = {
    path,
    logs: join(path, 'logs'),
    scenarios: join(path, 'scenarios'),
    allureResults: join(path, 'allure-results'),
    progress: join(path, 'progress.jsonl'),
  };
  for (const each of [folder.logs, folder.scenarios, folder.allureResults]) mkdirSync(each, { recursive: true });
  return folder;
}

/** Removes all but the latest `keep` runs. Folders that are not named like a run are left alone. */
export function pruneRuns(out: string, keep: number): void {
  const runs = join(resolve(out), 'runs');
  const names = readdirSync(runs)
    .filter((name) => /^\d{8}T\d{6}Z-\d+(-\d+)?$/.test(name))
    .sort();
  for (const name of names.slice(0, Math.max(0, names.length - keep)))
    rmSync(join(runs, name), { recursive: true, force: true });
}
