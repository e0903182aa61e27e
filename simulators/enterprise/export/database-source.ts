import type { RecordStore } from '../archive/records.ts';
import { signCheckpoint } from '../log/checkpoint.ts';
import type { LogStore } from '../log/log-store.ts';
import { tileWidth } from '../log/tile.ts';
import type { Ed25519SigningKey } from '../standard-webhooks/keys.ts';
import type { Database } from '../store/database.ts';
import type { ArchiveSource } from './archive-source.ts';

export interface DatabaseSourceOptions {
  readonly database: Database;
  readonly tenant: { readonly id: string; readonly logKey: Ed25519SigningKey };
  readonly records: Pick<RecordStore, 'page'>;
  readonly log: Pick<LogStore, 'root' | 'tile'>;
}

/** What exports are made of, from the store. */
export function databaseSource({ database, tenant, records, log }: DatabaseSourceOptions): ArchiveSource {
  return {
    async snapshot(custodian) {
      const all = database.selectFrom('records').where('tenant', '=', tenant.id);
      const lastLeaf = database
        .selectFrom('log_leaves')
        .where('tenant', '=', tenant.id)
        .select(({ fn }) => fn.max('leaf_index').as('leaf_index'));
      // One statement: an upload in between would be in the log and not among the records.
      const { last, leaf } = await all
        .select(({ fn }) => [fn.max('position').as('last'), lastLeaf.as('leaf')])
        .executeTakeFirstOrThrow();
      const position = Number(last ?? 0);
      let there = all.where('position', '<=', position);
      if (custodian !== null) there = there.where('custodian', '=', custodian);
      const { count } = await there.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow();
      return { position, candidates: Number(count), leaves: leaf === null ? 0 : Number(leaf) + 1 };
    },
    page: (query, custodian) => records.page(query, custodian ?? undefined),
    async proofs(recordIds, leaves) {
      if (recordIds.length === 0) return new Map();
      const rows = await database
        .selectFrom('records')
        .innerJoin('record_contents', (join) =>
          join
            .onRef('record_contents.tenant', '=', 'records.tenant')
            .onRef('record_contents.record_id', '=', 'records.record_id'),
        )
        .select(['records.record_id', 'leaf_index', 'nonce'])
        .where('records.tenant', '=', tenant.id)
        .where('records.record_id', 'in', recordIds)
        .execute();
      const buried = await database
        .selectFrom('tombstones')
        .select(['record_id', 'log_leaf as leaf_index', 'log_nonce as nonce'])
        .where('tenant', '=', tenant.id)
        .where('record_id', 'in', recordIds)
        .execute();
      return new Map(
        [...rows, ...buried].flatMap(({ record_id, leaf_index, nonce }) =>
          leaf_index === null || nonce === null || leaf_index >= leaves
            ? []
            : [[record_id, { leaf_index, nonce: nonce.toString('base64') }]],
        ),
      );
    },
    async log(size) {
      return { size, checkpoint: signCheckpoint(tenant.id, tenant.logKey, size, await log.root(size)) };
    },
    async leafHashes(from, to) {
      const tiles: Uint8Array[] = [];
      for (let index = from / tileWidth; index * tileWidth < to; index++) {
        tiles.push(await log.tile({ level: 0, index, width: Math.min(tileWidth, to - index * tileWidth) }));
      }
      return Buffer.concat(tiles);
    },
  };
}
