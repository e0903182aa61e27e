import { sha256Hex } from '../../../crypto/sha256.ts';
import type { CapturedMessage } from '../captured-message.ts';
import type { AgentStorage } from '../storage.ts';
import type { ServiceIntent } from './archival-hook.ts';
import { type ArchivedRow, archivedRows } from './archived-rows.ts';
import type { MessageIdLookup } from './google-messages.ts';
import { archivalUriExtra } from './managed-configuration.ts';
import type { TelephonyReader } from './telephony-provider.ts';
import { addressType, groupTokenDomain, providerId, providerIdOf, type TelephonyRow } from './telephony-rows.ts';

export interface ArchiverOptions {
  /** The phone's clock, ms. */
  readonly now: () => number;
  readonly provider: TelephonyReader;
  readonly storage: AgentStorage;
  /** Nothing on a phone whose messaging app has no such lookup: messages are then called by installation and row. */
  readonly messageIds?: MessageIdLookup;
  /** Names this installation in ids of its own. */
  readonly installation: string;
  /** Takes what is to be archived. */
  readonly enqueue: (message: CapturedMessage) => void;
  readonly failed: (error: unknown) => void;
}

/** The archiver app's service: reads the Telephony provider whenever it is started, and hands over what is new. */
export interface AndroidArchiver {
  /** `onStartCommand` of the foreground service. */
  started(intent: ServiceIntent): void;
}

/**
 * A fresh row is dated this close to now, ms, by a phone that reads it at once; an edit has its original's date. Dates are
 * seconds, so two messages of one second look like a message and its edit: what comes this early is taken for another message.
 */
const freshWithinMs = 3000;

interface Read {
  readonly direction: 'out' | 'in';
  readonly peer: string;
  readonly group_id?: string;
  readonly body: string | null;
  readonly date_ms: number;
  readonly sent_at_ms: number;
}

export function androidArchiver(options: ArchiverOptions): AndroidArchiver {
  const { now, provider, messageIds, enqueue } = options;
  const archived = archivedRows(options.storage, options.failed);

  /** The other party: by the thread where it is out, by the addr row From where it came in. */
  function parties(row: TelephonyRow): Pick<Read, 'peer' | 'group_id'> {
    const [recipient = ''] = provider.recipients(row.thread_id);
    const group = recipient.endsWith(groupTokenDomain) ? recipient.slice(0, -groupTokenDomain.length) : undefined;
    const from =
      row.kind === 'sms' ? row.address : (row.addr.find(({ type }) => type === addressType.from)?.address ?? '');
    const out = (row.kind === 'sms' ? row.type : row.msg_box) === 2;
    return { peer: out ? (group ?? recipient) : from, ...(group !== undefined && { group_id: group }) };
  }

  function read(row: TelephonyRow): Read {
    if (row.kind === 'sms') {
      const direction = row.type === 2 ? 'out' : 'in';
      return { direction, ...parties(row), body: row.body, date_ms: row.date, sent_at_ms: row.date_sent };
    }
    const texts = row.parts.filter(({ ct }) => ct === 'text/plain');
    return {
      direction: row.msg_box === 2 ? 'out' : 'in',
      ...parties(row),
      body: texts.length === 0 ? null : texts.map(({ text }) => text).join(''),
      date_ms: row.date * 1000,
      sent_at_ms: row.date_sent * 1000,
    };
  }

  const slotOf = (row: TelephonyRow, { direction, peer }: Read): string =>
    JSON.stringify([row.kind, row.date, row.thread_id, direction, peer]);

  /** What the archive calls a row's message: the network's ids where the messaging app tells them. */
  function idsOf(id: string, slot: string, dateMs: number): Pick<ArchivedRow, 'message_id' | 'logical_message_id'> {
    const told = messageIds?.(id);
    if (told) return told;
    const message_id = `${options.installation}:${id}`;
    const before = archived.inSlot(slot);
    const isEdit = before !== undefined && now() - dateMs > freshWithinMs;
    return { message_id, logical_message_id: isEdit ? before.logical_message_id : message_id };
  }

  function handOver(row: TelephonyRow): void {
    const id = providerId(row);
    const what = read(row);
    const { date_ms, body, ...about } = what;
    const body_sha256 = body === null ? null : sha256Hex(Buffer.from(body));
    const before = archived.get(id);
    if (before?.body_sha256 === body_sha256) return; // read or a receipt: the message says what it said
    const slot = slotOf(row, what);
    const ids = before ?? idsOf(id, slot, date_ms);
    const { message_id, logical_message_id } = ids;
    const version = archived.version(logical_message_id) + 1;
    const change = version === 1 ? 'created' : 'edited';
    // Queued before it is remembered: an archiver that dies between the two hands it over again, and it is archived once.
    enqueue({ message_id, logical_message_id, version, change, body, ...about });
    archived.put({ id, message_id, logical_message_id, version, slot, body_sha256, ...about });
  }

  /** A message is deleted when none of its rows is left. */
  function noticeDeletions(): void {
    const there = provider.ids();
    const gone = [...archived.all()].filter(({ id }) => !there.has(id));
    const kept = [...archived.all()].filter(({ id }) => there.has(id));
    const left = new Set(kept.map(({ logical_message_id }) => logical_message_id));
    const deleted = new Map(gone.map((row) => [row.logical_message_id, row]));
    for (const [logical_message_id, row] of deleted) {
      if (left.has(logical_message_id)) continue;
      const { message_id, direction, peer, group_id, sent_at_ms } = row;
      const version = archived.version(logical_message_id) + 1;
      archived.deleted(logical_message_id, version);
      const about = { message_id, logical_message_id, direction, peer, ...(group_id !== undefined && { group_id }) };
      enqueue({ ...about, sent_at_ms, version, change: 'deleted', body: null });
    }
    for (const { id } of gone) archived.remove(id);
  }

  /** Reads what is new; the wake-up says hardly anything, so everything is compared. */
  function compare(): void {
    for (const kind of ['mms', 'sms'] as const)
      for (const row of provider.after(kind, archived.last(kind))) handOver(row);
    if (provider.count() !== archived.size()) noticeDeletions();
  }

  compare();
  return {
    started({ extras }) {
      const named = provider.row(providerIdOf(extras[archivalUriExtra] ?? '') ?? '');
      compare();
      if (named) handOver(named);
    },
  };
}
