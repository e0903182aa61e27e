import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import { completeRoot } from './merkle-hash.ts';
import { readTile } from './read-tile.ts';
import type { LogLeavesTable, LogTilesTable } from './tables.ts';
import { tileWidth } from './tile.ts';

const insertLeaf = preparedQuery<Pick<LogLeavesTable, 'tenant' | 'leaf'>, Pick<LogLeavesTable, 'leaf_index'>>(
  (database, value) =>
    database
      .insertInto('log_leaves')
      .values({
        tenant: value('tenant'),
        leaf_index: sql<number>`(select coalesce(max(leaf_index) + 1, 0) from log_leaves where tenant = ${value('tenant')})`,
        leaf: value('leaf'),
      })
      .returning('leaf_index'),
);

const insertTile = preparedQuery<LogTilesTable, never>((database, value) =>
  database.insertInto('log_tiles').values({
    tenant: value('tenant'),
    level: value('level'),
    tile_index: value('tile_index'),
    root: value('root'),
    hashes: value('hashes'),
  }),
);

/**
 * Adds a leaf to a tenant's log and returns its index. Belongs in the transaction that writes what the leaf commits to:
 * the transactions of a tenant come one after the other, so indices have no gaps, and neither is ever there alone.
 * @param transaction see inTransaction
 */
export async function appendLeaf(transaction: Database, tenant: string, leaf: Uint8Array): Promise<number> {
  const [row] = (await insertLeaf(transaction, { tenant, leaf: Buffer.from(leaf) })).rows;
  if (!row) throw new Error('a leaf that was just added to the log is not there');
  await fillTiles(transaction, tenant, row.leaf_index);
  return row.leaf_index;
}

/** Writes the tiles that a leaf has filled, if any, in the transaction that adds it. */
export async function fillTiles(transaction: Database, tenant: string, leafIndex: number): Promise<void> {
  let hashes = leafIndex + 1;
  for (let level = 0; hashes % tileWidth === 0; level++) {
    hashes /= tileWidth;
    const full = { level, index: hashes - 1, width: tileWidth };
    const tile = await readTile(transaction, tenant, full, { isKept: false });
    await insertTile(transaction, {
      ...{ tenant, level, tile_index: full.index },
      ...{ root: Buffer.from(completeRoot(tile)), hashes: Buffer.from(tile) },
    });
  }
}
