import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * The operator's token of a server, from its file; a new one is made where there is none. Only the file's owner can read
 * it: it never goes to a terminal or a log.
 */
export function operatorToken(file: string): string {
  try {
    const found = readFileSync(file, 'utf8').trim();
    if (found.length >= 16) {
      chmodSync(file, 0o600);
      return found;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const made = `operate-${randomBytes(24).toString('hex')}`;
  writeFileSync(file, `${made}\n`, { mode: 0o600 });
  chmodSync(file, 0o600); // the mode counts only for a file that was not there
  return made;
}
