import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import { parsePeriod } from './period.ts';

/** A record as the oracle knows it. */
export interface Archived {
  readonly custodian: string;
  readonly atMs: number;
  /** When the device says that the message was written; undefined where the journal does not tell. */
  readonly deviceMs?: number | undefined;
}

/** Whether something keeps a record's content: for certain, perhaps (by a time that the journal does not tell), or not. */
export interface Keeping {
  readonly hold: 'yes' | 'perhaps' | 'no';
  readonly retention: 'yes' | 'perhaps' | 'no';
  /** The policy gives nobody a right to erasure. */
  readonly noErasure: boolean;
  /** What a refusal may name. */
  readonly rules: ReadonlySet<string>;
}

/** What a records officer set and the subject confirmed: policies and holds, as the journal tells it. */
export interface Retention {
  entry(entry: JournalEntry): void;
  /** What keeps a record, when it is asked for between two times. */
  keeps(record: Archived, fromMs: number, untilMs: number): Keeping;
  /** Whether a record may be disposed of by time alone, under the policy in force. */
  disposes(record: Archived, atMs: number): boolean;
}

interface Policy {
  readonly sinceMs: number;
  readonly set: JournalData['subject.policy'];
}

/** Clocks tell milliseconds: what lies this close to a deadline is judged by neither side of it, ms. */
const closeMs = 1;

export function retention(): Retention {
  const policies: Policy[] = [];
  const holds = new Map<string, JournalData['subject.hold']>();

  const inForce = (): JournalData['subject.policy'] | undefined => policies.at(-1)?.set;

  /** The latest end of any retention that was in force while the record was there, and every rule that asks for some. */
  function retained({ atMs }: Archived): { readonly endMs: number; readonly rules: readonly string[] } {
    let endMs = atMs;
    const rules: string[] = [];
    for (const [index, { set }] of policies.entries()) {
      const replacedMs = policies[index + 1]?.sinceMs;
      if (replacedMs !== undefined && replacedMs < atMs) continue;
      for (const { period, rule } of set.retention) {
        rules.push(`retention:${rule}`);
        endMs = Math.max(endMs, parsePeriod(period, atMs));
      }
    }
    return { endMs, rules };
  }

  /** A range covers a record by either of its times; one that is not known may be in it. */
  function covered({ custodians, from, to }: JournalData['subject.hold'], record: Archived): 'yes' | 'perhaps' | 'no' {
    if (custodians !== null && !custodians.includes(record.custodian)) return 'no';
    const within = (ms: number): boolean =>
      (from === null || ms >= Date.parse(from)) && (to === null || ms <= Date.parse(to));
    if (within(record.atMs)) return 'yes';
    if (record.deviceMs === undefined) return 'perhaps';
    return within(record.deviceMs) ? 'yes' : 'no';
  }

  return {
    entry({ kind, data, at }) {
      if (kind === 'subject.policy') policies.push({ sinceMs: Date.parse(data.in_force_since ?? at), set: data });
      else if (kind === 'subject.hold' && data.did === 'placed') holds.set(data.hold_id, data);
      else if (kind === 'subject.hold') holds.delete(data.hold_id);
    },
    keeps(record, fromMs, untilMs) {
      const { endMs, rules } = retained(record);
      const standing = [...holds.values()].map((hold) => ({ hold, covers: covered(hold, record) }));
      const covering = standing.filter(({ covers }) => covers !== 'no');
      const policy = inForce();
      return {
        hold: covering.some(({ covers }) => covers === 'yes') ? 'yes' : covering.length > 0 ? 'perhaps' : 'no',
        retention:
          endMs > untilMs + closeMs ? 'yes' : endMs >= fromMs - closeMs && endMs > record.atMs ? 'perhaps' : 'no',
        noErasure: policy?.erasure_allowed === false,
        rules: new Set([...covering.map(({ hold }) => `hold:${hold.matter}`), ...rules]),
      };
    },
    disposes(record, atMs) {
      const period = inForce()?.dispose_after ?? null;
      return period !== null && parsePeriod(period, record.atMs) <= atMs + closeMs;
    },
  };
}
