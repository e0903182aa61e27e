import type { Invariant } from './invariant.ts';
import { archiveComplete } from './invariants/archive-complete.ts';
import { archiveExactlyOnce } from './invariants/archive-exactly-once.ts';
import { archiveFaithful } from './invariants/archive-faithful.ts';
import { archiveRetained } from './invariants/archive-retained.ts';
import { archiveTamperEvident } from './invariants/archive-tamper-evident.ts';
import { exportComplete } from './invariants/export-complete.ts';
import { manifestSigned } from './invariants/manifest-signed.ts';
import { messageAccountedFor } from './invariants/message-accounted-for.ts';
import { metadataConsistent } from './invariants/metadata-consistent.ts';
import { metadataOrdered } from './invariants/metadata-ordered.ts';
import { metadataPrivate } from './invariants/metadata-private.ts';
import { metadataSchema } from './invariants/metadata-schema.ts';
import { mlsAgreement } from './invariants/mls-agreement.ts';
import { mlsForwardSecrecy } from './invariants/mls-forward-secrecy.ts';
import { mlsPostCompromise } from './invariants/mls-post-compromise.ts';
import { mlsRemovedCannotRead } from './invariants/mls-removed-cannot-read.ts';
import { noPlaintextInTransit } from './invariants/no-plaintext-in-transit.ts';
import { noSilentDowngrade } from './invariants/no-silent-downgrade.ts';
import { receiptTruthful } from './invariants/receipt-truthful.ts';
import { webhookAuthentic } from './invariants/webhook-authentic.ts';
import { webhookDelivered } from './invariants/webhook-delivered.ts';
import { webhookIdempotent } from './invariants/webhook-idempotent.ts';

/** Every invariant there is, by family: archive, metadata, messaging. */
export const invariants: readonly Invariant[] = [
  archiveComplete,
  archiveExactlyOnce,
  archiveFaithful,
  archiveRetained,
  exportComplete,
  archiveTamperEvident,
  manifestSigned,
  metadataSchema,
  metadataPrivate,
  metadataOrdered,
  metadataConsistent,
  webhookAuthentic,
  webhookDelivered,
  webhookIdempotent,
  noPlaintextInTransit,
  noSilentDowngrade,
  messageAccountedFor,
  receiptTruthful,
  mlsAgreement,
  mlsRemovedCannotRead,
  mlsForwardSecrecy,
  mlsPostCompromise,
];
