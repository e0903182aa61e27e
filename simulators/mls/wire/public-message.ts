import { type Commit, readCommit } from './commit.ts';
import { limits } from './limits.ts';
import { type Proposal, readProposal } from './proposal.ts';
import type { Reader } from './reader.ts';
import { contentTypes } from './registry.ts';
import { Malformed } from './result.ts';

/** RFC 9420 section 6. */
export type Sender =
  | { readonly type: 'member'; readonly leafIndex: number }
  | { readonly type: 'external'; readonly senderIndex: number }
  | { readonly type: 'new-member-proposal' }
  | { readonly type: 'new-member-commit' };

/** A handshake message that everyone on the way can read (RFC 9420 section 6.2). */
export interface PublicMessage {
  readonly wireFormat: 'public-message';
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly sender: Sender;
  readonly authenticatedData: Uint8Array;
  readonly content:
    | { readonly type: 'proposal'; readonly proposal: Proposal }
    | { readonly type: 'commit'; readonly commit: Commit; readonly confirmationTag: Uint8Array };
  /** The FramedContent itself: what is signed and hashed. */
  readonly encoded: Uint8Array;
  readonly signature: Uint8Array;
  /** Present for members. */
  readonly membershipTag?: Uint8Array;
}

function readSender(from: Reader): Sender {
  const type = from.uint8('sender.sender_type');
  switch (type) {
    case 1:
      return { type: 'member', leafIndex: from.uint32('sender.leaf_index') };
    case 2:
      return { type: 'external', senderIndex: from.uint32('sender.sender_index') };
    case 3:
      return { type: 'new-member-proposal' };
    case 4:
      return { type: 'new-member-commit' };
    default:
      throw new Malformed('unknown-value', `sender.sender_type: ${type}`);
  }
}

export function readPublicMessage(from: Reader): PublicMessage {
  const start = from.offset();
  const framing = {
    groupId: from.opaque('content.group_id', limits.groupId),
    epoch: from.uint64('content.epoch'),
    sender: readSender(from),
    authenticatedData: from.opaque('content.authenticated_data'),
  };
  const type = from.uint8('content.content_type');
  if (type === contentTypes.application) {
    throw new Malformed('unexpected', 'content.content_type: application data in a PublicMessage');
  }
  if (type !== contentTypes.proposal && type !== contentTypes.commit) {
    throw new Malformed('unknown-value', `content.content_type: ${type}`);
  }
  const commit = type === contentTypes.commit ? readCommit(from) : undefined;
  const proposal = commit ? undefined : readProposal(from);
  const encoded = from.between(start, from.offset());
  const signature = from.opaque('auth.signature');
  const content: PublicMessage['content'] | undefined = commit
    ? { type: 'commit', commit, confirmationTag: from.opaque('auth.confirmation_tag') }
    : proposal && { type: 'proposal', proposal };
  if (!content) throw new Malformed('unexpected', 'content is neither proposal nor commit');
  const message = { wireFormat: 'public-message' as const, ...framing, content, encoded, signature };
  return framing.sender.type === 'member' ? { ...message, membershipTag: from.opaque('membership_tag') } : message;
}
