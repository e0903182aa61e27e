import type { SchemaDialect } from './dialect.ts';
import { base } from './migrations/0001-base.ts';
import { log } from './migrations/0002-log.ts';
import { lifecycle } from './migrations/0003-lifecycle.ts';
import { manifests } from './migrations/0004-manifests.ts';
import { enrolment } from './migrations/0005-enrolment.ts';
import { exports } from './migrations/0006-exports.ts';
import { webhookProfiles } from './migrations/0007-webhook-profiles.ts';
import { hostedTenants } from './migrations/0008-hosted-tenants.ts';
import { webhookKeys } from './migrations/0009-webhook-keys.ts';
import { enrolmentModes } from './migrations/0010-enrolment-modes.ts';
import { erasedHashes } from './migrations/0011-erased-hashes.ts';

/** One change that the schema went through. A released step is never edited; a new one is added. */
export interface Migration {
  /** Its place and name, for ever: `0001-base`. */
  readonly name: string;
  /** SQL statements, for either dialect. */
  readonly statements: (dialect: SchemaDialect) => readonly string[];
}

/** Oldest first. */
export const migrations: readonly Migration[] = [
  base,
  log,
  lifecycle,
  manifests,
  enrolment,
  exports,
  webhookProfiles,
  hostedTenants,
  webhookKeys,
  enrolmentModes,
  erasedHashes,
];

/** Where it is kept which steps a database has been through. */
export const ledger =
  'CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)';

/** The steps that a database still lacks. @throws Error for one from a newer version of us */
export function missing(applied: readonly string[]): readonly Migration[] {
  const known = new Set(migrations.map(({ name }) => name));
  const foreign = applied.filter((name) => !known.has(name));
  if (foreign.length > 0) {
    throw new Error(
      `the archive has schema ${foreign.join(', ')}, which this version does not know: open it with the version that wrote it`,
    );
  }
  const done = new Set(applied);
  return migrations.filter(({ name }) => !done.has(name));
}
