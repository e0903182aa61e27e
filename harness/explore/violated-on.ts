import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { InvariantVerdict } from '../oracle/judge.ts';

/**
 * The canaries of the messages on which an invariant was violated, each once, in order. Message ids are drawn anew in every
 * run: where a violation names only an id, the phones' entries say which canary it carries.
 */
export function violatedOn({ violations }: InvariantVerdict, entries: Iterable<JournalEntry>): readonly string[] {
  const ids = new Set(violations.flatMap(({ message_id, canary }) => (canary === null ? (message_id ?? []) : [])));
  const byId = new Map<string, string>();
  if (ids.size > 0)
    for (const { kind, data } of entries)
      if (
        (kind === 'handset.queued' || kind === 'handset.received') &&
        data.canary !== null &&
        ids.has(data.message_id)
      )
        byId.set(data.message_id, data.canary);
  return [...new Set(violations.flatMap(({ message_id, canary }) => canary ?? byId.get(message_id ?? '') ?? []))];
}
