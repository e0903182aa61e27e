import { type PageQuery, readPageQuery } from '../archive/page.ts';
import { Problem } from '../http/problem.ts';
import { agentOf } from '../rbm/rbm-event.ts';
import type { Database } from '../store/database.ts';

/** Where the three lists of an answer about a person go on: their records, the events of them, the records that name them. */
export interface TrailQuery {
  readonly records: PageQuery;
  readonly events: PageQuery;
  readonly named: PageQuery;
}

/**
 * A page of three lists: `?after=` is what `trailCursor` made, `?limit=` counts for each.
 * @throws Problem `malformed`
 */
export function readTrailQuery(text: string, others: readonly string[]): TrailQuery {
  const url = new URL(text);
  const after = url.searchParams.get('after')?.split('.') ?? ['0'];
  const [records = '0', events = '0', named = '0', ...rest] = after;
  if (rest.length > 0) throw new Problem('malformed', '?after= must be a cursor that a page gave');
  const query = (cursor: string): PageQuery => {
    if (url.searchParams.getAll('after').length < 2) url.searchParams.set('after', cursor);
    return readPageQuery(url.href, others);
  };
  return { records: query(records), events: query(events), named: query(named) };
}

export const trailCursor = (...positions: readonly [records: string, events: string, named: string]): string =>
  positions.join('.');

/** A party's pseudonym as each profile of webhooks has it in its rows: whole, as a digest, as an agent. */
export function namesOf(pseudonym: string): readonly string[] {
  const digest = pseudonym.slice(pseudonym.lastIndexOf(':') + 1);
  return [pseudonym, `sha256:${digest}`, agentOf(pseudonym)];
}

/** The records of others, of whom a person is the peer: their places and ids, one more than the limit. */
export const recordsNaming = (database: Database, tenant: string, person: string, { after, limit }: PageQuery) =>
  database
    .selectFrom('records')
    .select(['position', 'record_id'])
    .where('tenant', '=', tenant)
    .where('peer', '=', person)
    .where('custodian', '<>', person)
    .where('position', '>', after)
    .orderBy('position')
    .limit(limit + 1)
    .execute();
