import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import type { Cast } from './cast.ts';
import type { Row } from './model.ts';

type Violation = JournalData['verdict.invariant']['violations'][number];

/** Flags that one invariant may put up: the verdict page has the rest. */
const flagsEach = 4;

/** Puts a flag after the row in which each violation shows. */
export function withFlags(rows: readonly Row[], entries: readonly JournalEntry[], cast: Cast): Row[] {
  const after = new Map<number, Row[]>();
  for (const { kind, data } of entries) {
    if (kind !== 'verdict.invariant' || data.outcome !== 'violated') continue;
    for (const [index, violation] of data.violations.slice(0, flagsEach).entries()) {
      const at = placeOf(violation, rows, cast);
      const more = index === flagsEach - 1 ? data.violations.length - flagsEach : 0;
      const flag: Row = {
        shape: 'flag',
        atMs: rows[at]?.atMs ?? 0,
        endMs: rows[at]?.endMs ?? 0,
        entries: violation.entries,
        lane: laneOf(rows[at], messageOf(violation, cast)),
        invariant: data.invariant,
        text: `${words(violation, cast)}${more > 0 ? `; and ${more} more` : ''}`,
      };
      after.set(at, [...(after.get(at) ?? []), flag]);
    }
  }
  return [...(after.get(-1) ?? []), ...rows.flatMap((row, index) => [row, ...(after.get(index) ?? [])])];
}

function words(violation: Violation, cast: Cast): string {
  const message = messageOf(violation, cast);
  const cited = violation.entries.length === 0 ? '' : ` (journal entries ${violation.entries.join(', ')})`;
  return `${cast.readable(violation.what)}${message === undefined ? '' : `, message ${message}`}${cited}`;
}

function messageOf({ message_id, canary }: Violation, cast: Cast): number | undefined {
  return (
    (canary === null ? undefined : cast.numberIn(canary)) ?? (message_id === null ? undefined : cast.number(message_id))
  );
}

/** The last row that draws a cited entry; else the message's last row; else the row before the entry; else the end. */
function placeOf(violation: Violation, rows: readonly Row[], cast: Cast): number {
  const cited = rows.findLastIndex((row) => row.entries.some((seq) => violation.entries.includes(seq)));
  if (cited >= 0) return cited;
  const message = messageOf(violation, cast);
  const spoken = message === undefined ? -1 : rows.findLastIndex((row) => laneOf(row, message, true) !== null);
  if (spoken >= 0) return spoken;
  const last = violation.entries.at(-1) ?? Number.POSITIVE_INFINITY;
  const before = rows.findLastIndex((row) => (row.entries[0] ?? 0) <= last);
  return before;
}

function laneOf(row: Row | undefined, message: number | undefined, only = false): string | null {
  if (row?.shape === 'hop') return only && row.message !== message ? null : (row.path.at(-1) ?? null);
  if (row?.shape === 'fan') return only && row.message !== message ? null : (row.to.at(-1) ?? row.from[0] ?? null);
  if (row?.shape !== 'marks') return null;
  const own = row.marks.find(
    (mark) => mark.message === message || (message !== undefined && mark.also?.includes(message) === true),
  );
  return own?.lane ?? (only ? null : (row.marks[0]?.lane ?? null));
}
