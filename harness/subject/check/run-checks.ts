import { type BenchOptions, createBench } from './bench.ts';
import type { Check } from './check.ts';
import { checkedOperations } from './checked-operations.ts';
import { enrolmentChecks } from './enrolment-checks.ts';
import { erasedHashChecks } from './erased-hash-checks.ts';
import { exportChecks } from './export-checks.ts';
import { CheckFailure, type CheckResult } from './finding.ts';
import { listChecks } from './list-checks.ts';
import { logChecks } from './log-checks.ts';
import { manifestChecks } from './manifest-checks.ts';
import { recordChecks } from './record-checks.ts';
import { retentionChecks } from './retention-checks.ts';
import { roleChecks } from './role-checks.ts';
import { tenantChecks } from './tenant-checks.ts';
import { uploadChecks } from './upload-checks.ts';
import { uploadRefusalChecks } from './upload-refusal-checks.ts';
import { webhookChecks } from './webhook-checks.ts';
import { webhookKeysChecks } from './webhook-keys-checks.ts';
import { webhookRefusalChecks } from './webhook-refusal-checks.ts';

/** Every check, what works before what is refused. */
export const checks: readonly Check[] = [
  ...webhookChecks,
  ...webhookRefusalChecks,
  ...enrolmentChecks,
  ...uploadChecks,
  ...uploadRefusalChecks,
  ...listChecks,
  ...recordChecks,
  ...manifestChecks,
  ...logChecks,
  ...exportChecks,
  ...retentionChecks,
  ...erasedHashChecks,
  ...roleChecks,
  ...tenantChecks,
  ...webhookKeysChecks,
];

/**
 * Holds an implementation against the contract, check by check in the order of the operations.
 * @param only the checks of these operations; default: all
 * @param onResult called with each result as it comes
 */
export async function runChecks(
  options: BenchOptions,
  only: readonly string[] = checkedOperations.map(({ id }) => id),
  onResult: (result: CheckResult) => void = () => {},
): Promise<readonly CheckResult[]> {
  const bench = createBench(options);
  const results: CheckResult[] = [];
  for (const { id } of checkedOperations.filter((operation) => only.includes(operation.id))) {
    for (const check of checks.filter(({ operation }) => operation === id)) {
      const result = (await notTried(check, options)) ?? (await tried(check, bench));
      results.push(result);
      onResult(result);
    }
  }
  return results;
}

async function notTried(
  { operation, name, needs = [], about = [], acrossTenants, onServer }: Check,
  { unsupported, other, server }: BenchOptions,
): Promise<CheckResult | undefined> {
  const result = { operation, check: name };
  if (unsupported.has(operation)) return { ...result, outcome: 'not-tried', why: 'declared unsupported' };
  if (acrossTenants && !other)
    return { ...result, outcome: 'not-tried', why: 'there is no second tenant to try it with' };
  if (onServer && !server) return { ...result, outcome: 'not-tried', why: 'no server that makes tenants was given' };
  const absent = about.filter((id) => unsupported.has(id));
  if (absent.length > 0)
    return { ...result, outcome: 'not-tried', why: `it is about ${absent.join(', ')}: declared unsupported` };
  const missing = needs.flatMap((need) => {
    const ids = typeof need === 'string' ? [need] : need;
    return ids.every((id) => unsupported.has(id)) ? [ids.join(' or ')] : [];
  });
  if (missing.length === 0) return undefined;
  return { ...result, outcome: 'unknown', why: `it cannot be seen without ${missing.join(', ')}` };
}

async function tried({ operation, name, run }: Check, bench: ReturnType<typeof createBench>): Promise<CheckResult> {
  try {
    await run(bench);
    return { operation, check: name, outcome: 'kept' };
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    const { outcome, message: why } = error;
    return { operation: error.operation ?? operation, check: name, outcome, why };
  }
}
