import { PostgresAdapter } from 'kysely';
import type { Database } from './database.ts';

/** Which of the databases it is. */
export const isPostgres = (database: Database): boolean => database.getExecutor().adapter instanceof PostgresAdapter;

/** How a schema is written for one of the databases. All else of it is the same SQL. */
export interface SchemaDialect {
  /** Column types. Whole numbers have 64 bits and are read as JavaScript numbers; times are ms since the epoch. */
  readonly integer: string;
  readonly bytes: string;
  /** Ends a CREATE TABLE: `CREATE TABLE t (...) ${strict}`. */
  readonly strict: string;
  /**
   * A trigger that refuses to change or remove rows of a table, with an error that says why. `unless` is a condition on
   * the row, named `old` (and `new` for an update), under which it lets them.
   */
  refuse(trigger: string, on: 'UPDATE' | 'DELETE', table: string, why: string, unless?: string): readonly string[];
  /** Takes such a trigger away, for a later step to put another in its place. */
  dropTrigger(trigger: string, table: string): string;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const sqliteSchema: SchemaDialect = {
  integer: 'INTEGER',
  bytes: 'BLOB',
  strict: 'STRICT',
  refuse: (trigger, on, table, why, unless) => [
    `CREATE TRIGGER ${trigger} BEFORE ${on} ON ${table}
     ${unless === undefined ? '' : `WHEN NOT coalesce(${unless}, FALSE)`} BEGIN SELECT RAISE(ABORT, ${quoted(why)}); END`,
  ],
  dropTrigger: (trigger) => `DROP TRIGGER ${trigger}`,
};

export const postgresSchema: SchemaDialect = {
  integer: 'BIGINT',
  bytes: 'BYTEA',
  strict: '',
  refuse: (trigger, on, table, why, unless) => [
    `CREATE OR REPLACE FUNCTION ${trigger}() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       ${unless === undefined ? '' : `IF coalesce(${unless}, FALSE) THEN RETURN ${on === 'UPDATE' ? 'new' : 'old'}; END IF;`}
       RAISE EXCEPTION USING MESSAGE = ${quoted(why)}, ERRCODE = 'restrict_violation';
     END $$`,
    `CREATE TRIGGER ${trigger} BEFORE ${on} ON ${table} FOR EACH ROW EXECUTE FUNCTION ${trigger}()`,
    ...(on === 'DELETE'
      ? [
          `CREATE OR REPLACE FUNCTION ${trigger}_all() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN RAISE EXCEPTION USING MESSAGE = ${quoted(why)}, ERRCODE = 'restrict_violation'; END $$`,
          `CREATE TRIGGER ${trigger}_all BEFORE TRUNCATE ON ${table} EXECUTE FUNCTION ${trigger}_all()`,
        ]
      : []),
  ],
  dropTrigger: (trigger, table) => `DROP TRIGGER ${trigger} ON ${table}`,
};
