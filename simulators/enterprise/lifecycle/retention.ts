import { endOf } from '../policy/period.ts';
import type { Policy } from '../policy/policy.ts';

/** A policy and when it came into force, ms. The first one of a tenant has always been. */
export interface InForce {
  readonly policy: Pick<Policy, 'retention'>;
  readonly since: number;
}

/** Until when a record must be kept, and by which rule. */
export interface Retained {
  readonly until_ms: number;
  /** The rule's id; null where none asks for anything. */
  readonly rule: string | null;
}

/**
 * How long a record is kept: by the longest period of every policy that was in force while it was there. A policy that asks
 * for more lengthens what is kept already; one that asks for less is for what comes after it. That is what write-once means.
 * @param history oldest first
 */
export function retained(archivedAtMs: number, history: readonly InForce[]): Retained {
  let result: Retained = { until_ms: archivedAtMs, rule: null };
  for (const [index, { policy }] of history.entries()) {
    const replacedAt = history[index + 1]?.since;
    if (replacedAt !== undefined && replacedAt < archivedAtMs) continue; // over before the record came
    for (const { period, rule } of policy.retention) {
      const until_ms = endOf(period, archivedAtMs);
      if (until_ms > result.until_ms) result = { until_ms, rule: rule.id };
    }
  }
  return result;
}
