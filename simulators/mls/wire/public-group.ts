import { groupIdText } from './group-id.ts';
import type { PublicLeaf } from './public-tree.ts';

/**
 * What a Conversation Focus knows of a group without any of its secrets: enough to put commits in order (RCC.16). A
 * value: every step returns a new one.
 */
export interface PublicGroup {
  readonly groupId: string;
  readonly era: number;
  /** The epoch that the last accepted commit led to. */
  readonly epoch: bigint;
  /** By leaf index, nothing at a blank one. */
  readonly leaves: readonly (PublicLeaf | undefined)[];
  /**
   * The GroupContext of the epoch, as the GroupInfo that came with the last commit has it: what handshake messages are
   * signed with. Nothing when none came.
   */
  readonly context?: Uint8Array;
  /** RCC.16's `end_mls` is in the group's context: only a commit that takes it out again is accepted. */
  readonly ended: boolean;
  /** Proposals of this epoch that the next commit has to take up. */
  readonly pending: readonly PendingProposal[];
  /**
   * Base64 epoch authenticators as members told them in CPIM headers, latest epochs only. Nobody without the group's
   * secrets can compute one, so the first to speak in an epoch is believed and the others are compared with it.
   */
  readonly authenticators: readonly { readonly epoch: bigint; readonly value: string }[];
  /** Hex SHA-256 of the commit that led to this epoch: its sender may ask again when the answer got lost. */
  readonly lastCommit: string;
}

/** A member's proposal on its way to a commit. */
export interface PendingProposal {
  /** ProposalRef (RFC 9420 section 5.2), hex. */
  readonly ref: string;
  readonly type: 'self-remove' | 'end-mls';
  readonly leafIndex: number;
  readonly msisdn: string;
}

/** The participants of a group, by MSISDN: each once, however many devices it has. */
export function participantsOf({ leaves }: Pick<PublicGroup, 'leaves'>): readonly string[] {
  return [...new Set(leaves.flatMap((leaf) => (leaf ? [leaf.msisdn] : [])))];
}

/** The part of `<mls-server-failure-reason>` that a focus can find out (facts: RCC.16, by name). */
export type ServerFailure =
  | 'incorrect-era'
  | 'incorrect-epoch'
  | 'incorrect-epoch-authenticator'
  | 'expired-credential'
  | 'mismatched-rcs-group-state'
  | 'unparsable-commit'
  | 'mismatched-confirmation-tag'
  | 'pending-proposal'
  | 'invalid-commit'
  | 'mls-group-not-found'
  | 'invalid-input'
  | 'mls-group-has-end-mls';

/** Epochs whose authenticator is remembered: enough to recognise a fork that shows late. */
const remembered = 16;

/** What a member claims: in which epoch it stands, and with which authenticator. */
export interface EpochClaim {
  readonly groupId: Uint8Array;
  readonly era: number;
  readonly epoch: bigint;
  /** Base64, 32 bytes. */
  readonly epochAuthenticator: string;
}

export type ClaimCheck =
  | { readonly ok: true; readonly group: PublicGroup }
  | { readonly ok: false; readonly reason: ServerFailure; readonly detail: string };

/** Whether 32 bytes are there in base64. */
export function isEpochAuthenticator(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}

/**
 * Compares a claim with what is known and remembers it where nothing was. A claim about the current epoch or a past one
 * that is still remembered; a member may lag behind.
 */
export function checkClaim(group: PublicGroup, claim: EpochClaim): ClaimCheck {
  const refuse = (reason: ServerFailure, detail: string): ClaimCheck => ({ ok: false, reason, detail });
  if (groupIdText(claim.groupId) !== group.groupId) {
    return refuse('mismatched-rcs-group-state', `the message is for group ${groupIdText(claim.groupId)}`);
  }
  if (claim.era !== group.era) return refuse('incorrect-era', `era ${claim.era}, the group is in ${group.era}`);
  if (claim.epoch > group.epoch) {
    return refuse('incorrect-epoch', `epoch ${claim.epoch}, the group is in ${group.epoch}`);
  }
  if (!isEpochAuthenticator(claim.epochAuthenticator)) {
    return refuse('incorrect-epoch-authenticator', 'the epoch authenticator is not 32 bytes in base64');
  }
  const known = group.authenticators.find(({ epoch }) => epoch === claim.epoch);
  if (known && known.value !== claim.epochAuthenticator) {
    return refuse('incorrect-epoch-authenticator', `epoch ${claim.epoch} is known by another authenticator: a fork`);
  }
  if (known) return { ok: true, group };
  const value = { epoch: claim.epoch, value: claim.epochAuthenticator };
  return { ok: true, group: { ...group, authenticators: [...group.authenticators, value].slice(-remembered) } };
}
