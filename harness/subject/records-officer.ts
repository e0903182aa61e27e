import { type Clock, sleep } from '../../simulators/kernel/clock.ts';
import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import type { HoldRequest, PolicyRequest } from './contract/retention.ts';
import type { KeptRecords } from './kept-records.ts';
import type { RecordsOffice } from './records-office.ts';
import { type Subject, SubjectError } from './subject.ts';

/** Who answers for what a tenant keeps: each deed is journaled with what the subject answered. */
export interface RecordsOfficer {
  setPolicy(request: PolicyRequest): Promise<void>;
  placeHold(request: HoldRequest): Promise<void>;
  /** Releases every standing hold for a matter. Returns how many there were. */
  release(matter: string): Promise<number>;
  /** Asks for the erasure of every record of a custodian that was seen, and looks again at all records. */
  erase(custodian: string): Promise<void>;
}

export interface RecordsOfficerOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly office: RecordsOffice;
  readonly subject: Pick<Subject, 'buried'>;
  readonly records: KeptRecords;
  /** How often a subject that does not answer is asked; default: as often as its process may need to start again. */
  readonly attempts?: number;
  /** Reads whatever is new: only what was seen is asked to be erased. */
  readonly poll: () => Promise<unknown>;
}

/** A subject that does not answer is asked so often, with so much time between, ms: its process may have to start again. */
const [usualAttempts, betweenMs] = [45, 2_000] as const;
/** Record ids a request. */
const pageIds = 200;

export function recordsOfficer({
  clock,
  journal,
  office,
  subject,
  records,
  poll,
  attempts = usualAttempts,
}: RecordsOfficerOptions): RecordsOfficer {
  /** Standing holds by matter. */
  const holds = new Map<string, string[]>();

  /** Asks until there is an answer; what never got one is journaled as that, since it may have been done. */
  async function answered<T>(ask: () => Promise<T>): Promise<T | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof SubjectError)) throw error;
        if (attempt === attempts) {
          journal.append('subject.error', { operation: error.operation, reason: error.reason });
          return undefined;
        }
        await sleep(clock, betweenMs, 'records officer');
      }
    }
  }

  return {
    async setPolicy(request) {
      const set = await answered(() => office.setPolicy(request));
      if (!set) return;
      journal.append('subject.policy', {
        asked: { profiles: request.profiles, own: request.own },
        retention: set.retention.map(({ period, rule }) => ({ period, rule: rule.id })),
        erasure_allowed: set.erasure_allowed.value,
        dispose_after: set.dispose_after.value,
        in_force_since: set.in_force_since,
      });
    },
    async placeHold(request) {
      const hold = await answered(() => office.placeHold(request));
      if (!hold) return;
      holds.set(hold.matter, [...(holds.get(hold.matter) ?? []), hold.hold_id]);
      journal.append('subject.hold', { did: 'placed', ...hold });
    },
    async release(matter) {
      const standing = [...new Set(holds.get(matter) ?? [])];
      holds.delete(matter);
      for (const id of standing) {
        const hold = await answered(() => office.releaseHold(id));
        if (hold) journal.append('subject.hold', { did: 'released', ...hold });
      }
      return standing.length;
    },
    async erase(custodian) {
      await poll();
      const ids = records.of(custodian);
      for (let from = 0; from < ids.length; from += pageIds) {
        const record_ids = ids.slice(from, from + pageIds);
        const asked_at = new Date(clock.now()).toISOString();
        const answer = await answered(() => office.erase({ record_ids }));
        if (!answer) continue;
        journal.append('subject.erasure', {
          erasure_id: answer.erasure_id,
          custodian,
          asked_at,
          outcomes: answer.outcomes.map(({ record_id, outcome, rule, tombstone }) => ({
            record_id,
            outcome,
            rule,
            tombstone_valid: tombstone && subject.buried(record_id, tombstone),
          })),
        });
      }
      await records.lookAgain();
    },
  };
}
