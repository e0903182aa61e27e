import assert from 'node:assert/strict';
import { type Random, seededRandom } from '../../kernel/random.ts';
import { mangledBytes, pick } from '../fixture-input.ts';
import { formatTilePath, parseTilePath } from './tile-path.ts';

/** The path of a tile, as somebody who means no good would write it. */
export function mangledTilePath(random: Random): string {
  const index = random.below(pick(random, [3, 300, 2 ** 31]));
  const width = pick(random, [256, 1 + random.below(255)]);
  const path = formatTilePath({ level: pick<'entries' | number>(random, ['entries', random.below(64)]), index, width });
  const how = random.below(6);
  if (how === 0) return path;
  if (how === 1) return path.replace(/\d/, (digit) => `%3${digit}`);
  if (how === 2) return `${path}/${pick(random, ['..', '../../checkpoint', '.p', '', 'x000'])}`;
  if (how === 3) return path.replace('/', pick(random, ['//', '/../', '\\', '/x000/', '%2f']));
  return Buffer.from(mangledBytes(random, Buffer.from(path))).toString(how === 4 ? 'latin1' : 'utf8');
}

/** What is taken for a tile has one name, and it is this one. */
function tilePaths(seed: number, index: number): void {
  const path = mangledTilePath(seededRandom(`tile paths ${seed} ${index}`));
  const named = parseTilePath(path);
  if (!named) return;
  assert.equal(formatTilePath(named), path);
  assert.ok(Number.isSafeInteger(named.index) && named.width >= 1 && named.width <= 256);
}

export const logFuzzers = [{ name: 'tile-paths', run: tilePaths }];
