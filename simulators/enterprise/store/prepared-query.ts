import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import type { Database } from './database.ts';

/** Stands for a value while a query is built. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query that runs often: it is built and compiled once a kind of database, and then only filled in. Building one costs Kysely
 * several times what SQLite takes to run it.
 * @param build makes the query, with `value('name')` wherever a value goes
 */
export function preparedQuery<Values extends object, Row>(
  build: (database: Database, value: <K extends keyof Values & string>(name: K) => Values[K]) => Compilable<Row>,
): (database: Database, values: Values) => Promise<QueryResult<Row>> {
  const compiled = new WeakMap<object, CompiledQuery<Row>>();
  return (database, values) => {
    const { constructor: kind } = database.getExecutor().adapter; // a class each for SQLite and PostgreSQL
    let query = compiled.get(kind);
    if (!query) {
      // A slot goes through the builder as the value that it stands for would.
      query = build(database, (name) => new Slot(name) as never).compile();
      compiled.set(kind, query);
    }
    const filled = new Map<string, unknown>(Object.entries(values));
    const parameters = query.parameters.map((one) => (one instanceof Slot ? filled.get(one.name) : one));
    return database.executeQuery({ ...query, parameters });
  };
}
