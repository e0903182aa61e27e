import type { Database } from '../store/database.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import { leafHash } from './merkle-hash.ts';
import { type TileId, tileWidth } from './tile.ts';

/** Positions `from` .. `to`-1 of one level. */
interface Span {
  readonly tenant: string;
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

const selectTile = preparedQuery<{ tenant: string; level: number; tile_index: number }, { hashes: Buffer }>(
  (database, value) =>
    database
      .selectFrom('log_tiles')
      .select('hashes')
      .where('tenant', '=', value('tenant'))
      .where('level', '=', value('level'))
      .where('tile_index', '=', value('tile_index')),
);

const selectRoots = preparedQuery<Span, { root: Buffer }>((database, value) =>
  database
    .selectFrom('log_tiles')
    .select('root')
    .where('tenant', '=', value('tenant'))
    .where('level', '=', value('level'))
    .where('tile_index', '>=', value('from'))
    .where('tile_index', '<', value('to'))
    .orderBy('tile_index'),
);

const selectLeaves = preparedQuery<Omit<Span, 'level'>, { leaf: Buffer }>((database, value) =>
  database
    .selectFrom('log_leaves')
    .select('leaf')
    .where('tenant', '=', value('tenant'))
    .where('leaf_index', '>=', value('from'))
    .where('leaf_index', '<', value('to'))
    .orderBy('leaf_index'),
);

/** The data of leaves `from` .. `to`-1. */
export async function readLeaves(
  database: Database,
  tenant: string,
  from: number,
  to: number,
): Promise<readonly Uint8Array[]> {
  const { rows } = await selectLeaves(database, { tenant, from, to });
  return rows.map(({ leaf }) => leaf);
}

/**
 * The hashes of a tile one after the other, as many as its width says. A full one lies in one piece; one at the edge is
 * made of the leaves, or of the roots of the full tiles below it.
 * @param isKept false for a full one that is about to be
 */
export async function readTile(
  database: Database,
  tenant: string,
  { level, index, width }: TileId,
  { isKept = width === tileWidth } = {},
): Promise<Uint8Array> {
  if (isKept) {
    const [tile] = (await selectTile(database, { tenant, level, tile_index: index })).rows;
    if (!tile) throw new Error(`the log lacks its full tile ${level}/${index}`);
    return tile.hashes;
  }
  const [from, to] = [index * tileWidth, index * tileWidth + width];
  const hashes =
    level === 0
      ? (await readLeaves(database, tenant, from, to)).map(leafHash)
      : (await selectRoots(database, { tenant, level: level - 1, from, to })).rows.map(({ root }) => root);
  if (hashes.length !== width)
    throw new Error(`tile ${level}/${index} of the log has ${hashes.length} hashes of ${width}`);
  return Buffer.concat(hashes);
}
