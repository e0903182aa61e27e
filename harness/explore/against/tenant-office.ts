import type { Clock } from '../../../simulators/kernel/clock.ts';
import type { Journal } from '../../../simulators/kernel/journal/journal.ts';
import type { Fetch } from '../../../simulators/kernel/network.ts';
import { asking } from '../../subject/ask.ts';
import { type RecordsOffice, recordsOffice } from '../../subject/records-office.ts';
import { SubjectError } from '../../subject/subject.ts';
import type { OfficeOffered } from './office-offered.ts';
import { journalStandingRules } from './standing-rules.ts';

/** The records office of a foreign tenant: what is asked there, and how it is left. */
export interface TenantOffice {
  readonly office: RecordsOffice;
  readonly offered: OfficeOffered;
  /** Journals what keeps records already: refusals may name it. */
  journalStanding(journal: Journal): Promise<void>;
  /**
   * Releases the holds that were placed here and stand, where the tenant stays when the world is over.
   * @param fetch asks even when the world's own questions have ended
   * @returns what could not be undone, a sentence each
   */
  leave(fetch: Fetch): Promise<readonly string[]>;
}

export interface TenantOfficeOptions {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly baseUrl: string;
  readonly auditorToken: string;
  readonly operatorToken: string;
  readonly offered: OfficeOffered;
}

/** For one question, ms: a subject that hangs holds nobody up for long. */
const timeoutMs = 5_000;

export function tenantOffice(options: TenantOfficeOptions): TenantOffice {
  const { clock, fetch, baseUrl, auditorToken, operatorToken, offered } = options;
  const at = { clock, baseUrl, operatorToken, timeoutMs };
  const office = recordsOffice({ ...at, fetch });
  const ask = asking({
    ...{ clock, fetch, baseUrl, timeoutMs },
    token: auditorToken,
    operations: new Set(['policy', 'holds']),
  });
  /** Placed by others, before. */
  let others: ReadonlySet<string> = new Set();
  const standing = new Set<string>();
  return {
    office: {
      ...office,
      async placeHold(request) {
        const hold = await office.placeHold(request);
        if (!others.has(hold.hold_id)) standing.add(hold.hold_id);
        return hold;
      },
      async releaseHold(id) {
        const hold = await office.releaseHold(id);
        standing.delete(id);
        return hold;
      },
    },
    offered,
    async journalStanding(journal) {
      others = await journalStandingRules(ask, journal, offered.holdsBefore);
    },
    async leave(direct) {
      const left: string[] = [];
      const last = recordsOffice({ ...at, fetch: direct });
      for (const id of offered.holdsBefore ? standing : []) {
        try {
          await last.releaseHold(id);
        } catch (error) {
          if (!(error instanceof SubjectError)) throw error;
          left.push(`hold ${id} was placed and still stands: ${error.message}. Release it by hand.`);
        }
      }
      return left;
    },
  };
}
