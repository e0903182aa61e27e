import { concatBytes, equalBytes } from '../../crypto/bytes.ts';
import { sha256 } from '../../crypto/sha256.ts';
import type { CommitMessage } from './arbitration.ts';
import type { GroupContext, GroupInfo } from './group-info.ts';
import { keyPackageProblem, leafProblem } from './leaf-authenticity.ts';
import type { LeafNode } from './leaf-node.ts';
import type { PublicGroup } from './public-group.ts';
import type { PublicMessage } from './public-message.ts';
import { readTreeLeaves } from './public-tree.ts';
import { protocolVersionMls10, wireFormats } from './registry.ts';
import { verifier } from './sign-content.ts';
import { opaque, uint16, uint32, uint64 } from './writer.ts';

/** What of a commit is not as its sender's keys would have it: a leaf, the GroupInfo, or the message itself. */
export interface Forgery {
  readonly of: 'leaf' | 'group-info' | 'message';
  readonly detail: string;
}

const verifyContent = verifier('FramedContentTBS');
const verifyGroupInfo = verifier('GroupInfoTBS');
const head = concatBytes(uint16(protocolVersionMls10), uint16(wireFormats.publicMessage));

/**
 * Whether a handshake message is signed with the sender's key in the epoch that it says it is for (RFC 9420 section 6.1);
 * nothing when the key or the context of the epoch is not known. The membership tag takes a secret of the group: it
 * cannot be checked here.
 */
export function isSigned(
  { encoded, signature }: PublicMessage,
  key: Uint8Array | undefined,
  context: Uint8Array | undefined,
): boolean | undefined {
  if (!key || !context) return undefined;
  return verifyContent(key, concatBytes(head, encoded, context), signature);
}

/** The context of an epoch 0 in which its creator was alone (RFC 9420 section 11). */
function firstContext({ cipherSuite, groupId, extensions }: GroupContext, creator: LeafNode): Uint8Array {
  const leafHash = sha256(concatBytes(Uint8Array.of(1), uint32(0), Uint8Array.of(1), creator.encoded));
  return concatBytes(
    ...[uint16(protocolVersionMls10), uint16(cipherSuite), opaque(groupId), uint64(0n)],
    ...[opaque(leafHash), opaque(new Uint8Array(0))],
    opaque(concatBytes(...extensions.map(({ type, data }) => concatBytes(uint16(type), opaque(data))))),
  );
}

/** The creator's leaf, which is seen when the first commit has left it as it was. */
function creatorOf(info: GroupInfo | undefined, { content }: CommitMessage): LeafNode | undefined {
  return info && !content.commit.path ? readTreeLeaves(info)[0] : undefined;
}

/**
 * Verifies what is public of a commit: KeyPackages that it adds, its new leaf, the GroupInfo with it, and the message's
 * own signature. Gives whether that one could be verified: not in an epoch whose context no GroupInfo told, and not when
 * the commit that creates a group replaces the only leaf that was there.
 * @param after the group that the commit leads to
 * @param roots DER of those whose certificates are taken; when not given, whom leaves name is not verified
 */
export function commitForgery(
  before: PublicGroup,
  message: CommitMessage,
  after: PublicGroup,
  info: GroupInfo | undefined,
  roots: readonly Uint8Array[] | undefined,
): Forgery | { readonly verified: boolean } {
  const { groupId, sender, content } = message;
  const { path, proposals } = content.commit;
  const creator = before.epoch === 0n ? creatorOf(info, message) : undefined;
  const leafOf = (key: Uint8Array): number =>
    after.leaves.findIndex((leaf) => leaf?.signatureKey && equalBytes(leaf.signatureKey, key));
  for (const proposal of proposals) {
    const detail = proposal.type === 'add' ? keyPackageProblem(proposal.keyPackage, roots) : undefined;
    if (detail !== undefined) return { of: 'leaf', detail };
  }
  for (const leaf of [path?.leafNode, creator]) {
    const place = leaf && { groupId, leafIndex: leafOf(leaf.signatureKey) };
    const detail = leaf && leafProblem(leaf, place, roots);
    if (detail !== undefined) return { of: 'leaf', detail };
  }
  const signer = info && after.leaves[info.signer]?.signatureKey;
  if (info && !(signer && verifyGroupInfo(signer, info.unsigned, info.signature)))
    return { of: 'group-info', detail: `the GroupInfo is not signed by leaf ${info.signer}` };
  const known = sender.type === 'member' ? before.leaves[sender.leafIndex]?.signatureKey : path?.leafNode.signatureKey;
  const context = creator && info ? firstContext(info.groupContext, creator) : before.context;
  const signed = isSigned(message, known ?? creator?.signatureKey, context);
  if (signed === false) return { of: 'message', detail: 'the commit is not signed by its sender in this epoch' };
  return { verified: signed === true };
}
