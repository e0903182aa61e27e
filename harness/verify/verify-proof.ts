import { type ArchiveRecord, archiveRecord } from '../subject/contract/record.ts';
import type { TrustedCheckpoint } from '../subject/export/check-log.ts';
import { type Checked, checking } from '../subject/export/checked.ts';
import { sameHash } from '../subject/proof/merkle.ts';
import { type ProvenRecord, verifyProofText } from '../subject/proof/proof-file.ts';
import { changedField } from '../subject/proof/record-commitment.ts';
import type { VerifierKey } from '../subject/proof/signed-note.ts';
import { InputError } from './input-error.ts';
import { readText } from './key-file.ts';

/** What a proof file is verified with. */
export interface ProofWith {
  /** The log's. Without it the answer is unknown: anybody can make a log. */
  readonly key: VerifierKey | undefined;
  /** Records as they were read; the one of the proof is held against it. */
  readonly records: readonly ArchiveRecord[];
  /** What the log said at other times. */
  readonly checkpoints: readonly TrustedCheckpoint[];
}

/** Verifies the proof file of a record without asking anybody. @throws InputError when the file cannot be read */
export function verifyProofFile(path: string, { key, records, checkpoints }: ProofWith): readonly Checked[] {
  const text = readText(path, '--proof');
  const proof = checking('proof');
  if (!key) {
    proof.unknown('the key of the log is not known: give it with --key');
    return [proof.end('')];
  }
  proof.saw();
  const verdict = verifyProofText(text, key);
  if (!verdict.ok) {
    proof.violated(verdict.problem);
    return [proof.end('')];
  }
  const record = recordCheck(verdict.proven, records);
  const forks = forkCheck(verdict.proven, checkpoints);
  return [proof.end(''), ...(record ? [record] : []), ...(forks ? [forks] : [])];
}

/** Whether the record that was read is the one that was logged; nothing where none was given. */
function recordCheck({ recordId, committed, tombstone }: ProvenRecord, records: readonly ArchiveRecord[]) {
  if (records.length === 0) return undefined;
  const check = checking('record');
  const record = records.find(({ record_id }) => record_id === recordId);
  if (record) check.saw();
  else check.unknown(`none of the records given is ${recordId}`);
  if (record && committed) {
    const changed = changedField(record, committed);
    if (changed) check.violated(`its ${changed} is not what the log committed to`);
  } else if (record && tombstone && record.state !== 'erased') {
    check.violated(`the log has it as erased (${tombstone.tombstone}), and the record is not`);
  }
  return check.end('');
}

/** Whether the log said the same of one size at other times; nothing where no checkpoint of that size was kept. */
function forkCheck({ checkpoint: { size, root } }: ProvenRecord, checkpoints: readonly TrustedCheckpoint[]) {
  const same = checkpoints.filter((known) => known.size === size);
  if (same.length === 0) return undefined;
  const check = checking('consistency');
  for (const known of same) {
    check.saw();
    if (!sameHash(known.root, root)) check.violated(`the log of ${size} leaves has another root ${known.from}`);
  }
  return check.end('');
}

/** A record as the archive gave it (`GET /records/{record_id}`). @throws InputError */
export function readRecordFile(path: string): ArchiveRecord {
  const wrong = (why: string): InputError =>
    new InputError(`--record ${path} ${why}: give what GET /records/<record_id> answered.`);
  let value: unknown;
  try {
    value = JSON.parse(readText(path, '--record'));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw wrong('is not JSON');
  }
  const parsed = archiveRecord.safeParse(value);
  if (!parsed.success) throw wrong(`is no record: it is wrong at /${parsed.error.issues[0]?.path.join('/')}`);
  return parsed.data;
}
