import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type BlobStore, folderBlobs } from '../../simulators/kernel/journal/blobs.ts';
import type { JournalSink } from '../../simulators/kernel/journal/journal.ts';
import { RehearsalFailure } from '../rehearsal/failure.ts';
import { makeOutFolder } from '../rehearsal/out-folder.ts';

/** Where one run's journal and blobs are written as it runs. */
export interface ReplayFolder {
  readonly path: string;
  readonly blobs: BlobStore;
  /** Appends to `journal.jsonl`. */
  readonly sink: JournalSink;
  close(): void;
}

/**
 * Starts a journal in `path`; one that is there already is written anew, blobs stay (they are named by their content).
 * @throws RehearsalFailure where nothing can be written
 */
export function openReplayFolder(path: string): ReplayFolder {
  makeOutFolder(path);
  const file = openJournal(join(path, 'journal.jsonl'));
  return {
    path,
    blobs: folderBlobs(join(path, 'blobs')),
    sink: (line) => void writeSync(file, `${line}\n`),
    close: () => closeSync(file),
  };
}

function openJournal(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RehearsalFailure(`${path} cannot be written: ${why}. Name another folder with --out.`);
  }
}
