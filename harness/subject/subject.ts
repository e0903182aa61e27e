import type { ExportRequest } from './contract/export.ts';
import type { ChainPage } from './contract/manifest.ts';
import type { ObservedEventPage, RecordPage } from './contract/page.ts';
import type { ArchiveRecord, Tombstone } from './contract/record.ts';
import type { ArchiveKey } from './export/check-manifest.ts';
import type { ExportSource } from './export/export-source.ts';
import type { OpenedCopy } from './open-copy.ts';
import type { RecordsOffice } from './records-office.ts';
import type { SubjectLog } from './subject-log.ts';

/** What a subject may be asked for. An integrator's may not offer all of it; what is missing is not judged. */
export type SubjectOperation =
  | 'records'
  | 'record'
  | 'events'
  | 'open'
  | 'checkpoint'
  | 'proof'
  | 'consistency'
  | 'export'
  | 'manifests'
  | 'policy'
  | 'holds'
  | 'erasures';

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
  /** The page of a device's chain of manifests after a cursor; absent where there are none. @throws SubjectError */
  readonly chain?: (deviceId: string, after?: string) => Promise<ChainPage>;
  /** Keys that the archive signs with. */
  readonly archiveKeys: readonly ArchiveKey[];
  /** An export, with all its files. @throws SubjectError */
  takeExport(request: ExportRequest): Promise<ExportSource>;
  /** The log, where the key is known that its checkpoints are verified with. */
  readonly log?: SubjectLog | undefined;
  /** Opens a record's copy with the tenant's keys, as far as escrow allows it. */
  open(record: ArchiveRecord): OpenedCopy;
  /** Whether a tombstone is of this record, and the tenant's archive made it. */
  buried(recordId: string, tombstone: Tombstone): boolean;
  /** Policy, holds and erasures, where the harness was given the operator's token. */
  readonly office?: RecordsOffice;
}
