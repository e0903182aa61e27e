/** What became of one check of an export. A check that saw nothing is unknown: held with nothing judged is no answer. */
export interface Checked {
  /** Stable, in words that a report has: `files`, `signature`, `records` .. */
  readonly check: string;
  readonly outcome: 'held' | 'violated' | 'unknown';
  /** How many things it looked at. */
  readonly judged: number;
  /** What was found, or why it is not known; one sentence each. */
  readonly findings: readonly string[];
}

/** Findings told of; the rest are counted. */
const mostFindings = 20;

/** A check that is being made. */
export interface Checking {
  /** One thing was looked at. */
  saw(count?: number): void;
  violated(what: string): void;
  /** Something could not be looked at: makes the answer unknown unless something is violated. */
  unknown(why: string): void;
  /** @param nothing what to say where nothing was seen */
  end(nothing: string): Checked;
}

export function checking(check: string): Checking {
  const violations: string[] = [];
  const unknowns: string[] = [];
  let judged = 0;
  let more = 0;
  return {
    saw(count = 1) {
      judged += count;
    },
    violated(what) {
      if (violations.length < mostFindings) violations.push(what);
      else more++;
    },
    unknown(why) {
      if (!unknowns.includes(why) && unknowns.length < mostFindings) unknowns.push(why);
    },
    end(nothing) {
      const rest = more > 0 ? [`and ${more} more`] : [];
      if (violations.length > 0) return { check, outcome: 'violated', judged, findings: [...violations, ...rest] };
      if (unknowns.length > 0) return { check, outcome: 'unknown', judged, findings: unknowns };
      return judged === 0
        ? { check, outcome: 'unknown', judged, findings: [nothing] }
        : { check, outcome: 'held', judged, findings: [] };
    },
  };
}
