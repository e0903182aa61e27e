import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The path of a temporary folder that does not exist yet: whoever uses it makes it, and removes it. */
export function scratchPath(purpose: string): string {
  return join(tmpdir(), `greenroom-${purpose}-${process.pid}-${randomBytes(4).toString('hex')}`);
}
