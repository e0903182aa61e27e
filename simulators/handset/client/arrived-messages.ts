import { canaryOf } from '../../kernel/canary.ts';
import { type Clock, timestamp } from '../../kernel/clock.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { Cpim } from '../../protocol/cpim.ts';
import type { Imdn } from '../../protocol/imdn.ts';
import type { CapturedMessage } from '../agent/captured-message.ts';
import { type Address, isGroupAddress } from './address.ts';
import type { Arrived } from './conveyance.ts';
import type { Groups } from './groups.ts';
import type { MessageStore } from './message-store.ts';

export interface ArrivedMessagesOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly phone: string;
  /** The phone's own. */
  readonly msisdn: string;
  readonly groups: Groups;
  readonly store: MessageStore;
  readonly receipt: (peer: string, imdn: Imdn, groupId?: string) => void;
  /** Another device of the owner sent one of its messages again. */
  readonly onSentAgain: (messageId: string, original: string) => void;
  /** Another device of the owner sent a message, which is shown here now. */
  readonly onSentElsewhere: (messageId: string, address: Address) => void;
  readonly capture: (message: CapturedMessage) => void;
  readonly onChange: () => void;
  readonly problem: (doing: string, reason: string) => void;
}

/** What becomes of a message that came, once it is known whether it can be read: it is shown, archived and answered. */
export interface ArrivedMessages {
  /**
   * @param body nothing when it cannot be read
   * @param original the message that this one is again, if it is
   */
  keep(message: Arrived, address: Address, body: string | undefined, secured: boolean, original?: string): void;
  /** Nothing can make it readable any more, as far as this phone knows. */
  unreadable(message: Arrived, address: Address, reason: string, original?: string): void;
  /** The installation is gone before it could be opened: it came, and that is all that there will ever be of it. */
  neverOpened(message: Arrived, address: Address): void;
}

export function arrivedMessages(options: ArrivedMessagesOptions): ArrivedMessages {
  const { clock, journal, phone, msisdn, store, groups, problem } = options;
  const sentAt = (cpim: Cpim): number => Date.parse(cpim.dateTime ?? timestamp(clock.now()));
  const ofGroup = (address: Address) => (isGroupAddress(address) ? { group_id: address } : {});
  const inGroup = (address: Address) =>
    isGroupAddress(address) ? { group_id: address, members: groups.get(address)?.members ?? [] } : {};

  /** A message is sent again by who sent it, where it was sent: what only says so is a message of its own. */
  function honoured(original: string | undefined, { from }: Arrived, address: Address): string | undefined {
    const before = original === undefined ? undefined : store.find(original);
    if (!before) return original;
    const { thread, message } = before;
    const sender = message.direction === 'out' ? msisdn : (message.sender?.msisdn ?? thread.peer);
    return thread.peer === address && sender === from ? original : undefined;
  }

  /**
   * A message that another device of the owner sent: shown as sent, and nobody is told. Sent again it is the same message.
   * @param original the message that this one is again, if it is
   */
  function keepOwn({ cpim }: Arrived, address: Address, body: string, secured: boolean, original?: string): void {
    const thread = store.threadWith(address, clock.now());
    const id = cpim.messageId ?? '';
    const shown = original ?? id;
    const sentAtMs = sentAt(cpim);
    if (original !== undefined) options.onSentAgain(id, original);
    const own = { id: shown, direction: 'out', body, sentAtMs, status: 'sent', encrypted: secured } as const;
    if (!store.add(thread.id, own, clock.now())) return;
    options.onSentElsewhere(shown, address);
    options.capture({
      message_id: id,
      ...(original !== undefined && { logical_message_id: original }),
      direction: 'out',
      peer: address,
      body,
      sent_at_ms: sentAtMs,
      version: 1,
      ...inGroup(address),
    });
    options.onChange();
  }

  /** @param claimed the message that this one says it is again, if it does */
  function keep(
    message: Arrived,
    address: Address,
    body: string | undefined,
    secured: boolean,
    claimed?: string,
  ): void {
    const { from, cpim } = message;
    const original = honoured(claimed, message, address);
    if (from === msisdn) {
      if (body !== undefined) keepOwn(message, address, body, secured, original);
      return;
    }
    const id = cpim.messageId ?? '';
    const nowMs = clock.now();
    const shown = original ?? id;
    const thread = store.threadWith(address, nowMs);
    const before = store.find(shown)?.message;
    const readable = body !== undefined && before?.status === 'undecryptable';
    const known = store.knows(shown); // also one that was deleted since
    if (known && !readable && original === undefined) return;
    if (!known || readable) {
      const status = body === undefined ? 'undecryptable' : 'received';
      const sentAtMs = sentAt(cpim);
      const sender = isGroupAddress(address) ? { sender: { msisdn: from, name: '' } } : {};
      const shows = {
        id: shown,
        direction: 'in',
        body: body ?? '',
        sentAtMs,
        status,
        encrypted: secured,
        ...sender,
      } as const;
      if (before) store.replace(shown, shows);
      else store.add(thread.id, shows, nowMs);
      if (original !== undefined) store.link(original, id);
      if (body !== undefined)
        journal.append('handset.received', {
          phone,
          message_id: id,
          peer: from,
          encrypted: secured,
          canary: canaryOf(body) ?? null,
          ...ofGroup(address),
        });
      options.capture({
        message_id: id,
        ...(original !== undefined && { logical_message_id: original }),
        direction: 'in',
        peer: from,
        body: body ?? null,
        sent_at_ms: sentAtMs,
        // What could not be opened has its record already: this is its next version.
        version: before ? 2 : 1,
        ...inGroup(address),
      });
    }
    const about = { messageId: id, dateTime: cpim.dateTime ?? timestamp(nowMs) };
    if (body !== undefined && cpim.dispositionNotification.includes('positive-delivery'))
      tell(from, address, { ...about, status: 'delivered' });
    if (body === undefined && cpim.dispositionNotification.includes('negative-delivery')) {
      tell(from, address, { ...about, status: 'failed', failure: { side: 'client', reason: 'failed-to-decrypt' } });
    }
    options.onChange();
  }

  const tell = (to: string, address: Address, imdn: Imdn): void =>
    options.receipt(to, imdn, isGroupAddress(address) ? address : undefined);

  function unreadable(message: Arrived, address: Address, reason: string, claimed?: string): void {
    const { cpim, from } = message;
    const original = honoured(claimed, message, address);
    if (from === msisdn) return; // of another device of the owner, which shows it
    // Nobody wants to hear of it: keys of a name or picture, which are sent again to who comes in, no words.
    if (cpim.dispositionNotification.length === 0) {
      problem('open a message without receipts', reason);
      return;
    }
    const message_id = cpim.messageId ?? '';
    journal.append('handset.undecryptable', { phone, message_id, peer: from, reason, ...ofGroup(address) });
    if (original === undefined || !store.knows(original)) keep(message, address, undefined, true);
    else refuseAgain(message, address);
  }

  /** One more of a chain that shows as one message already. */
  function refuseAgain({ from, cpim }: Arrived, address: Address): void {
    if (!cpim.dispositionNotification.includes('negative-delivery')) return;
    const { messageId = '', dateTime = timestamp(clock.now()) } = cpim;
    const failure = { side: 'client', reason: 'resent-message-for-me-failed-to-decrypt' } as const;
    tell(from, address, { messageId, dateTime, status: 'failed', failure });
  }

  return {
    keep,
    unreadable,
    neverOpened(message, address) {
      const { cpim, from } = message;
      if (from === msisdn) return;
      const id = cpim.messageId ?? '';
      const of = ofGroup(address);
      journal.append('handset.undecryptable', { phone, message_id: id, peer: from, reason: 'no-group', ...of });
      const sent_at_ms = sentAt(cpim);
      options.capture({
        message_id: id,
        direction: 'in',
        peer: from,
        body: null,
        sent_at_ms,
        version: 1,
        ...inGroup(address),
      });
    },
  };
}
