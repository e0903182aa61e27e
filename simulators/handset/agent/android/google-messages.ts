import { sha256Hex } from '../../../crypto/sha256.ts';
import type { CapturedMessage } from '../captured-message.ts';
import type { MessageCapture } from '../message-capture.ts';
import type { ArchivalHook } from './archival-hook.ts';
import type { TelephonyProvider } from './telephony-provider.ts';
import {
  type AddressRow,
  addressType,
  groupTokenDomain,
  ownAddressToken,
  providerId,
  rcsContentClass,
} from './telephony-rows.ts';

/** What a row is a copy of: the ids that the network knows the message by. */
export interface MessageIds {
  readonly message_id: string;
  readonly logical_message_id: string;
}

/**
 * [N] Google Messages offers no way from a row to the id of its message (`imdn.Message-ID`): the rows have `m_id` NULL.
 * Greenroom's messaging app has this one, so that its archive and its webhooks speak of a message by one id.
 * docs/decisions says what follows for real phones.
 */
export type MessageIdLookup = (rowId: string) => MessageIds | undefined;

/** Google Messages, as far as it writes what an archiver reads. */
export interface GoogleMessagesArchival extends MessageCapture {
  readonly messageIds: MessageIdLookup;
}

/** What there is of one logical message: its rows, and what the latest says. */
interface Written {
  readonly rows: string[];
  bodySha256: string | undefined;
}

const digest = (body: string | null): string => (body === null ? 'none' : sha256Hex(Buffer.from(body)));

const toEach = (addresses: readonly string[], type: AddressRow['type']): readonly AddressRow[] =>
  addresses.map((address) => ({ address, type }));

/** @param now the phone's clock, ms: rows of what comes in are dated by it */
export function googleMessagesArchival(
  provider: TelephonyProvider,
  hook: ArchivalHook,
  own: string,
  now: () => number,
): GoogleMessagesArchival {
  const ids = new Map<string, MessageIds>();
  const written = new Map<string, Written>();

  /** A row for a message, or one more where it says something else now: an edit keeps date, thread and sender. */
  function write(message: CapturedMessage): void {
    const { message_id, logical_message_id = message_id, direction, peer, body, group_id, sent_at_ms } = message;
    const members = (message.members ?? []).filter((member) => member !== own && member !== peer);
    const known = written.get(logical_message_id) ?? { rows: [], bodySha256: undefined };
    if (known.bodySha256 === digest(body)) return;
    const first = known.rows[0] === undefined ? undefined : provider.row(known.rows[0]);
    const out = direction === 'out';
    const others = group_id === undefined ? [peer] : [`${group_id}${groupTokenDomain}`];
    const sentSeconds = Math.floor(sent_at_ms / 1000);
    const row = provider.insertMms(provider.threadWith(others), {
      date: first?.date ?? (out ? sentSeconds : Math.floor(now() / 1000)),
      date_sent: sentSeconds,
      msg_box: out ? 2 : 1,
      read: out ? 1 : 0,
      ct_cls: rcsContentClass,
      parts: body === null ? [] : [{ ct: 'text/plain', text: body }],
      addr: out
        ? [
            { address: ownAddressToken, type: addressType.from },
            ...toEach(group_id === undefined ? [peer] : members, addressType.to),
          ]
        : [
            { address: peer, type: addressType.from },
            { address: own, type: addressType.to },
            ...toEach(members, addressType.cc),
          ],
    });
    known.rows.push(providerId(row));
    known.bodySha256 = digest(body);
    written.set(logical_message_id, known);
    ids.set(providerId(row), { message_id, logical_message_id });
    hook.changed(row);
  }

  return {
    messageIds: (rowId) => ids.get(rowId),
    captured: write,
    read(messageId) {
      const rows = written.get(messageId)?.rows ?? [];
      for (const row of rows) provider.markRead(row);
      if (rows.length > 0) hook.changed();
    },
    deleted(messageId) {
      const rows = written.get(messageId)?.rows.splice(0) ?? [];
      for (const row of rows) provider.delete(row);
      if (rows.length > 0) hook.changed();
    },
  };
}
