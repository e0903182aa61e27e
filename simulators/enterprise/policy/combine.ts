import { endOf, type Period } from './period.ts';
import type { OwnRules, Permanence, Policy, ProfileName } from './policy.ts';
import { type Profile, profiles } from './profiles.ts';
import type { Setting } from './rule.ts';

/** Periods are compared as if they began here; years and days of one length are not told apart by any profile. */
const reference = Date.UTC(2026, 0, 1);
const permanences: readonly Permanence[] = ['none', 'audit-trail', 'worm'];

/**
 * One policy of several profiles: what any of them demands is demanded, and every rule that demands it is named. Retention
 * keeps all its rules, of which the longest wins; whoever grants a person erasure or access grants it, since the others
 * merely do not, and what must be kept is protected by its retention; disposal waits for the most patient.
 * @param own what the tenant sets itself
 */
export function policyOf(names: readonly ProfileName[], own?: OwnRules): Policy {
  const chosen = [...names.map((name) => profiles[name]), ...(own ? [ownProfile(own)] : [])];
  const settings = <K extends Exclude<keyof Profile, 'retention'>>(key: K): NonNullable<Profile[K]>[] =>
    chosen.flatMap((profile) => profile[key] ?? []) as NonNullable<Profile[K]>[];
  return {
    profiles: [...new Set(names)],
    retention: chosen.flatMap(({ retention }) => retention ?? []),
    permanence: of(settings('permanence'), 'none', (a, b) => (permanences.indexOf(b) > permanences.indexOf(a) ? b : a)),
    // Where nobody says anything nothing stands in the way.
    erasure_allowed: of(settings('erasure_allowed'), true, or),
    consent_required: of(settings('consent_required'), false, or),
    managed_device_required: of(settings('managed_device_required'), false, or),
    manifests: of(settings('manifests'), 'optional', (a, b) => (b === 'required' ? b : a)),
    cold_after: of(settings('cold_after'), null, sooner),
    dispose_after: of(settings('dispose_after'), null, later),
    subject_access_allowed: of(settings('subject_access_allowed'), true, or),
    holds_confidential: of(settings('holds_confidential'), false, or),
  };
}

function ownProfile({ retention, dispose, cold_after, rule: id, citation }: OwnRules): Profile {
  const rule = { id, citation, text: 'The organisation sets this itself.' };
  return {
    retention: [{ period: retention, rule }],
    ...(dispose && { dispose_after: { value: retention, rules: [rule] } }),
    ...(cold_after !== null && { cold_after: { value: cold_after, rules: [rule] } }),
  };
}

const or = (a: boolean, b: boolean): boolean => a || b;
const ends = (period: Period): number => endOf(period, reference);
const sooner = (a: Period | null, b: Period | null): Period | null =>
  a === null || b === null ? (a ?? b) : ends(b) < ends(a) ? b : a;
const later = (a: Period | null, b: Period | null): Period | null =>
  a === null || b === null ? (a ?? b) : ends(b) > ends(a) ? b : a;

/** The value that `pick` chooses of all, with the rules that ask for that value; the default where nobody asks. */
function of<T>(settings: readonly Setting<T>[], otherwise: T, pick: (a: T, b: T) => T): Setting<T> {
  const [first, ...rest] = settings;
  if (!first) return { value: otherwise, rules: [] };
  const value = rest.reduce((chosen, setting) => pick(chosen, setting.value), first.value);
  return { value, rules: settings.filter((setting) => setting.value === value).flatMap(({ rules }) => rules) };
}

/** The policy of a tenant that chose no profile: everything may be erased, nothing is required. */
export const noPolicy: Policy = policyOf([]);
