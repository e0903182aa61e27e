import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { recent } from './recent.ts';

/** Records of which it is remembered whose message they are: those seen last. */
const rememberedRecords = 60_000;

/** Messages of which a record is erased: no metadata row tells the hash of their text any more. */
export interface ErasedMessages {
  entry(entry: JournalEntry): void;
  /** All of them, and whether records are erased that nobody has seen: of any message. */
  all(): { readonly messages: ReadonlySet<string>; readonly unseen: boolean };
  size(): number;
}

export function erasedMessages(): ErasedMessages {
  const messages = recent<string>(rememberedRecords);
  /** Ids of erased records. */
  const gone = recent<string>(rememberedRecords);

  return {
    entry({ kind, data }) {
      if (kind === 'subject.record') {
        messages.set(data.record_id, data.message_id);
        if (data.erased) gone.set(data.record_id, data.record_id);
      } else if (kind === 'subject.erasure') {
        for (const { record_id, outcome } of data.outcomes) if (outcome === 'erased') gone.set(record_id, record_id);
      } else if (kind === 'subject.kept') for (const { record_id } of data.erased) gone.set(record_id, record_id);
    },
    all() {
      const known = gone.values().flatMap((id) => messages.get(id) ?? []);
      return { messages: new Set(known), unseen: known.length < gone.size() };
    },
    size: () => messages.size() + gone.size(),
  };
}
