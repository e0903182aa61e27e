import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';

/** Who takes part: a column of the picture. */
export interface Lane {
  /** A phone's or a carrier's name behind its kind (`phone:ana`), `webhooks` or `archive`. */
  readonly key: string;
  readonly kind: 'phone' | 'carrier' | 'webhooks' | 'archive';
  readonly title: string;
  readonly subtitle: string;
}

/** `quiet` is there to be looked up, `bad` is what the eye must find. */
export type Tone = 'plain' | 'good' | 'quiet' | 'bad';

/** Something that happened at one party. */
export interface Mark {
  readonly lane: string;
  /** `bubble`: a message as typed or shown; `epoch`: keys changed; `fault`: something was broken or mended. */
  readonly look: 'bubble' | 'note' | 'epoch' | 'fault' | 'counts';
  readonly lines: readonly string[];
  readonly tone: Tone;
  /** The message's number in the picture. */
  readonly message: number | null;
  /** Further messages of which the same is to be said at the same moment. */
  readonly also?: readonly number[];
}

interface At {
  /** Milliseconds since the world started. */
  readonly atMs: number;
  /** When the last of what is drawn here happened. */
  readonly endMs: number;
  /** Sequence numbers of the entries that are drawn in this row. */
  readonly entries: readonly number[];
}

/** One line of the picture. Rows are in the order of time and never share a height: nothing can overlap. */
export type Row = At &
  (
    | { readonly shape: 'marks'; readonly marks: readonly Mark[] }
    /** Something went from party to party; it got as far as the last lane of `path`. */
    | {
        readonly shape: 'hop';
        readonly path: readonly string[];
        readonly text: string;
        readonly tone: Tone;
        readonly message: number | null;
      }
    /** Something went from one to many, or from many to one: it got to the lanes of `to`. */
    | {
        readonly shape: 'fan';
        readonly from: readonly string[];
        /** Carriers that it passed. */
        readonly via: readonly string[];
        readonly to: readonly string[];
        /** For whom it was, who did not get it then. */
        readonly missed: readonly string[];
        readonly text: string;
        readonly tone: Tone;
        readonly message: number | null;
      }
    | { readonly shape: 'band'; readonly text: string; readonly tone: Tone }
    /** An invariant broke here. */
    | { readonly shape: 'flag'; readonly lane: string | null; readonly invariant: string; readonly text: string }
  );

/** What was broken from when to when: a coloured bar over lanes. */
export interface Outage {
  readonly title: string;
  readonly lanes: readonly string[];
  /** By hand: a user's switch rather than an injected fault. */
  readonly byHand: boolean;
  /** The entry that says that it began. */
  readonly from: number;
  /** The entry that says that it ended; null: it never did. */
  readonly to: number | null;
}

/** One scenario as a picture shows it. Built from a journal and nothing else. */
export interface Timeline {
  readonly title: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly environment: JournalData['world.started']['environment'];
  readonly lanes: readonly Lane[];
  readonly rows: readonly Row[];
  readonly outages: readonly Outage[];
  readonly verdicts: readonly Pick<JournalData['verdict.invariant'], 'invariant' | 'outcome' | 'judged'>[];
  readonly messages: number;
  /** Too many messages to draw each: rows count them. */
  readonly aggregated: boolean;
  readonly lastsMs: number;
}
