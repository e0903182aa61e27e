import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { recent } from './recent.ts';

/** Titles that are remembered: those given last. */
const remembered = 4096;

/** What a conversation is known by in a journal of what users saw: a number, or a title that may change. */
export interface Titles {
  entry(entry: JournalEntry): void;
  /** The same for every title that one group ever had, and for every way to write one number. */
  conversation(peer: string, isGroup: boolean): string;
}

export function titles(): Titles {
  /** The first title of the group that has this one. */
  const first = recent<string>(remembered);
  return {
    entry({ kind, data }) {
      if (kind !== 'ui.grouped' || data.did !== 'renamed' || data.name === undefined) return;
      first.set(data.name, first.get(data.peer) ?? data.peer);
    },
    conversation: (peer, isGroup) => (isGroup ? `group ${first.get(peer) ?? peer}` : peer.replaceAll(/\D/g, '')),
  };
}
