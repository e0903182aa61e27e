import type { Invariant } from '../invariant.ts';
import { secrecyFold } from '../secrecy-fold.ts';

/** Keys are gone once they were used, and those of past epochs after the retention policy. */
export const mlsForwardSecrecy: Invariant = {
  id: 'mls-forward-secrecy',
  title: 'What is stolen from a phone opens no message that was read before, nor any of an epoch past its retention',
  source: 'RFC 9420 sections 9.2 and 16.6; RCC.16: secrets of previous epochs are kept for three days',
  observes: ['adversary.attempt'],
  observableIn: ['virtual', 'simulated-phones'],
  open: () =>
    secrecyFold({
      power: 'forward-secrecy',
      describe: ({ phone, state, epoch }) =>
        state === 'retention over'
          ? `the state of ${phone} still opens messages of epoch ${epoch}, which is past its retention`
          : `the state of ${phone}, taken after the message was read, opens it`,
      nothing: 'no encrypted message was read while an adversary was there',
    }),
};
