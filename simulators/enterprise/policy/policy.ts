import type { Period } from './period.ts';
import type { Rule, Setting } from './rule.ts';

/** The profiles that can be chosen, alone or together. */
export const profileNames = ['gdpr', 'hipaa', 'sec-17a-4', 'mifid-ii'] as const;
export type ProfileName = (typeof profileNames)[number];

/** How long records must be kept, by one rule. */
export interface RetentionRule {
  readonly period: Period;
  readonly rule: Rule;
}

/** What a tenant sets beside its profiles. */
export interface OwnRules {
  readonly retention: Period;
  /** Content goes by itself when that is over and nothing else keeps it. */
  readonly dispose: boolean;
  readonly cold_after: Period | null;
  /** The rule's id and where it stands. */
  readonly rule: string;
  readonly citation: string;
}

/** How a store shows that nothing was changed. `worm`: it cannot be; `audit-trail`: each change can be told and undone. */
export type Permanence = 'none' | 'audit-trail' | 'worm';

/** What a tenant's archive is held to. Each setting names the rules that it comes from. */
export interface Policy {
  readonly profiles: readonly ProfileName[];
  /** From the time of archiving. The longest wins. */
  readonly retention: readonly RetentionRule[];
  readonly permanence: Setting<Permanence>;
  /** Whether a custodian's request can have a record erased, once nothing demands that it be kept. */
  readonly erasure_allowed: Setting<boolean>;
  readonly consent_required: Setting<boolean>;
  readonly managed_device_required: Setting<boolean>;
  readonly manifests: Setting<'optional' | 'required'>;
  /** Content that is older goes to cold storage; null: never. */
  readonly cold_after: Setting<Period | null>;
  /** Content that is older is disposed of, though never before its retention ends; null: never. */
  readonly dispose_after: Setting<Period | null>;
  readonly subject_access_allowed: Setting<boolean>;
  /** Whether a custodian who asks what is held about them may not learn of legal holds. */
  readonly holds_confidential: Setting<boolean>;
}
