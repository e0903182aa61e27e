import type { Invariant } from '../invariant.ts';
import { secrecyFold } from '../secrecy-fold.ts';

/** A phone that was broken into is safe again once it has rotated its keys. */
export const mlsPostCompromise: Invariant = {
  id: 'mls-post-compromise',
  title: 'What was stolen from a phone before it rotated its keys opens no message sent after',
  source: 'RFC 9420 section 16.6; RCC.16: a self-update renews the leaf and its path',
  observes: ['adversary.attempt'],
  observableIn: ['virtual', 'simulated-phones'],
  open: () =>
    secrecyFold({
      power: 'post-compromise',
      describe: ({ phone, epoch }) =>
        `the state of ${phone}, taken before its rotation, opens a message of epoch ${epoch}, after it`,
      nothing: 'no message was read after a phone had rotated its keys',
    }),
};
