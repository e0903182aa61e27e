import type { CommittedRecord, CommittedTombstone } from './commitment.ts';
import type { LogStore } from './log-store.ts';

/** A leaf, and what opens it. */
interface Opened<Committed> {
  readonly leafIndex: number;
  readonly committed: Committed;
  readonly nonce: Uint8Array;
}

/** The leaves of one record: of an erased one only where it was is known, and its tombstone's. */
export interface LeavesOfRecord {
  readonly recordId: string;
  readonly record: Opened<CommittedRecord> | { readonly leafIndex: number; readonly committed: null };
  readonly tombstone: Opened<CommittedTombstone> | null;
}

/** The leaves of a record; nothing where there is no such record, or it was archived before there was a log. */
export type RecordLeaves = (recordId: string) => Promise<LeavesOfRecord | undefined>;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** What an auditor takes home: that a record is in a state of the log, verifiable without asking anybody. */
export async function proofFile(
  store: LogStore,
  { recordId, record, tombstone }: LeavesOfRecord,
  size: number,
  checkpoint: string,
): Promise<object> {
  async function proven(leafIndex: number): Promise<object> {
    const [leaf] = await store.leaves(leafIndex, leafIndex + 1);
    if (!leaf) throw new Error(`the log lacks its leaf ${leafIndex}`);
    const path = await store.inclusion(leafIndex, size);
    return { leaf: base64(leaf), leaf_index: leafIndex, inclusion_path: path.map(base64) };
  }
  const opened = (one: LeavesOfRecord['record'] | Opened<CommittedTombstone>): object =>
    one.committed === null ? { committed: null, nonce: null } : { committed: one.committed, nonce: base64(one.nonce) };
  return {
    v: 1,
    record_id: recordId,
    checkpoint,
    record: { ...opened(record), ...(await proven(record.leafIndex)) },
    tombstone: tombstone && { ...opened(tombstone), ...(await proven(tombstone.leafIndex)) },
  };
}
