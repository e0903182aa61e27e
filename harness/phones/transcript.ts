import type { ShownBubble } from '../../simulators/kernel/journal/kinds/ui.ts';

/** One line of a conversation: a message, or what happened to the group in the app's words. */
export type Line = ShownBubble | { readonly notice: string };

/** The lines of a conversation, oldest first: all of them, and each kind by itself. */
export interface Lines {
  readonly lines: readonly Line[];
  readonly bubbles: readonly ShownBubble[];
  readonly notices: readonly string[];
}

export const sorted = (lines: readonly Line[]): Lines => ({
  lines,
  bubbles: lines.flatMap((line) => ('notice' in line ? [] : [line])),
  notices: lines.flatMap((line) => ('notice' in line ? [line.notice] : [])),
});

/** A conversation as far as one screen shows it. */
export interface Transcript extends Lines {
  /** Name or number in the title. */
  readonly title: string;
  /** Whether the app calls it encrypted. */
  readonly encrypted: boolean;
  /** Whether it says in so many words that the conversation is not encrypted. */
  readonly notEncrypted: boolean;
  /** Whether there is no field to write in, because the phone's owner is not in the group any more. */
  readonly closed: boolean;
  /** Whether what is written would go out as SMS. */
  readonly sms: boolean;
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

/** For whom a message failed, where what stands under its bubble says so: `Ben and Cy`. */
export function failedFor(words: string): Pick<ShownBubble, 'failed_for'> {
  const names = /^not delivered to (?<names>.+)$/isu.exec(words)?.groups?.['names'];
  return names === undefined ? {} : { failed_for: names };
}

/**
 * Puts an older screenful before what was read already: they overlap by as many lines as agree. A status that was out of
 * sight on one is taken from the other, and so is the name of a sender.
 */
export function joinScreens(older: readonly Line[], newer: readonly Line[]): readonly Line[] {
  for (let overlap = Math.min(older.length, newer.length); overlap > 0; overlap--) {
    const start = older.length - overlap;
    const shared = newer.slice(0, overlap).map((line, i) => merged(older[start + i], line));
    const agreed = shared.filter((line) => line !== undefined);
    if (agreed.length === overlap) return [...older.slice(0, start), ...agreed, ...newer.slice(overlap)];
  }
  return [...older, ...newer];
}

/** Two sights of one line; undefined when they are of two. */
function merged(older: Line | undefined, newer: Line): Line | undefined {
  if (older === undefined) return undefined;
  if ('notice' in older || 'notice' in newer)
    return 'notice' in older && 'notice' in newer && older.notice === newer.notice ? newer : undefined;
  if (older.direction !== newer.direction || older.body !== newer.body) return undefined;
  return { ...older, ...newer, status: newer.status ?? older.status };
}
