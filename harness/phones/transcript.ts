import type { ShownBubble } from '../../simulators/kernel/journal/kinds/ui.ts';

/** A conversation as far as one screen shows it. */
export interface Transcript {
  /** Name or number in the title. */
  readonly title: string;
  /** Whether the app calls it encrypted. */
  readonly encrypted: boolean;
  /** Whether what is written would go out as SMS. */
  readonly sms: boolean;
  /** Oldest first. */
  readonly bubbles: readonly ShownBubble[];
  /** Whether there may be older ones further up. */
  readonly more: boolean;
}

const statusWords: readonly (readonly [RegExp, NonNullable<ShownBubble['status']>])[] = [
  [/could not be decrypted/i, 'undecryptable'],
  [/^not (sent|delivered)/i, 'failed'],
  [/sending/i, 'sending'],
  [/\b(read|seen)\b/i, 'displayed'],
  [/delivered/i, 'delivered'],
  [/\bsent\b/i, 'sent'],
];

/** What an app writes under a bubble, in the journal's vocabulary; null for what says nothing of it (a time, `Now • SMS`). */
export function statusOf(words: string): ShownBubble['status'] {
  return statusWords.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

/**
 * Puts an older screenful before what was read already: they overlap by as many bubbles as agree. A status that was
 * out of sight on one is taken from the other.
 */
export function joinScreens(older: readonly ShownBubble[], newer: readonly ShownBubble[]): readonly ShownBubble[] {
  const same = (a: ShownBubble | undefined, b: ShownBubble | undefined): boolean =>
    a?.direction === b?.direction && a?.body === b?.body;
  for (let overlap = Math.min(older.length, newer.length); overlap > 0; overlap--) {
    const start = older.length - overlap;
    if (!newer.slice(0, overlap).every((bubble, i) => same(bubble, older[start + i]))) continue;
    const shared = newer
      .slice(0, overlap)
      .map((bubble, i) => ({ ...bubble, status: bubble.status ?? older[start + i]?.status ?? null }));
    return [...older.slice(0, start), ...shared, ...newer.slice(overlap)];
  }
  return [...older, ...newer];
}
