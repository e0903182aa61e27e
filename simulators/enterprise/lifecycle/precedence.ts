import type { Rule } from '../policy/rule.ts';
import { type Coverable, covers, type Hold } from './hold.ts';
import type { Retained } from './retention.ts';

/** Why a record's content would go: a person asks for it, or its time is over. */
export type Cause = 'request' | 'expiry';

export interface Question {
  readonly cause: Cause;
  readonly record: Coverable;
  readonly nowMs: number;
  readonly holds: readonly Hold[];
  readonly retained: Retained;
  /** The policy's word on requests. */
  readonly erasure: { readonly value: boolean; readonly rules: readonly Rule[] };
}

/** May the content go? `rule` names who forbids it: `hold:<matter>`, `retention:<rule>` or `erasure:<rule>`. */
export type Decision = { readonly erase: true } | { readonly erase: false; readonly rule: string };

/**
 * Hold beats retention, retention beats erasure; of several holds the one placed first is named, of several retentions the
 * longest has won already.
 */
export function decide({ cause, record, nowMs, holds, retained, erasure }: Question): Decision {
  const hold = holds.find((one) => one.released_at === null && covers(one, record));
  if (hold) return { erase: false, rule: `hold:${hold.matter}` };
  if (retained.rule !== null && nowMs < retained.until_ms) return { erase: false, rule: `retention:${retained.rule}` };
  if (cause === 'request' && !erasure.value)
    return { erase: false, rule: `erasure:${erasure.rules[0]?.id ?? 'policy'}` };
  return { erase: true };
}
