import type { AgentStorage } from '../storage.ts';

/** What the archiver remembers of a row that it has handed over: enough to notice an edit, and to say what a deletion deleted. */
export interface ArchivedRow {
  /** `mms:23`. */
  readonly id: string;
  readonly message_id: string;
  readonly logical_message_id: string;
  readonly version: number;
  readonly direction: 'out' | 'in';
  readonly peer: string;
  readonly group_id?: string;
  readonly sent_at_ms: number;
  /** SHA-256, hex; null for a row without text. */
  readonly body_sha256: string | null;
  /** Date, thread and sender: an edit is another row with the same. */
  readonly slot: string;
}

/** The archiver's snapshot of the provider, kept on the phone: a deletion is seen by comparing with it, and in no other way. */
export interface ArchivedRows {
  get(id: string): ArchivedRow | undefined;
  put(row: ArchivedRow): void;
  /** A row that is not in the provider any more. */
  remove(id: string): void;
  /** A deletion was handed over as this version. */
  deleted(logicalMessageId: string, version: number): void;
  size(): number;
  all(): Iterable<ArchivedRow>;
  /** The latest row in a slot. */
  inSlot(slot: string): ArchivedRow | undefined;
  /** The latest version handed over of a logical message; 0 for none. */
  version(logicalMessageId: string): number;
  /** The greatest `_id` seen of a table. */
  last(kind: 'mms' | 'sms'): number;
}

const prefix = 'archive/row/';

/** @param failed told when the storage takes nothing: what is remembered is then lost with the process */
export function archivedRows(storage: AgentStorage, failed: (error: unknown) => void): ArchivedRows {
  const rows = new Map<string, ArchivedRow>();
  const slots = new Map<string, ArchivedRow>();
  const versions = new Map<string, number>();
  const last = { mms: 0, sms: 0 };

  function remember(row: ArchivedRow): void {
    rows.set(row.id, row);
    slots.set(row.slot, row);
    versions.set(row.logical_message_id, Math.max(row.version, versions.get(row.logical_message_id) ?? 0));
    const [kind, id] = row.id.split(':');
    if (kind === 'mms' || kind === 'sms') last[kind] = Math.max(last[kind], Number(id));
  }

  const kept = storage.keys().filter((key) => key.startsWith(prefix));
  const found = kept.map((key): ArchivedRow => JSON.parse(storage.get(key) ?? ''));
  for (const row of found.sort((a, b) => a.version - b.version)) remember(row);

  return {
    get: (id) => rows.get(id),
    put(row) {
      remember(row);
      try {
        storage.set(prefix + row.id, JSON.stringify(row));
      } catch (error) {
        failed(error);
      }
    },
    remove(id) {
      rows.delete(id);
      storage.delete(prefix + id);
    },
    deleted: (logicalMessageId, version) => void versions.set(logicalMessageId, version),
    size: () => rows.size,
    all: () => rows.values(),
    inSlot: (slot) => slots.get(slot),
    version: (logicalMessageId) => versions.get(logicalMessageId) ?? 0,
    last: (kind) => last[kind],
  };
}
