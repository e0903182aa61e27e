import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import { counted } from './answer.ts';
import { isAnswer } from './asked.ts';
import type { Custodians } from './custodians.ts';
import type { Violation } from './invariant.ts';
import { recent } from './recent.ts';

/** Messages among which a deleted one is recognised: those seen last. */
const remembered = 2_000;

/**
 * What users deleted from their phones, and what the archive says that they deleted. A message goes by its custodian's phone
 * and its canary; its records by the phone and the id that they share.
 */
export interface DeletedMessages {
  entry(entry: JournalEntry, who: Custodians): void;
  /** The archive holds a version with content of a message. */
  holds(record: string, message: string): void;
  /** The archive says that a message was deleted. */
  recorded(record: string, seq: number, data: JournalData['subject.record']): void;
  finish(): readonly Violation[];
  /** Why it is not known of some deletions whether the archive has them; undefined where it is. */
  unknown(): string | undefined;
  open(): number;
}

export function deletedMessages(): DeletedMessages {
  /** Records to messages. */
  const messages = recent<string>(remembered);
  const held = recent<true>(remembered);
  const deleted = recent<{ readonly message: string; readonly seq: number; readonly canary: string }>(remembered);
  const noted = recent<{ readonly message: string; readonly seq: number; readonly messageId: string }>(remembered);
  let settled = false;
  let asked = false;
  /** Why the archive could not say in the end what it has. */
  let error: string | undefined;

  function remember(message: string, seq: number, canary: string): void {
    deleted.set(message, { message, seq, canary });
  }

  /** What users deleted of what the archive holds, and no record says so. */
  const unnoted = () =>
    asked ? deleted.values().filter(({ message }) => held.has(message) && !noted.has(message)) : [];

  return {
    entry(entry, who) {
      if (entry.kind === 'ui.deleted') {
        const { phone, canary } = entry.data;
        if (canary !== null && who.enrolled(phone)) remember(`${phone} ${canary}`, entry.seq, canary);
      } else if (entry.kind === 'world.settled') settled = true;
      else if (settled && entry.kind === 'subject.error' && entry.data.operation === 'records')
        error ??= entry.data.reason;
      if (settled && isAnswer(entry, 'subject.record')) asked = true;
    },
    holds(record, message) {
      messages.set(record, message);
      held.set(message, true);
    },
    recorded(record, seq, { message_id: messageId }) {
      const message = messages.get(record);
      // Of an erased message nothing is left to say whose deletion it is.
      if (message !== undefined) noted.set(message, { message, seq, messageId });
    },
    unknown() {
      const missing = unnoted().length;
      if (error === undefined || missing === 0) return undefined;
      return `${counted(missing, 'deletion')} not seen, but the subject could not be asked: ${error}`;
    },
    finish() {
      const found: Violation[] = [];
      for (const { message, seq, canary } of error === undefined ? unnoted() : []) {
        const what = `${message.split(' ')[0]}: no record says that its user deleted the message`;
        found.push({ what, message_id: null, canary, entries: [seq] });
      }
      for (const { message, seq, messageId } of noted.values()) {
        if (deleted.has(message)) continue;
        const what = `${message.split(' ')[0]}: a record says that its user deleted the message, who did not`;
        found.push({ what, message_id: messageId, canary: null, entries: [seq] });
      }
      return found;
    },
    open: () => messages.size() + held.size() + deleted.size() + noted.size(),
  };
}
