import type { Migration } from '../migrations.ts';

/** Exports that were asked for: who took what of the archive stays. An export is made once. */
export const exports: Migration = {
  name: '0006-exports',
  statements: ({ integer, strict, refuse }) => [
    `CREATE TABLE exports (
       tenant TEXT NOT NULL,
       export_id TEXT NOT NULL,
       created_at ${integer} NOT NULL,
       request TEXT NOT NULL,
       snapshot ${integer} NOT NULL,
       candidates ${integer} NOT NULL,
       log_size ${integer},
       checkpoint TEXT,
       cuts TEXT,
       manifest TEXT,
       PRIMARY KEY (tenant, export_id)
     ) ${strict}`,
    ...refuse('exports_are_made_once', 'UPDATE', 'exports', 'an export is made once', 'old.manifest IS NULL'),
    ...refuse('exports_are_kept', 'DELETE', 'exports', 'that an export was taken is kept'),
  ],
};
