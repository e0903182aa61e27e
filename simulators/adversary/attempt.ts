import type { JournalData } from '../kernel/journal/kinds.ts';
import type { Ciphertext } from './overheard.ts';

export type Attempt = JournalData['adversary.attempt'];

/** Whose state is used, and when it was taken. */
export type Whose = Pick<Attempt, 'phone' | 'incarnation' | 'state'>;

/** Tells what came of turning a state against a ciphertext. */
export type Tell = (
  power: Attempt['power'],
  whose: Whose,
  message: Pick<Ciphertext, 'messageId' | 'groupId' | 'epoch'>,
  opened: boolean,
) => void;

/** The states that are meant to open a message. */
const controls: ReadonlySet<Attempt['state']> = new Set(['before reading']);

export function telling(record: (attempt: Attempt) => void): Tell {
  return (power, { phone, incarnation, state }, { messageId, groupId, epoch }, opened) =>
    record({
      power,
      message_id: messageId,
      phone,
      incarnation,
      group_id: groupId,
      epoch: String(epoch),
      control: controls.has(state),
      state,
      opened,
    });
}
