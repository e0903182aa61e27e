import type { z } from 'zod';
import { eventPage, recordPage, type storedEvent } from '../contract/page.ts';
import { type ArchiveRecord, archiveRecord } from '../contract/record.ts';
import type { Bench } from './bench.ts';
import { CheckFailure, demand } from './finding.ts';

export type StoredEvent = z.infer<typeof storedEvent>;

/** So many pages of 1000 rows are read at most: a list that never ends is found out. */
const mostPages = 1000;

/** Every row of a list after a cursor, and the cursor behind it. */
async function rows<T>(
  operation: string,
  page: (
    after: string | undefined,
  ) => Promise<{ readonly rows: readonly T[]; readonly next: string; readonly more: boolean }>,
  after: string | undefined,
): Promise<{ readonly rows: readonly T[]; readonly next: string }> {
  const found: T[] = [];
  let cursor = after;
  for (let read = 0; read < mostPages; read++) {
    const { rows, next, more } = await page(cursor);
    found.push(...rows);
    demand(!more || next !== cursor, 'the list says that there is more, and its cursor stands still', operation);
    cursor = next;
    if (!more) return { rows: found, next };
  }
  throw new CheckFailure('wrong', `the list has no end within ${mostPages} pages of 1000 rows`, operation);
}

const query = (after: string | undefined) => ({ limit: '1000', ...(after !== undefined && { after }) });

/** What the auditor reads of the archive after a cursor. @throws CheckFailure */
export const recordsAfter = (bench: Bench, after?: string, at = bench.tenant) =>
  rows<ArchiveRecord>(
    'listRecords',
    async (cursor) => {
      const asked = { token: at.auditorToken, query: query(cursor), at };
      const { records, next, more } = await bench.succeed('listRecords', asked, recordPage);
      return { rows: records, next, more };
    },
    after,
  );

/** What the auditor reads of the metadata after a cursor. @throws CheckFailure */
export const eventsAfter = (bench: Bench, after?: string, at = bench.tenant) =>
  rows<StoredEvent>(
    'listEvents',
    async (cursor) => {
      const asked = { token: at.auditorToken, query: query(cursor), at };
      const { events, next, more } = await bench.succeed('listEvents', asked, eventPage);
      return { rows: events, next, more };
    },
    after,
  );

/** Goes to the ends of the lists that the implementation offers. @throws CheckFailure */
export async function goToEnds(bench: Bench): Promise<void> {
  const { unsupported, ends } = bench;
  if (!unsupported.has('listRecords')) ends.set('records', (await recordsAfter(bench, ends.get('records'))).next);
  if (!unsupported.has('listEvents')) ends.set('events', (await eventsAfter(bench, ends.get('events'))).next);
}

/**
 * Sees that nothing with `token` in it was stored since the ends of the lists were looked at.
 * @throws CheckFailure `accepts` when something was; `unknown` when the list cannot be read
 */
export async function demandNothingStored(bench: Bench, list: 'records' | 'events', token: string): Promise<void> {
  if (bench.unsupported.has(list === 'records' ? 'listRecords' : 'listEvents')) {
    throw new CheckFailure('unknown', `that nothing was stored cannot be seen: ${list} cannot be listed`);
  }
  const after = bench.ends.get(list);
  const { rows } = list === 'records' ? await recordsAfter(bench, after) : await eventsAfter(bench, after);
  if (rows.some((row) => JSON.stringify(row).includes(token))) {
    throw new CheckFailure('accepts', 'it was refused and stored nevertheless');
  }
}

/** What a check needs that reads a record back: either operation shows it. */
export const readsBack: readonly string[] = ['readRecord', 'listRecords'];

/** The operation by which records are read back. */
export const reader = ({ unsupported }: Bench): string =>
  unsupported.has('readRecord') ? 'listRecords' : 'readRecord';

/**
 * One record by its id, out of the list where single records are not offered: it must be behind the end that was looked at.
 * @throws CheckFailure
 */
export async function readRecord(bench: Bench, record_id: string): Promise<ArchiveRecord> {
  if (reader(bench) === 'readRecord')
    return bench.succeed('readRecord', { token: bench.tenant.auditorToken, parameters: { record_id } }, archiveRecord);
  const { rows } = await recordsAfter(bench, bench.ends.get('records'));
  const found = rows.find((row) => row.record_id === record_id);
  if (!found) throw new CheckFailure('wrong', 'a record that was taken is not in the list', 'listRecords');
  return found;
}
