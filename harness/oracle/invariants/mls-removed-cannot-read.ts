import type { Invariant } from '../invariant.ts';
import { secrecyFold } from '../secrecy-fold.ts';

/** Who is not a member any more reads nothing: between two people, an installation that another has replaced. */
export const mlsRemovedCannotRead: Invariant = {
  id: 'mls-removed-cannot-read',
  title: 'The state of an installation that was wiped opens no message to the one that replaced it',
  source: 'RFC 9420 section 16.6; RCC.16: a client without its state joins with new keys',
  observes: ['adversary.attempt'],
  observableIn: ['virtual', 'simulated-phones'],
  open: () =>
    secrecyFold({
      power: 'removed',
      describe: ({ phone, incarnation }) =>
        `the wiped state of ${phone} (installation ${incarnation}) opens a message to the installation after it`,
      nothing: 'no message was read in a group that a reinstalled phone is in',
    }),
};
