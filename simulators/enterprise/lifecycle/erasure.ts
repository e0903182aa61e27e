import { sha256Hex } from '../../crypto/sha256.ts';
import { endOf } from '../policy/period.ts';
import type { PolicyStore } from '../policy/policies.ts';
import type { Database } from '../store/database.ts';
import { inTransaction } from '../store/transaction.ts';
import { type BurialOptions, bury } from './burial.ts';
import { type Candidate, candidates } from './candidates.ts';
import type { HoldStore } from './holds.ts';
import { type Cause, type Decision, decide } from './precedence.ts';
import { retained } from './retention.ts';
import type { ErasureRequest } from './schema.ts';
import type { Tombstone } from './tombstone.ts';

/** What became of one record. `rule` names who refused. */
export type ErasureOutcome =
  | { readonly record_id: string; readonly outcome: 'erased'; readonly rule: null; readonly tombstone: Tombstone }
  | { readonly record_id: string; readonly outcome: 'refused'; readonly rule: string; readonly tombstone: null }
  | { readonly record_id: string; readonly outcome: 'not-found'; readonly rule: null; readonly tombstone: null };

/** `next` and `more` as in every page; of records named by id there is one page. */
export interface ErasureAnswer {
  readonly erasure_id: string;
  readonly outcomes: readonly ErasureOutcome[];
  readonly next: string;
  readonly more: boolean;
}

export interface ErasureOptions extends BurialOptions {
  readonly database: Database;
  readonly policies: PolicyStore;
  readonly holds: HoldStore;
}

/** How many records one transaction looks at. */
const pageRows = 200;

/** Whether contents may go, as everything stands in one transaction. */
async function judge(
  transaction: Database,
  { policies, holds }: ErasureOptions,
  cause: Cause,
  nowMs: number,
): Promise<(record: Candidate) => Decision & { readonly expired: string | null }> {
  const history = await policies.history(transaction);
  const standing = await holds.all(transaction);
  const { policy } = history.at(-1) ?? history[0];
  return (record) => {
    const kept = retained(record.archived_at, history);
    const question = { cause, record, nowMs, holds: standing, retained: kept, erasure: policy.erasure_allowed };
    return { ...decide(question), expired: kept.rule };
  };
}

/**
 * Erases what a custodian asks for, as far as no rule keeps it. Safe to repeat: what was erased is answered with the tombstone
 * that it has.
 */
export function erase(options: ErasureOptions, request: ErasureRequest, nowMs: number): Promise<ErasureAnswer> {
  const { database, tenant } = options;
  const erasure_id = `ers_${sha256Hex(Buffer.from(`${tenant} ${nowMs} ${JSON.stringify(request)}`)).slice(0, 24)}`;
  return inTransaction(database, tenant, async (transaction) => {
    const decision = await judge(transaction, options, 'request', nowMs);
    const byId = 'record_ids' in request;
    const after = byId ? 0 : Number(request.after ?? 0);
    const among = byId
      ? { recordIds: [...new Set(request.record_ids)] }
      : { custodian: request.custodian, after, limit: pageRows + 1 };
    const found = await candidates(transaction, tenant, among);
    const outcomes: ErasureOutcome[] = [];
    for (const record of byId ? found : found.slice(0, pageRows)) {
      const { record_id } = record;
      const decided = decision(record);
      if (record.tombstone) outcomes.push({ record_id, outcome: 'erased', rule: null, tombstone: record.tombstone });
      else if (!decided.erase) outcomes.push({ record_id, outcome: 'refused', rule: decided.rule, tombstone: null });
      else {
        const tombstone = await bury(transaction, options, record_id, `erasure:${erasure_id}`, nowMs);
        outcomes.push({ record_id, outcome: 'erased', rule: null, tombstone });
      }
    }
    const there = new Set(found.map(({ record_id }) => record_id));
    for (const record_id of byId ? (among.recordIds ?? []) : [])
      if (!there.has(record_id)) outcomes.push({ record_id, outcome: 'not-found', rule: null, tombstone: null });
    const last = found.slice(0, pageRows).at(-1)?.position ?? after;
    return { erasure_id, outcomes, next: String(last), more: !byId && found.length > pageRows };
  });
}

/**
 * Disposes of contents whose time is over and that nothing else keeps, as the policy in force says. Returns how many went.
 */
export async function dispose(options: ErasureOptions, nowMs: number): Promise<number> {
  const { database, tenant, policies } = options;
  let disposed = 0;
  for (let after = 0, more = true; more; ) {
    const page = await inTransaction(database, tenant, async (transaction) => {
      const history = await policies.history(transaction);
      const { value: period, rules } = (history.at(-1) ?? history[0]).policy.dispose_after;
      if (period === null) return [];
      const decision = await judge(transaction, options, 'expiry', nowMs);
      const found = await candidates(transaction, tenant, { archivedBefore: nowMs, after, limit: pageRows });
      for (const record of found) {
        if (endOf(period, record.archived_at) > nowMs || !decision(record).erase) continue;
        await bury(transaction, options, record.record_id, `expiry:${rules[0]?.id ?? 'policy'}`, nowMs);
        disposed++;
      }
      return found;
    });
    after = page.at(-1)?.position ?? after;
    more = page.length === pageRows;
  }
  return disposed;
}
