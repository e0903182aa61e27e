import { concatBytes } from '../../crypto/bytes.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { isSigned } from './authenticity.ts';
import { parseMlsMessage } from './mls-message.ts';
import { checkClaim, type PendingProposal, type PublicGroup, type ServerFailure } from './public-group.ts';
import type { PublicMessage } from './public-message.ts';
import { wireFormats } from './registry.ts';
import { opaque, uint16 } from './writer.ts';

/** A proposal as a member hands it to the Conversation Focus. */
export interface ProposalSubmission {
  readonly from: string;
  readonly device?: string;
  readonly era: number;
  readonly epochAuthenticator: string;
  /** An MLSMessage (PublicMessage). */
  readonly proposal: Uint8Array;
}

export type ProposalArbitration =
  | {
      readonly accepted: true;
      /** With the proposal waiting for a commit. */
      readonly group: PublicGroup;
      readonly proposal: PendingProposal;
      /** Whether its sender's signature could be verified: not in an epoch whose context is not known. */
      readonly verified: boolean;
      /** It was waiting already. */
      readonly repeated: boolean;
    }
  | { readonly accepted: false; readonly reason: ServerFailure; readonly detail: string };

const referenceLabel = opaque(Buffer.from('MLS 1.0 Proposal Reference'));

/** ProposalRef (RFC 9420 section 5.2) for suites whose hash is SHA-256, hex. */
export function proposalRef({ encoded, signature }: PublicMessage): string {
  const content = concatBytes(uint16(wireFormats.publicMessage), encoded, opaque(signature));
  return Buffer.from(sha256(concatBytes(referenceLabel, opaque(content)))).toString('hex');
}

/** Decides on a proposal: members propose to leave (`self_remove`) and to end MLS, nothing else. */
export function arbitrateProposal(
  group: PublicGroup | undefined,
  { from, device, era, epochAuthenticator, proposal: bytes }: ProposalSubmission,
): ProposalArbitration {
  const refuse = (reason: ServerFailure, detail: string): ProposalArbitration => ({ accepted: false, reason, detail });
  const message = parseMlsMessage(bytes);
  if (!message.ok) return refuse('invalid-input', message.error.detail);
  if (message.value.wireFormat !== 'public-message' || message.value.content.type !== 'proposal') {
    return refuse('invalid-input', 'the message is not a proposal in a PublicMessage');
  }
  const { groupId, epoch, sender, content } = message.value;
  if (!group) return refuse('mls-group-not-found', 'no such group');
  if (era === group.era && epoch !== group.epoch) {
    return refuse('incorrect-epoch', `the proposal is for epoch ${epoch}, the group is in ${group.epoch}`);
  }
  const claim = checkClaim(group, { groupId, era, epoch, epochAuthenticator });
  if (!claim.ok) return refuse(claim.reason, claim.detail);
  if (group.ended) return refuse('mls-group-has-end-mls', 'MLS was ended in this group');
  const { type } = content.proposal;
  if (type !== 'self-remove' && type !== 'end-mls') {
    return refuse('invalid-input', `a proposal "${type}" is none that a member sends`);
  }
  const leaf = sender.type === 'member' ? group.leaves[sender.leafIndex] : undefined;
  const owns = leaf?.msisdn === from && (leaf.device ?? device) === (device ?? leaf.device);
  if (!owns || sender.type !== 'member') return refuse('invalid-input', `the proposal is not ${from}'s`);
  const signed = isSigned(message.value, leaf?.signatureKey, group.context);
  if (signed === false) return refuse('invalid-input', 'the proposal is not signed by its sender in this epoch');
  const verified = signed === true;
  const ref = proposalRef(message.value);
  const known = group.pending.find((waiting) => waiting.ref === ref);
  if (known) return { accepted: true, group: claim.group, proposal: known, verified, repeated: true };
  const same = group.pending.some((waiting) => waiting.type === type && waiting.leafIndex === sender.leafIndex);
  if (same) return refuse('pending-proposal', `a ${type} of ${from} waits already`);
  const proposal: PendingProposal = { ref, type, leafIndex: sender.leafIndex, msisdn: from };
  return {
    accepted: true,
    group: { ...claim.group, pending: [...claim.group.pending, proposal] },
    proposal,
    verified,
    repeated: false,
  };
}
