import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import type { Proposal } from 'ts-mls/proposal.js';
import { equalBytes } from '../../crypto/bytes.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import type { PublicMessage } from '../wire/public-message.ts';
import { proposalTypes } from '../wire/registry.ts';
import { groupWith, stateOf } from './group.ts';
import { endMlsData } from './group-changes.ts';
import {
  encodeHandshake,
  framed,
  type Handshake,
  proposalReference,
  signHandshake,
  verifyHandshake,
} from './handshake.ts';
import { refusal } from './library-error.ts';
import type { EngineProblem, Group, MlsEngine, OwnProposal } from './port.ts';
import { encodeAnyProposal, libraryProposal } from './public-commit.ts';

const failed = (problem: EngineProblem, detail: string) => ({ ok: false, problem, detail }) as const;

/** A member's own proposal in a PublicMessage (RFC 9420 section 12.1, RCC.16). */
export async function proposeTo(group: Group, own: OwnProposal, suite: CiphersuiteImpl): Promise<Uint8Array> {
  const state = stateOf(group);
  const proposal: Proposal =
    'selfRemove' in own
      ? { proposalType: proposalTypes.selfRemove, proposalData: new Uint8Array(0) }
      : { proposalType: proposalTypes.endMls, proposalData: endMlsData };
  const sender = { type: 'member' as const, leafIndex: group.ownLeaf };
  const content = framed(state.groupContext, sender, 'proposal', encodeAnyProposal(proposal));
  const signature = await signHandshake(content, state.groupContext, state.signaturePrivateKey, suite);
  return encodeHandshake({ sender, content, signature }, state);
}

/** The handshake of a proposal by a member; nothing when it is something else. */
function handshakeOf({ content, sender, encoded, signature, membershipTag }: PublicMessage): Handshake | undefined {
  if (content.type !== 'proposal' || sender.type !== 'member' || !membershipTag) return undefined;
  return { sender, content: encoded, signature, membershipTag };
}

/**
 * What a commit names a proposal by. Nothing when the bytes are no member's proposal, or one that was not received.
 */
export function referenceTo(group: Group, bytes: Uint8Array): Uint8Array | undefined {
  const view = parseMlsMessage(bytes);
  const handshake = view.ok && view.value.wireFormat === 'public-message' ? handshakeOf(view.value) : undefined;
  if (!handshake) return undefined;
  const reference = proposalReference(handshake);
  return Buffer.from(reference).toString('base64') in stateOf(group).unappliedProposals ? reference : undefined;
}

/** Proposals that a group keeps for one epoch at most: one of each kind by each of the members of the largest group. */
const keptProposals = 2048;

/** Verifies a proposal of another member and keeps it. RCC.16's members propose to leave, and that MLS ends. */
export async function keepProposal(
  group: Group,
  bytes: Uint8Array,
  suite: CiphersuiteImpl,
): ReturnType<MlsEngine['receiveProposal']> {
  const view = parseMlsMessage(bytes);
  if (!view.ok) return failed('malformed', view.error.detail);
  const message = view.value;
  if (message.wireFormat !== 'public-message' || message.content.type !== 'proposal') {
    return failed('wrong-kind', `a ${message.wireFormat}, not a proposal`);
  }
  const { proposal } = message.content;
  const handshake = handshakeOf(message);
  const { sender } = message;
  if (!handshake || sender.type !== 'member') return failed('non-member', `a proposal from ${sender.type}`);
  if (!equalBytes(message.groupId, group.groupId)) return failed('wrong-group', 'the proposal is for another group');
  if (message.epoch !== group.epoch) {
    const problem = message.epoch < group.epoch ? 'past-epoch' : 'future-epoch';
    return failed(problem, `the proposal is for epoch ${message.epoch}, this member is in ${group.epoch}`);
  }
  const from = group.members.find(({ leafIndex }) => leafIndex === sender.leafIndex);
  if (!from) return failed('non-member', `no member at leaf ${sender.leafIndex}`);
  if (proposal.type !== 'self-remove' && proposal.type !== 'end-mls') {
    return failed('invalid', `a proposal "${proposal.type}" is none that a member sends`);
  }
  const state = stateOf(group);
  if (group.pendingProposals >= keptProposals) return failed('invalid', 'too many proposals wait for a commit');
  try {
    await verifyHandshake(handshake, state, from.signatureKey, suite);
  } catch (error) {
    return refusal(error);
  }
  const name = Buffer.from(proposalReference(handshake)).toString('base64');
  const kept = { proposal: libraryProposal(proposal), senderLeafIndex: sender.leafIndex };
  const unappliedProposals = { ...state.unappliedProposals, [name]: kept };
  return {
    ok: true,
    group: groupWith({ ...state, unappliedProposals }, group.messages),
    proposal: proposal.type === 'self-remove' ? 'self-remove' : 'other',
    from: from.uri,
  };
}
