import type { Clock } from '../../kernel/clock.ts';
import type { Address } from './address.ts';
import type { Groups, Notice } from './groups.ts';
import type { MessageStore } from './message-store.ts';

/** What is shown between the messages of a group of what this phone itself finds out. */
export interface GroupNotices {
  notice(group: string, happened: Pick<Notice, 'what' | 'by'>): void;
  encryptedNow(address: Address): void;
}

export function groupNotices(clock: Clock, store: MessageStore, known: Groups): GroupNotices {
  function notice(group: string, happened: Pick<Notice, 'what' | 'by'>): void {
    const atMs = clock.now();
    known.notice(group, { atMs, whom: [], afterMessages: store.threadWith(group, atMs).messages.length, ...happened });
  }

  /** There are keys for a group; that is news where its members could write in clear before. */
  function encryptedNow(address: Address): void {
    const before = known.get(address)?.encryption;
    if (before === undefined || before === 'encrypted') return;
    known.change(address, { encryption: 'encrypted' });
    if (before !== 'undecided') notice(address, { what: 'encryption-on' });
  }

  return { notice, encryptedNow };
}
