import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { JournalError, readJournal } from '../../simulators/kernel/journal/reader.ts';
import type { TrustedCheckpoint } from '../subject/export/check-log.ts';
import type { ArchiveKey } from '../subject/export/check-manifest.ts';
import { parseVerifierKey, type VerifierKey } from '../subject/proof/signed-note.ts';
import { codeOf, InputError } from './input-error.ts';
import { archiveKey } from './key-file.ts';

/** What a journal tells of an archive: whose keys are trusted there, what its log said, and what was seen. */
export interface JournalEvidence {
  readonly entries: readonly JournalEntry[];
  readonly archiveKeys: readonly ArchiveKey[];
  readonly log: VerifierKey | undefined;
  readonly checkpoints: readonly TrustedCheckpoint[];
  /** Exports that were taken while it was written. */
  readonly exports: readonly JournalEntry<'subject.export'>[];
}

/** Reads a journal, every link of its chain. @throws InputError where it cannot be trusted */
export function readEvidence(path: string): JournalEvidence {
  let entries: readonly JournalEntry[];
  try {
    entries = readJournal(path);
  } catch (error) {
    if (error instanceof JournalError) throw new InputError(`The journal cannot be trusted: ${error.message}.`);
    throw new InputError(`--journal ${path} cannot be read (${codeOf(error)}).`);
  }
  if (entries.length === 0) throw new InputError(`--journal ${path} is empty.`);
  return evidence(entries);
}

export function evidence(entries: readonly JournalEntry[]): JournalEvidence {
  const exports = entries.filter((entry) => entry.kind === 'subject.export');
  const keys = new Map(
    exports.flatMap(({ data }) => data.archive_keys.map(({ kid, key }) => [`${kid} ${key}`, { kid, key }])),
  );
  const logKeys = exports.flatMap(({ data }) => data.log_key ?? []);
  return {
    entries,
    exports,
    archiveKeys: [...keys.values()].flatMap(({ kid, key }) => archiveKey(kid, key) ?? []),
    log: logKeys[0] === undefined ? undefined : parseVerifierKey(logKeys[0]),
    checkpoints: entries.flatMap((entry) => (entry.kind === 'subject.checkpoint' ? trustedOf(entry) : [])),
  };
}

function trustedOf({ seq, data }: JournalEntry<'subject.checkpoint'>): TrustedCheckpoint[] {
  const { origin, size, root, signature_verified } = data;
  if (!signature_verified || origin === null || size === null || root === null) return [];
  return [{ from: `in entry ${seq} of the journal`, origin, size, root: Buffer.from(root, 'hex') }];
}
