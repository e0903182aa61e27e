import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { JournalData, JournalKind } from './kinds.ts';

/**
 * One line of a journal. `hash` covers everything before it and, through `prev`, every earlier entry:
 * SHA-256 over the RFC 8785 form of the entry without `hash`, in lower-case hex.
 */
export type JournalEntry<K extends JournalKind = JournalKind> = {
  [Kind in K]: {
    /** 0, 1, 2 .. without gaps. */
    readonly seq: number;
    /** RFC 3339 UTC, milliseconds, by the world's clock. */
    readonly at: string;
    readonly kind: Kind;
    readonly data: JournalData[Kind];
    /** The hash of the entry before, or 64 zeros. */
    readonly prev: string;
    readonly hash: string;
  };
}[K];

export const genesis = '0'.repeat(64);

export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a journal entry must be JSON: it holds undefined or a function');
  return text;
}

export function entryHash(entry: Omit<JournalEntry, 'hash'>): string {
  return sealed(entry).hash;
}

/**
 * An entry's hash, and its line: the RFC 8785 form of the entry with the hash. Put together around `data`, which is by far
 * the most of it, so that this is made canonical once: at, data, hash, kind, prev, seq is the order of the keys.
 */
export function sealed({ seq, at, kind, data, prev }: Omit<JournalEntry, 'hash'>): { hash: string; line: string } {
  const before = `{"at":${JSON.stringify(at)},"data":${canonical(data)}`;
  const after = `"kind":${JSON.stringify(kind)},"prev":${JSON.stringify(prev)},"seq":${JSON.stringify(seq)}}`;
  const digest = hash('sha256', `${before},${after}`);
  return { hash: digest, line: `${before},"hash":"${digest}",${after}` };
}
