import { readFileSync } from 'node:fs';
import { entryHash, genesis, type JournalEntry } from './entry.ts';
import { isJournalKind, journalKinds } from './kinds.ts';

/** A journal that cannot be trusted: which line, what is wrong with it. */
export class JournalError extends Error {
  readonly line: number;
  constructor(source: string, line: number, problem: string) {
    super(`${source}:${line}: ${problem}`);
    this.name = 'JournalError';
    this.line = line;
  }
}

/**
 * Reads JSON Lines and checks each entry: its schema, its sequence number, its link to the entry before and its hash.
 * @throws JournalError at the first line that fails; a last line without its newline (a crash) is an error too
 */
export function* parseJournal(text: string, source = 'journal'): Generator<JournalEntry> {
  let prev = genesis;
  let seq = 0;
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new JournalError(source, lines.length + 1, 'the last line is cut off');
  for (const [index, line] of lines.entries()) {
    const entry = readEntry(line, source, index + 1);
    if (entry.seq !== seq)
      throw new JournalError(source, index + 1, `seq is ${entry.seq}, expected ${seq}: entries are missing or moved`);
    if (entry.prev !== prev)
      throw new JournalError(source, index + 1, 'prev is not the hash of the line before: the chain is broken');
    if (entryHash(entry) !== entry.hash)
      throw new JournalError(source, index + 1, 'hash does not match: the entry was changed');
    prev = entry.hash;
    seq++;
    yield entry;
  }
}

export function readJournal(file: string): JournalEntry[] {
  return [...parseJournal(readFileSync(file, 'utf8'), file)];
}

function readEntry(line: string, source: string, number: number): JournalEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new JournalError(source, number, 'not JSON');
  }
  if (typeof value !== 'object' || value === null) throw new JournalError(source, number, 'not an object');
  const entry = value as Record<string, unknown>;
  const kind = entry['kind'];
  if (typeof kind !== 'string' || !isJournalKind(kind))
    throw new JournalError(source, number, `unknown kind ${JSON.stringify(kind)}`);
  const checked = journalKinds[kind].safeParse(entry['data']);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw new JournalError(
      source,
      number,
      `${kind}: data.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
    );
  }
  for (const field of ['at', 'prev', 'hash']) {
    if (typeof entry[field] !== 'string') throw new JournalError(source, number, `${field} is missing`);
  }
  if (!Number.isInteger(entry['seq'])) throw new JournalError(source, number, 'seq is missing');
  return value as JournalEntry;
}
