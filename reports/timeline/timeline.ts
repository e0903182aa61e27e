import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { countedRows } from './counts.ts';
import { withFlags } from './flags.ts';
import { lanesOf } from './lanes.ts';
import type { Timeline } from './model.ts';
import { outagesOf } from './outages.ts';
import { rowsOf } from './rows.ts';
import { storyOf } from './story.ts';

/** With more rows than this nobody follows single messages any more. */
const mostRows = 160;

/**
 * Reads a journal as a story of messages and faults. Pure: the same journal gives the same timeline.
 * @throws RangeError when the journal does not begin with a world
 */
export function timelineOf(entries: readonly JournalEntry[]): Timeline {
  const first = entries[0];
  if (first?.kind !== 'world.started')
    throw new RangeError('a timeline needs a journal from its first entry, "world.started", on');
  const lanes = lanesOf(first.data);
  const outages = outagesOf(entries, lanes);
  const { cast, told } = storyOf(entries, outages);
  const single = rowsOf(told);
  const aggregated = single.length > mostRows;
  return {
    title: first.data.scenario,
    startedAt: first.at,
    environment: first.data.environment,
    lanes,
    rows: withFlags(aggregated ? countedRows(told) : single, entries, cast),
    outages,
    verdicts: entries.flatMap(({ kind, data }) =>
      kind === 'verdict.invariant' ? [{ invariant: data.invariant, outcome: data.outcome, judged: data.judged }] : [],
    ),
    messages: cast.messages(),
    aggregated,
    lastsMs: Date.parse(entries.at(-1)?.at ?? first.at) - Date.parse(first.at),
  };
}
