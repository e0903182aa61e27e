import { type Clock, timestamp } from '../clock.ts';
import type { BlobStore } from './blobs.ts';
import { genesis, type JournalEntry, sealed } from './entry.ts';
import type { JournalData, JournalKind } from './kinds.ts';

/** The append-only record of a world. The world's process is its only writer. */
export interface Journal {
  readonly blobs: BlobStore;
  /** Appends, and returns the entry with its sequence number. */
  append<K extends JournalKind>(kind: K, data: JournalData[K]): JournalEntry<K>;
  /** Called with every entry after it was appended. Returns how to stop. */
  subscribe(listener: (entry: JournalEntry) => void): () => void;
  /** The hash of the last entry, or 64 zeros. */
  head(): string;
  length(): number;
}

/** Takes each entry's line (RFC 8785, without the newline) as it is appended. */
export type JournalSink = (line: string) => void;

export function journal(clock: Clock, blobs: BlobStore, sink: JournalSink = () => {}): Journal {
  const listeners = new Set<(entry: JournalEntry) => void>();
  /** Appended by a listener while others are still told of the entry before: all hear everything in order. */
  const untold: JournalEntry[] = [];
  let telling = false;
  let seq = 0;
  let prev = genesis;

  function tell(): void {
    telling = true;
    try {
      for (let entry = untold.shift(); entry; entry = untold.shift()) {
        for (const listener of listeners) listener(entry);
      }
    } finally {
      telling = false;
    }
  }

  return {
    blobs,
    append<K extends JournalKind>(kind: K, data: JournalData[K]): JournalEntry<K> {
      const open = { seq, at: timestamp(clock.now()), kind, data, prev } as unknown as Omit<JournalEntry<K>, 'hash'>;
      const { hash, line } = sealed(open as Omit<JournalEntry, 'hash'>);
      const entry = { ...open, hash } as JournalEntry<K>;
      sink(line);
      seq++;
      prev = entry.hash;
      untold.push(entry as unknown as JournalEntry);
      if (!telling) tell();
      return entry;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    head: () => prev,
    length: () => seq,
  };
}
