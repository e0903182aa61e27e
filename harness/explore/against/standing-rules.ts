import type { Journal } from '../../../simulators/kernel/journal/journal.ts';
import { type Ask, readAnswer } from '../../subject/ask.ts';
import { holdList, policy } from '../../subject/contract/retention.ts';
import { SubjectError } from '../../subject/subject.ts';

/**
 * Journals what keeps records of a tenant before anybody asked for anything: its policy and, where others may have placed
 * some, its standing holds. Refusals may name them. What cannot be read is journaled as that: then rules tell nothing.
 * @returns the ids of those holds
 */
export async function journalStandingRules(ask: Ask, journal: Journal, holdsBefore: boolean): Promise<Set<string>> {
  const standing = new Set<string>();
  try {
    const { profiles, retention, erasure_allowed, dispose_after, in_force_since } = readAnswer(
      'policy',
      await ask('policy', '/policy'),
      policy,
    );
    journal.append('subject.policy', {
      // What the tenant set beside its profiles is left out: nobody asked for it here, so no plan is to ask for it again.
      asked: { profiles, own: null },
      retention: retention.map(({ period, rule }) => ({ period, rule: rule.id })),
      erasure_allowed: erasure_allowed.value,
      dispose_after: dispose_after.value,
      in_force_since,
    });
    if (!holdsBefore) return standing;
    const { holds } = readAnswer('holds', await ask('holds', '/holds'), holdList);
    for (const hold of holds) {
      if (hold.released_at !== null) continue;
      standing.add(hold.hold_id);
      journal.append('subject.hold', { did: 'placed', ...hold });
    }
  } catch (error) {
    if (!(error instanceof SubjectError)) throw error;
    journal.append('subject.error', { operation: error.operation, reason: error.reason });
  }
  return standing;
}
