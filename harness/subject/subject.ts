import type { ObservedEventPage, RecordPage } from './contract/page.ts';
import type { ArchiveRecord } from './contract/record.ts';
import type { OpenedCopy } from './open-copy.ts';

/** What a subject may be asked for. An integrator's may not offer all of it; what is missing is not judged. */
export type SubjectOperation = 'records' | 'record' | 'events' | 'open';

/** The subject was asked and could not answer, or answered something else than the contract. Names no values. */
export class SubjectError extends Error {
  readonly operation: SubjectOperation;
  readonly reason: string;
  constructor(operation: SubjectOperation, reason: string) {
    super(`the subject's ${operation}: ${reason}`);
    this.name = 'SubjectError';
    this.operation = operation;
    this.reason = reason;
  }
}

/**
 * The system under test, as the oracle sees it: its archive and its metadata through its contract, and the tenant's own
 * keys to look inside.
 */
export interface Subject {
  readonly operations: ReadonlySet<SubjectOperation>;
  /** The page of records after a cursor; from the beginning without one. @throws SubjectError */
  records(after?: string): Promise<RecordPage>;
  /** Nothing when the archive has no such record. @throws SubjectError */
  record(recordId: string): Promise<ArchiveRecord | undefined>;
  /** The page of metadata rows after a cursor, each row as it is: the contract is judged. @throws SubjectError */
  events(after?: string): Promise<ObservedEventPage>;
  /** Opens a record's copy with the tenant's keys, as far as escrow allows it. */
  open(record: ArchiveRecord): OpenedCopy;
}
