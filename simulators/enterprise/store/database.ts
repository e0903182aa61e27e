import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What every store of the enterprise is handed: the database, or a transaction on it. */
export type Database = Kysely<Tables>;
