import type { Invariant } from '../invariant.ts';
import { secrecyFold } from '../secrecy-fold.ts';

/** Who is not a member any more reads nothing: an installation that another has replaced, and whoever a group removed. */
export const mlsRemovedCannotRead: Invariant = {
  id: 'mls-removed-cannot-read',
  title:
    'The state of a removed member opens no message sent after, nor that of a wiped installation one to its replacement',
  source:
    'RFC 9420 section 16.6; RCC.16: a participant is removed with all devices, a client without its state has new keys',
  observes: ['adversary.attempt'],
  observableIn: ['virtual', 'simulated-phones'],
  open: () =>
    secrecyFold({
      power: 'removed',
      describe: ({ phone, incarnation, state, epoch }) =>
        state === 'wiped'
          ? `the wiped state of ${phone} (installation ${incarnation}) opens a message to the installation after it`
          : `the state of ${phone}, which was removed from the group, opens a message of epoch ${epoch}, after that`,
      nothing: 'no message was read in a group that a phone was removed from, or a reinstalled one is in',
    }),
};
