import type { Database } from '../store/database.ts';
import { type ExportRequest, exportRequest } from './schema.ts';

/** Where a part begins, and at how many of the custodian's records (or anybody's) it looks from there on. */
export interface Cut {
  readonly after: number;
  readonly limit: number;
}

/** An export as it was asked for, and the state of the archive that it is of. */
export interface ExportJob {
  readonly exportId: string;
  readonly createdAtMs: number;
  readonly request: ExportRequest;
  /** The position of the last record. */
  readonly snapshot: number;
  /** How many of the custodian's records (or anybody's) there are up to it. */
  readonly candidates: number;
  readonly log: { readonly size: number; readonly checkpoint: string } | null;
}

/** What it came to. */
export interface MadeExport {
  /** Signed, to the byte. */
  readonly manifest: string;
  readonly cuts: readonly Cut[];
}

export interface ExportsStore {
  /** False when the id is another export's: nothing was kept then. */
  add(job: ExportJob): Promise<boolean>;
  byId(exportId: string): Promise<{ readonly job: ExportJob; readonly made: MadeExport | undefined } | undefined>;
  /** Keeps what an export came to; the first one stays. */
  keep(exportId: string, made: MadeExport): Promise<void>;
}

export function exportsStore(database: Database, tenant: string): ExportsStore {
  return {
    async add({ exportId, createdAtMs, request, snapshot, candidates, log }) {
      const [added] = await database
        .insertInto('exports')
        .values({
          tenant,
          export_id: exportId,
          created_at: createdAtMs,
          request: JSON.stringify(request),
          snapshot,
          candidates,
          log_size: log?.size ?? null,
          checkpoint: log?.checkpoint ?? null,
          cuts: null,
          manifest: null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('export_id')
        .execute();
      return added !== undefined;
    },
    async byId(exportId) {
      const row = await database
        .selectFrom('exports')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('export_id', '=', exportId)
        .executeTakeFirst();
      if (!row) return undefined;
      const { created_at, snapshot, candidates, log_size, checkpoint, manifest, cuts } = row;
      return {
        job: {
          exportId,
          createdAtMs: created_at,
          request: exportRequest.parse(JSON.parse(row.request)),
          snapshot,
          candidates,
          log: log_size !== null && checkpoint !== null ? { size: log_size, checkpoint } : null,
        },
        made: manifest !== null && cuts !== null ? { manifest, cuts: JSON.parse(cuts) as readonly Cut[] } : undefined,
      };
    },
    async keep(exportId, { manifest, cuts }) {
      await database
        .updateTable('exports')
        .set({ manifest, cuts: JSON.stringify(cuts) })
        .where('tenant', '=', tenant)
        .where('export_id', '=', exportId)
        .where('manifest', 'is', null)
        .execute();
    },
  };
}
