import { closeSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type BlobStore, folderBlobs } from '../../simulators/kernel/journal/blobs.ts';
import type { JournalSink } from '../../simulators/kernel/journal/journal.ts';

/** Where one run's journal and blobs are written as it runs. */
export interface ReplayFolder {
  readonly path: string;
  readonly blobs: BlobStore;
  /** Appends to `journal.jsonl`. */
  readonly sink: JournalSink;
  close(): void;
}

/** Starts a journal in `path`; one that is there already is written anew, blobs stay (they are named by their content). */
export function openReplayFolder(path: string): ReplayFolder {
  if (!existsSync(path)) mkdirSync(path, { recursive: true });
  const file = openSync(join(path, 'journal.jsonl'), 'w');
  return {
    path,
    blobs: folderBlobs(join(path, 'blobs')),
    sink: (line) => void writeSync(file, `${line}\n`),
    close: () => closeSync(file),
  };
}
