import type { Invariant } from './invariant.ts';
import { archiveComplete } from './invariants/archive-complete.ts';
import { archiveFaithful } from './invariants/archive-faithful.ts';
import { messageAccountedFor } from './invariants/message-accounted-for.ts';
import { mlsAgreement } from './invariants/mls-agreement.ts';
import { mlsForwardSecrecy } from './invariants/mls-forward-secrecy.ts';
import { mlsPostCompromise } from './invariants/mls-post-compromise.ts';
import { mlsRemovedCannotRead } from './invariants/mls-removed-cannot-read.ts';
import { noPlaintextInTransit } from './invariants/no-plaintext-in-transit.ts';

/** Every invariant there is, by family: archive, messaging. */
export const invariants: readonly Invariant[] = [
  archiveComplete,
  archiveFaithful,
  noPlaintextInTransit,
  messageAccountedFor,
  mlsAgreement,
  mlsRemovedCannotRead,
  mlsForwardSecrecy,
  mlsPostCompromise,
];
