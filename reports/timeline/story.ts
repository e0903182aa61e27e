import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { type Cast, cast } from './cast.ts';
import { type Drawn, eventReader } from './events.ts';
import type { Outage } from './model.ts';

/** What is drawn of a journal, in order, before it is laid out in rows. */
export interface Told {
  readonly seq: number;
  /** Milliseconds since the world started. */
  readonly atMs: number;
  readonly kind: JournalEntry['kind'];
  readonly drawn: Drawn;
}

export interface Story {
  readonly cast: Cast;
  readonly told: readonly Told[];
}

export function storyOf(entries: readonly JournalEntry[], outages: readonly Outage[]): Story {
  const who = cast();
  const read = eventReader(who);
  const startedMs = Date.parse(entries[0]?.at ?? '');
  const told: Told[] = [];
  for (const entry of entries) {
    who.learn(entry);
    const { seq, kind } = entry;
    const atMs = Date.parse(entry.at) - startedMs;
    for (const drawn of [...faultMarks(seq, outages), ...read(entry)]) told.push({ seq, atMs, kind, drawn });
  }
  return { cast: who, told };
}

/** An injected fault begins and ends on every lane that it breaks; a user's switch is told by its own entry. */
function faultMarks(seq: number, outages: readonly Outage[]): Drawn[] {
  return outages
    .filter(({ byHand, from, to }) => !byHand && (from === seq || to === seq))
    .flatMap(({ title, lanes, from }) =>
      lanes.map(
        (lane): Drawn => ({
          draw: 'mark',
          mark: {
            lane,
            look: 'fault',
            lines: [from === seq ? title : 'mended'],
            tone: from === seq ? 'bad' : 'good',
            message: null,
          },
        }),
      ),
    );
}
