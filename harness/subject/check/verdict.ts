import { operations } from '../contract/operations.ts';
import type { CheckResult } from './finding.ts';

/** What all checks come to. `unreached`: nothing was ever answered; `unknown`: something, or all of it, was not seen. */
export type CheckVerdict = 'kept' | 'broken' | 'unreached' | 'unknown';

const ofTenants: ReadonlySet<string> = new Set(operations.map(({ id }) => id));

/**
 * Judges the results together. Who declares everything unsupported has kept nothing: where checks of a tenant's operations
 * are among the results, one of those must be kept.
 */
export function checkVerdict(results: readonly CheckResult[]): CheckVerdict {
  const broken = results.filter(({ outcome }) => outcome === 'lacks' || outcome === 'wrong' || outcome === 'accepts');
  const kept = results.filter(({ outcome }) => outcome === 'kept');
  const silent = broken.every(({ why }) => /\bno answer: /.test(why ?? ''));
  if (broken.length > 0) return kept.length === 0 && silent ? 'unreached' : 'broken';
  if (results.some(({ outcome }) => outcome === 'unknown')) return 'unknown';
  const tried = results.some(({ operation }) => ofTenants.has(operation))
    ? kept.filter(({ operation }) => ofTenants.has(operation))
    : kept;
  return tried.length > 0 ? 'kept' : 'unknown';
}
