import { type MmsRow, providerId, type SmsRow, type TelephonyRow } from './telephony-rows.ts';

type NewMms = Omit<MmsRow, 'kind' | '_id' | 'm_id' | 'm_size' | 'thread_id'>;
type NewSms = Omit<SmsRow, 'kind' | '_id' | 'thread_id'>;

/** What an app with READ_SMS may ask of the provider. */
export interface TelephonyReader {
  /** Rows of a table whose `_id` is greater, oldest first. */
  after(kind: TelephonyRow['kind'], id: number): readonly TelephonyRow[];
  row(id: string): TelephonyRow | undefined;
  /** `SELECT COUNT(*)` over both tables. */
  count(): number;
  /** The ids of all rows: `mms:23`. */
  ids(): ReadonlySet<string>;
  /** The addresses that a thread resolves to. */
  recipients(threadId: number): readonly string[];
}

/** The Telephony provider of a phone: the system's, so it outlives the messaging app and what is wiped with it. */
export interface TelephonyProvider extends TelephonyReader {
  /** The id of the thread with these recipients, made when missing. */
  threadWith(recipients: readonly string[]): number;
  insertMms(threadId: number, row: NewMms): MmsRow;
  insertSms(threadId: number, row: NewSms): SmsRow;
  markRead(id: string): void;
  /** Removes a row without a trace. */
  delete(id: string): void;
}

export function telephonyProvider(): TelephonyProvider {
  const rows = new Map<string, TelephonyRow>();
  const tables = { mms: [] as TelephonyRow[], sms: [] as TelephonyRow[] };
  const threads: (readonly string[])[] = [];
  const threadIds = new Map<string, number>();
  const last = { mms: 0, sms: 0 };

  function insert<Row extends TelephonyRow>(row: Row): Row {
    rows.set(providerId(row), row);
    tables[row.kind].push(row);
    return row;
  }

  return {
    after(kind, id) {
      const table = tables[kind];
      let from = table.length;
      while (from > 0 && (table[from - 1]?._id ?? 0) > id) from--;
      return table.slice(from);
    },
    row: (id) => rows.get(id),
    count: () => rows.size,
    ids: () => new Set(rows.keys()),
    recipients: (threadId) => threads[threadId - 1] ?? [],
    threadWith(recipients) {
      const key = [...recipients].sort().join(' ');
      const known = threadIds.get(key) ?? threads.push(recipients);
      threadIds.set(key, known);
      return known;
    },
    insertMms: (thread_id, row) =>
      insert({ ...row, kind: 'mms', _id: ++last.mms, thread_id, m_id: null, m_size: 0 } as const),
    insertSms: (thread_id, row) => insert({ ...row, kind: 'sms', _id: ++last.sms, thread_id } as const),
    markRead(id) {
      const row = rows.get(id);
      if (!row) return;
      const seen = { ...row, read: 1 } as const;
      rows.set(id, seen);
      const table = tables[row.kind];
      table[table.indexOf(row)] = seen;
    },
    delete(id) {
      const row = rows.get(id);
      if (!row) return;
      rows.delete(id);
      tables[row.kind] = tables[row.kind].filter((other) => other !== row);
    },
  };
}
