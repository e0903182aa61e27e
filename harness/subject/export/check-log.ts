import type { ExportedRecord, ExportManifest } from '../contract/export.ts';
import type { ArchiveRecord } from '../contract/record.ts';
import { type Checkpoint, isCheckpointOf, parseCheckpoint } from '../proof/checkpoint.ts';
import { sameHash } from '../proof/merkle.ts';
import type { VerifierKey } from '../proof/signed-note.ts';
import { type Checked, type Checking, checking } from './checked.ts';
import { recordLeafHash, tombstoneLeafHash } from './commitment.ts';
import type { ExportSource } from './export-source.ts';
import { type LeafHashes, readLeafHashes } from './leaf-hashes.ts';

/** What is known of the log from elsewhere. */
export interface TrustedLog {
  readonly key?: VerifierKey | undefined;
  /** What the log is known to have said of itself at other times, each with a word on where that is known from. */
  readonly checkpoints: readonly TrustedCheckpoint[];
}

/** A checkpoint whose signature was verified, or that was verified when it was written down. */
export interface TrustedCheckpoint extends Pick<Checkpoint, 'origin' | 'size' | 'root'> {
  readonly from: string;
}

/** Checks the records of an export against the log that it brings, as they are read. */
export interface LogCheck {
  record(exported: ExportedRecord): void;
  end(): readonly Checked[];
}

const noLog = 'the export has no log: it was taken of an archive without one';

export function checkLog(manifest: ExportManifest, source: ExportSource, trusted: TrustedLog): LogCheck {
  const log = checking('log');
  const inclusion = checking('inclusion');
  const consistency = checking('consistency');
  const checkpoint = manifest.log ? parseCheckpoint(manifest.log.checkpoint) : undefined;
  const leaves = manifest.log ? readLeafHashes(manifest.log, source) : undefined;
  const covered = new Set<number>();
  let unplaced = 0;
  if (!manifest.log) for (const check of [log, inclusion, consistency]) check.unknown(noLog);
  else if (!checkpoint) log.violated('the checkpoint of the manifest is none');
  else if (!leaves) log.violated('the hashes of the leaves are missing or cut');
  else {
    checkOwn(log, checkpoint, leaves, trusted.key);
    checkOthers(consistency, checkpoint, leaves, trusted);
  }

  return {
    record({ record, proof }) {
      if (!leaves) return;
      const erased = record.state === 'erased';
      if (erased && typeof record.leaf_index === 'number') covered.add(record.leaf_index);
      else if (erased) unplaced++;
      inclusion.saw();
      if (!proof) {
        if (!erased) inclusion.violated(`${record.record_id} does not say which leaf is its own`);
        else if (isBefore(record.tombstone, manifest))
          inclusion.violated(`${record.record_id} does not say which leaf is that of its erasure`);
        return;
      }
      const leaf = leaves.at(proof.leaf_index);
      const committed = erased
        ? record.tombstone && tombstoneLeafHash(record.tombstone, proof.nonce)
        : recordLeafHash(record, proof.nonce);
      if (!leaf || !committed || !sameHash(leaf, committed))
        inclusion.violated(
          `${record.record_id} ${erased ? 'was not erased as its leaf says' : 'is not what its leaf commits to'}`,
        );
      if (covered.has(proof.leaf_index)) inclusion.violated(`${record.record_id} has another record's leaf`);
      covered.add(proof.leaf_index);
    },
    end() {
      if (leaves && isWhole(manifest)) demandAll(inclusion, leaves.count, covered, unplaced);
      return [
        log.end('there is no checkpoint'),
        inclusion.end('no record says which leaf is its own'),
        consistency.end('no checkpoint from another time was given'),
      ];
    },
  };
}

/** Nothing was left out by what was asked for. */
const isWhole = ({ filter }: ExportManifest): boolean => Object.values(filter).every((value) => value === null);

/** An erasure that was decided on may wait so long for its transaction, ms: a snapshot may come in between. */
const decidedMs = 60_000;

/** Whether what was erased was so at the snapshot, and its leaf in the log. */
const isBefore = (tombstone: ArchiveRecord['tombstone'], { created_at }: ExportManifest): boolean =>
  !!tombstone && Date.parse(tombstone.erased_at) + decidedMs < Date.parse(created_at);

/**
 * Each leaf is of a record in the export, or of an erasure: a record that was taken out of the archive leaves one that is of
 * neither.
 * @param covered the leaves of the export's records and of their erasures
 * @param unplaced how many erased records do not say which leaf was theirs
 */
function demandAll(check: Checking, count: number, covered: ReadonlySet<number>, unplaced: number): void {
  const lacking = [...Array(count).keys()].filter((index) => !covered.has(index));
  if (lacking.length <= unplaced) return;
  const where = `${lacking.slice(0, 5).join(', ')}${lacking.length > 5 ? ' ..' : ''}`;
  check.violated(`leaves of the log are of no record in the export, nor of an erasure in it (${where})`);
}

/** The leaves are those of the manifest's checkpoint, and the log signed it. */
function checkOwn(log: Checking, checkpoint: Checkpoint, leaves: LeafHashes, key: VerifierKey | undefined): void {
  log.saw();
  if (leaves.count !== checkpoint.size)
    log.violated(`there are hashes of ${leaves.count} leaves, and the checkpoint has ${checkpoint.size}`);
  else if (!sameHash(leaves.root(leaves.count), checkpoint.root))
    log.violated('the leaves do not come to the root of the checkpoint');
  if (!key) log.unknown('no key was given that is known to be the log’s');
  else if (!isCheckpointOf(checkpoint, key)) log.violated('the checkpoint is not signed by the key of the log');
}

/** What the log said at other times is the beginning of what the export has. */
function checkOthers(check: Checking, own: Checkpoint, leaves: LeafHashes, { checkpoints }: TrustedLog): void {
  for (const { from, size, origin, root } of checkpoints) {
    if (origin !== own.origin) check.violated(`the checkpoint ${from} is another log's`);
    else if (size > leaves.count)
      check.unknown(`the checkpoint ${from} has ${size} leaves, more than the export: take a newer export`);
    else {
      check.saw();
      if (!sameHash(leaves.root(size), root))
        check.violated(`the log of the export does not begin with the ${size} leaves of the checkpoint ${from}`);
    }
  }
}
