import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** SHA-256 over the code of some rooms, tests and all: what differs in it may behave differently. */
export function sourceVersion(...rooms: readonly string[]): string {
  const root = join(import.meta.dirname, '..', '..');
  const hash = createHash('sha256');
  const pattern = `{${rooms.join(',')}}/**/*${extname(import.meta.filename)}`;
  for (const file of globSync(pattern, { cwd: root }).sort()) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}
