import type { Hono } from 'hono';
import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { RecordStore } from '../archive/records.ts';
import type { LogStore } from '../log/log-store.ts';
import type { Database } from '../store/database.ts';
import type { Telling } from '../telling.ts';
import type { Tenant } from '../tenant.ts';
import { exportRoutes } from './app.ts';
import { databaseSource } from './database-source.ts';
import { createExports } from './exports.ts';
import { exportsStore } from './exports-store.ts';

export interface ExportingOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Telling;
  readonly tenant: Pick<Tenant, 'id' | 'archiveKey' | 'logKey'>;
  readonly database: Database;
  readonly records: Pick<RecordStore, 'page'>;
  readonly log: LogStore;
  /** Lets auditors pass. @throws Problem */
  readonly audit: (request: Request) => Promise<void>;
}

/** Exports of a tenant's archive, from its store to its routes. */
export function exporting(app: Hono, options: ExportingOptions): void {
  const { clock, random, journal, tenant, database, records, log, audit } = options;
  const exports = createExports({
    clock,
    random,
    tenant,
    source: databaseSource({ database, tenant, records, log }),
    store: exportsStore(database, tenant.id),
    onMade: ({ exportId, request: { format, compression } }, manifest) =>
      void journal.append('archive.exported', {
        export_id: exportId,
        format,
        compression,
        records: manifest.records,
        files: manifest.files.length,
      }),
  });
  exportRoutes(app, { exports, audit });
}
