import { accessSync, constants, mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { RehearsalFailure } from './failure.ts';

/**
 * Makes a folder that something is to be written to, and what is missing above it, level by level: Node's own recursive
 * mkdir never returns where the file system refuses new folders with ENOENT, as /proc does.
 * @throws RehearsalFailure that names what is in the way
 */
export function makeOutFolder(folder: string): void {
  const path = resolve(folder);
  const refuse = (why: string): never => {
    throw new RehearsalFailure(`${path} cannot be written to: ${why}. Name another folder with --out.`);
  };
  const missing: string[] = [];
  let nearest = path;
  let found = look(nearest);
  while (found === undefined && dirname(nearest) !== nearest) {
    missing.unshift(nearest);
    nearest = dirname(nearest);
    found = look(nearest);
  }
  if (found === undefined || !found.isDirectory()) refuse(`${nearest} is not a folder`);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch (error) {
    refuse(`${nearest} is read-only (${codeOf(error)})`);
  }
  for (const level of missing) {
    try {
      mkdirSync(level);
    } catch (error) {
      // Another run may have made it in between.
      if (codeOf(error) !== 'EEXIST' || look(level)?.isDirectory() !== true)
        refuse(`no folder can be made in ${dirname(level)} (${codeOf(error)})`);
    }
  }
}

/**
 * Makes `<parent>/<name>`, with a number at its end when that is taken. @returns its path
 * @throws RehearsalFailure
 */
export function makeFreshFolder(parent: string, name: string): string {
  makeOutFolder(parent);
  for (let attempt = 1; ; attempt++) {
    const candidate = join(resolve(parent), attempt === 1 ? name : `${name}-${attempt}`);
    try {
      mkdirSync(candidate);
      return candidate;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST')
        throw new RehearsalFailure(`${candidate} cannot be made (${codeOf(error)}). Name another folder with --out.`);
    }
  }
}

/** Undefined when nothing is there, or when something above it is no folder. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
