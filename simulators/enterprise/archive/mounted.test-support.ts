import { spawnSync } from 'node:child_process';

/** Why something could not be mounted here, as a test that is skipped says it. */
export class NotMountedError extends Error {
  override readonly name = 'NotMountedError';
}

/** Runs a program of the system. @throws NotMountedError with what it said */
export function run(program: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status === 0) return;
  const why = error?.message ?? stderr.trim().split('\n')[0] ?? `it ended with ${status}`;
  const who = process.geteuid?.() === 0 ? '' : ', and mounting takes root';
  throw new NotMountedError(`${program} ${args[0]} does not work here${who}: ${why}`);
}

/**
 * Mounts something on a folder, works on it, and takes it off again, whatever happens.
 * @returns why nothing was tried, where it cannot be mounted
 */
export async function mounted(
  folder: string,
  mount: readonly string[],
  work: () => Promise<void>,
): Promise<string | undefined> {
  try {
    run('mount', ...mount, folder);
  } catch (error) {
    if (error instanceof NotMountedError) return error.message;
    throw error;
  }
  try {
    await work();
    return undefined;
  } finally {
    spawnSync('umount', ['--lazy', folder]);
  }
}
