import type { Migration } from '../migrations.ts';

/** The log of commitments: leaves and full tiles are written once; the right edge is read from them. */
export const log: Migration = {
  name: '0002-log',
  statements: ({ integer, bytes, strict, refuse }) => [
    `CREATE TABLE log_leaves (
       tenant TEXT NOT NULL,
       leaf_index ${integer} NOT NULL,
       leaf ${bytes} NOT NULL,
       PRIMARY KEY (tenant, leaf_index)
     ) ${strict}`,
    ...refuse('log_leaves_are_written_once', 'UPDATE', 'log_leaves', 'a leaf of the log is written once'),
    ...refuse('log_leaves_are_kept', 'DELETE', 'log_leaves', 'a leaf of the log is kept'),

    `CREATE TABLE log_tiles (
       tenant TEXT NOT NULL,
       level ${integer} NOT NULL,
       tile_index ${integer} NOT NULL,
       root ${bytes} NOT NULL,
       hashes ${bytes} NOT NULL,
       PRIMARY KEY (tenant, level, tile_index)
     ) ${strict}`,
    ...refuse('log_tiles_are_written_once', 'UPDATE', 'log_tiles', 'a full tile of the log is written once'),
    ...refuse('log_tiles_are_kept', 'DELETE', 'log_tiles', 'a full tile of the log is kept'),

    // Null for what was archived before there was a log.
    `ALTER TABLE records ADD COLUMN leaf_index ${integer}`,
  ],
};
