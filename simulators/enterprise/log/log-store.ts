import type { Database } from '../store/database.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import { emptyRoot } from './merkle-hash.ts';
import { readLeaves, readTile } from './read-tile.ts';
import type { TileId } from './tile.ts';
import { answer, consistencyQuestion, inclusionQuestion, type Question, rootQuestion } from './tree.ts';

/** A tenant's log as it is read. A state of it is a number of leaves; it has all states that it ever had. */
export interface LogStore {
  /** How many leaves are committed. */
  size(): Promise<number>;
  root(size: number): Promise<Uint8Array>;
  /** The inclusion path of a leaf in a state. @throws RangeError */
  inclusion(index: number, size: number): Promise<readonly Uint8Array[]>;
  /** The proof that one state begins with another. @throws RangeError */
  consistency(from: number, to: number): Promise<readonly Uint8Array[]>;
  /** The hashes of a tile one after the other: all of its width are there. */
  tile(id: TileId): Promise<Uint8Array>;
  /** The data of leaves `from` .. `to`-1. */
  leaves(from: number, to: number): Promise<readonly Uint8Array[]>;
}

const selectLast = preparedQuery<{ tenant: string }, { leaf_index: number }>((database, value) =>
  database
    .selectFrom('log_leaves')
    .select('leaf_index')
    .where('tenant', '=', value('tenant'))
    .orderBy('leaf_index', 'desc')
    .limit(1),
);

export function logStore(database: Database, tenant: string): LogStore {
  async function ask(question: Question): Promise<readonly Uint8Array[]> {
    const tiles = new Map<string, Uint8Array>();
    for (const id of question.tiles) tiles.set(`${id.level}/${id.index}`, await readTile(database, tenant, id));
    return answer({ tile: (level, index) => tiles.get(`${level}/${index}`) ?? new Uint8Array(0) }, question);
  }

  return {
    async size() {
      const [last] = (await selectLast(database, { tenant })).rows;
      return last ? last.leaf_index + 1 : 0;
    },
    root: async (size) => (await ask(rootQuestion(size)))[0] ?? emptyRoot,
    inclusion: async (index, size) => ask(inclusionQuestion(index, size)),
    consistency: async (from, to) => ask(consistencyQuestion(from, to)),
    tile: (id) => readTile(database, tenant, id),
    leaves: (from, to) => readLeaves(database, tenant, from, to),
  };
}
