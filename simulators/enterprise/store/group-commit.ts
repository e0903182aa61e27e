import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { InTransaction } from './store.ts';

type Work<T> = (transaction: Database) => Promise<T>;

/** Some work of a tenant that waits for its turn, and whoever waits for it to be committed. */
interface Waiting {
  readonly work: Work<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** How some work ended, if the transaction that it was part of is committed. */
type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** The most that is committed together: what a failing disk can take back at once. */
const largest = 64;

const savepoint = sql`savepoint one_of_several`;
const release = sql`release savepoint one_of_several`;
const rollBack = sql`rollback to savepoint one_of_several`;

/** One of several: what it did is undone alone when it fails. @throws when it could not be undone alone: then all is lost */
async function attempt(transaction: Database, work: Work<unknown>): Promise<Outcome> {
  await savepoint.execute(transaction);
  try {
    const value = await work(transaction);
    await release.execute(transaction);
    return { value };
  } catch (error) {
    try {
      await rollBack.execute(transaction);
      await release.execute(transaction);
    } catch {
      throw error;
    }
    return { error };
  }
}

/**
 * Commits together what comes while the disk is still busy with what came before, a tenant at a time: syncing a disk takes
 * as long for many as for one. Each is told when all of it is on the disk; one that fails takes no other with it.
 * @param lock taken first in each transaction, for the tenant
 * @param gather lets others arrive, where nobody can while the disk is busy
 */
export function groupCommit(
  database: Database,
  lock: (transaction: Database, tenant: string) => Promise<void>,
  gather?: () => Promise<void>,
): InTransaction {
  /** By tenant, while there is any. */
  const queues = new Map<string, Waiting[]>();

  async function together(tenant: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await database.transaction().execute(async (transaction) => {
        await lock(transaction, tenant);
        const [only, ...others] = batch;
        if (only && others.length === 0) return [{ value: await only.work(transaction) }];
        const all: Outcome[] = [];
        for (const { work } of batch) all.push(await attempt(transaction, work));
        return all;
      });
      for (const [index, outcome] of outcomes.entries()) {
        if ('error' in outcome) batch[index]?.reject(outcome.error);
        else batch[index]?.resolve(outcome.value as never); // of its own work
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function drain(tenant: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      await gather?.();
      await together(tenant, queue.splice(0, largest));
    }
    queues.delete(tenant);
  }

  return (tenant, work) =>
    new Promise((resolve, reject) => {
      const waiting = { work, resolve, reject };
      const queue = queues.get(tenant);
      if (queue) queue.push(waiting);
      else {
        const begun = [waiting];
        queues.set(tenant, begun);
        void drain(tenant, begun);
      }
    });
}
