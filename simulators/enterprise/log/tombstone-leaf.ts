import type { Random } from '../../kernel/random.ts';
import type { Database } from '../store/database.ts';
import { appendLeaf } from './append.ts';
import { type CommittedTombstone, commit, nonceBytes } from './commitment.ts';

/** Appends the leaf of an erasure in the transaction that erases. Its nonce is not a secret: a tombstone stays readable. */
export function tombstoneLog(tenant: string, random: Random) {
  return async (
    transaction: Database,
    committed: CommittedTombstone,
  ): Promise<{ readonly leaf_index: number; readonly nonce: Uint8Array }> => {
    const nonce = random.split(committed.record_id).bytes(nonceBytes);
    return { leaf_index: await appendLeaf(transaction, tenant, commit(nonce, committed)), nonce };
  };
}
