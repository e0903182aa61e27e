import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import type { Fold, Invariant, Violation } from '../invariant.ts';
import { recent } from '../recent.ts';

/** Records that were seen are remembered this far back. */
const rememberedRecords = 20_000;
/** Violations kept; one is enough. */
const maxViolations = 1000;

type Taken = JournalEntry<'subject.export'>;

/**
 * An export holds what the pages give: each record once, as it is there, in whatever format and compression; it verifies
 * against the archive's key and its log; and two exports of one state hold the same.
 */
export const exportComplete: Invariant = {
  id: 'export-complete',
  title: 'An export verifies, and holds each record of the archive once, in every format and compression the same',
  source: 'SEC Rule 17a-4(f)(2)(v) as amended: records and their index can be downloaded readily and completely',
  observes: ['subject.export'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: () => fold(),
};

function fold(): Fold {
  const violations: Violation[] = [];
  /** Records that the archive gave before. */
  const seen = recent<number>(rememberedRecords);
  let judged = 0;
  let refused: string | undefined;
  let unchecked: string | undefined;
  /** The export before, of which nothing was erased since. */
  let last: Taken | undefined;

  function violated(what: string, entries: readonly number[]): void {
    if (violations.length < maxViolations)
      violations.push({ what, message_id: null, canary: null, entries: [...entries] });
  }

  function judge(entry: Taken): void {
    const { seq, data } = entry;
    const { pages } = data;
    const name = `the export as ${data.format}, ${data.compression}`;
    judged += data.records;
    unchecked ??= data.unknown[0];
    for (const finding of data.violated) violated(`${name}: ${finding}`, [seq]);
    const ids = {
      'pages give twice': pages.twice,
      'it lacks': pages.missing,
      'it has otherwise than the pages': pages.differing,
      'it has and the archive has not': pages.extra,
    };
    for (const [what, [id, ...more]] of Object.entries(ids)) {
      if (id !== undefined) violated(`${name}: ${counted(more.length + 1, 'record')} that ${what}: ${id}`, [seq]);
    }
    if (data.records < seen.size())
      violated(`${name} has ${counted(data.records, 'record')}, and ${seen.size()} were seen`, [
        ...seen.values().slice(0, 1),
        seq,
      ]);
    if (last && last.data.snapshot === data.snapshot && last.data.digest !== data.digest)
      violated(`${name} is not what the one as ${last.data.format}, ${last.data.compression} holds`, [last.seq, seq]);
    last = entry;
  }

  return {
    entry(entry) {
      if (entry.kind === 'subject.record') seen.set(entry.data.record_id, entry.seq);
      else if (entry.kind === 'subject.erasure') last = undefined;
      else if (entry.kind === 'subject.export') judge(entry);
      else if (entry.kind === 'subject.error' && entry.data.operation === 'export') refused ??= entry.data.reason;
    },
    finish: () =>
      answer({
        judged,
        violations,
        unknown: refused !== undefined ? `the subject could not give an export: ${refused}` : unchecked,
        nothing: 'no export that holds a record was taken',
      }),
    open: () => violations.length + seen.size(),
  };
}
