import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeOutFolder } from '../rehearsal/out-folder.ts';
import { type WorldResult, worldResult } from './explore.ts';
import { sourceVersion } from './source-version.ts';

/** What an exploration has found so far, in a file: one that was interrupted goes on from there. */
export interface ExplorationState {
  /** Results that were there already, by index. */
  readonly found: ReadonlyMap<number, WorldResult>;
  add(result: WorldResult): void;
  /** The exploration is complete: the next one begins anew. */
  remove(): void;
}

/**
 * Opens the state of an exploration. What another seed or another version of the code has found does not count.
 * JSON Lines: seed and version, then one result a line, in the order in which worlds ended.
 */
export function openState(path: string, seed: number): ExplorationState {
  const head = JSON.stringify({ seed, version: sourceVersion('simulators', 'harness') });
  const found = readState(path, head);
  makeOutFolder(dirname(path));
  // Written anew: a process that was killed may have left half a line.
  writeFileSync(path, `${[head, ...[...found.values()].map((result) => JSON.stringify(result))].join('\n')}\n`);
  return {
    found,
    add: (result) => appendFileSync(path, `${JSON.stringify(result)}\n`),
    remove: () => rmSync(path, { force: true }),
  };
}

function readState(path: string, head: string): Map<number, WorldResult> {
  const found = new Map<number, WorldResult>();
  let lines: string[];
  try {
    lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch {
    return found;
  }
  if (lines.shift() !== head) return found;
  for (const line of lines) {
    const result = worldResult.parse(JSON.parse(line));
    found.set(result.index, result);
  }
  return found;
}
