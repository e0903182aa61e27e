import { timestamp } from '../../kernel/clock.ts';
import type { Database } from '../store/database.ts';
import type { Coverable } from './hold.ts';
import type { Tombstone } from './tombstone.ts';

/** A record whose content may have to go, or went. */
export interface Candidate extends Coverable {
  readonly position: number;
  readonly record_id: string;
  readonly tombstone: Tombstone | null;
}

/** Which records are looked at: those of a custodian, some by id, or whatever was archived before a time and is not erased. */
export type Among =
  | { readonly custodian: string; readonly after: number; readonly limit: number }
  | { readonly recordIds: readonly string[] }
  | { readonly archivedBefore: number; readonly after: number; readonly limit: number };

/** In the order of archiving. */
export async function candidates(database: Database, tenant: string, among: Among): Promise<readonly Candidate[]> {
  let query = database
    .selectFrom('records')
    .leftJoin('tombstones', (join) =>
      join.onRef('tombstones.tenant', '=', 'records.tenant').onRef('tombstones.record_id', '=', 'records.record_id'),
    )
    .where('records.tenant', '=', tenant)
    .orderBy('position')
    .select(['position', 'records.record_id', 'custodian', 'device_at', 'archived_at'])
    .select(['reason', 'erased_at', 'kid', 'signature']);
  if ('recordIds' in among) query = query.where('records.record_id', 'in', among.recordIds);
  else query = query.where('position', '>', among.after).limit(among.limit);
  if ('custodian' in among) query = query.where('custodian', '=', among.custodian);
  if ('archivedBefore' in among)
    query = query.where('archived_at', '<=', among.archivedBefore).where('tombstones.record_id', 'is', null);
  const rows = await query.execute();
  return rows.map(({ position, record_id, custodian, device_at, archived_at, ...buried }) => ({
    position,
    record_id,
    custodian,
    device_at,
    archived_at,
    tombstone: tombstoneOf(tenant, record_id, buried),
  }));
}

/** The tombstone's columns, beside a record. */
export interface Buried {
  readonly reason: string | null;
  readonly erased_at: number | null;
  readonly kid: string | null;
  readonly signature: Buffer | null;
}

/** A tombstone as it is shown; null where the record is not erased. */
export function tombstoneOf(
  tenant: string,
  record_id: string,
  { reason, erased_at, kid, signature }: Buried,
): Tombstone | null {
  if (reason === null || erased_at === null || kid === null || signature === null) return null;
  return {
    v: 1,
    tenant,
    record_id,
    reason,
    erased_at: timestamp(erased_at),
    kid,
    signature: signature.toString('base64'),
  };
}
