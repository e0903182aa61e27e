import type { CommitMessage, Refusal } from './arbitration.ts';
import type { CertificateReader } from './credential.ts';
import { findExtension } from './extension.ts';
import type { PublicGroup, ServerFailure } from './public-group.ts';
import { type PublicLeaf, publicLeaf } from './public-tree.ts';
import { extensionTypes } from './registry.ts';

type Leaves = PublicGroup['leaves'];

/** What a commit does to a group's leaves and context. */
export interface RosterChange {
  readonly leaves: Leaves;
  readonly added: readonly PublicLeaf[];
  readonly removed: readonly PublicLeaf[];
  readonly ended: boolean;
}

const refuse = (reason: ServerFailure, detail: string): Refusal => ({ accepted: false, reason, detail });

/** Puts a new leaf where RFC 9420 section 7.7 has it: the leftmost blank one, else to the right. */
function place(leaves: Leaves, leaf: PublicLeaf): Leaves {
  const blank = leaves.indexOf(undefined);
  return blank === -1 ? [...leaves, leaf] : leaves.with(blank, leaf);
}

/** The leaves that a commit takes out, or what is wrong with its proposals. */
function removedLeaves(group: PublicGroup, { sender, content }: CommitMessage, from: string): number[] | Refusal {
  const removed: number[] = [];
  for (const proposal of content.commit.proposals) {
    if (proposal.type === 'reference') {
      const known = group.pending.find(({ ref }) => ref === Buffer.from(proposal.ref).toString('hex'));
      if (!known) return refuse('invalid-commit', 'a proposal by reference that was never sent');
      if (known.type === 'self-remove') removed.push(known.leafIndex);
    } else if (proposal.type === 'self-remove') {
      return refuse('invalid-commit', 'a self_remove by value');
    } else if (proposal.type === 'remove' || proposal.type === 'server-remove') {
      removed.push(proposal.leafIndex);
    }
  }
  for (const [index, leafIndex] of removed.entries()) {
    const leaf = group.leaves[leafIndex];
    if (!leaf || removed.indexOf(leafIndex) !== index) {
      return refuse('invalid-commit', `leaf ${leafIndex} is removed but blank`);
    }
    if (sender.type === 'member' && sender.leafIndex === leafIndex) {
      return refuse('invalid-commit', 'a commit that removes its own maker');
    }
    if (sender.type === 'new-member-commit' && leaf.msisdn !== from) {
      return refuse('invalid-commit', `an external commit by ${from} removes a leaf of ${leaf.msisdn}`);
    }
  }
  return removed;
}

/**
 * Carries out a commit on the public leaves of a group: removes before adds (RFC 9420 section 12.3), then the leaf of
 * its path.
 */
export function changeRoster(
  group: PublicGroup,
  message: CommitMessage,
  path: PublicLeaf | undefined,
  from: string,
  readCertificate?: CertificateReader,
): RosterChange | Refusal {
  const { sender, content } = message;
  const removed = removedLeaves(group, message, from);
  if ('reason' in removed) return removed;
  let leaves: Leaves = group.leaves.map((leaf, index) => (removed.includes(index) ? undefined : leaf));
  const added: PublicLeaf[] = [];
  let { ended } = group;
  for (const proposal of content.commit.proposals) {
    if (proposal.type === 'group-context-extensions') {
      ended = findExtension(proposal.extensions, extensionTypes.endMls) !== undefined;
    }
    if (proposal.type !== 'add') continue;
    const leaf = publicLeaf(proposal.keyPackage.leafNode, readCertificate);
    if (!leaf) return refuse('invalid-commit', 'a KeyPackage without the identity tel:+E.164 is added');
    added.push(leaf);
    leaves = place(leaves, leaf);
  }
  if (path) leaves = sender.type === 'member' ? leaves.with(sender.leafIndex, path) : place(leaves, path);
  return {
    leaves,
    added,
    removed: removed.flatMap((leafIndex) => group.leaves[leafIndex] ?? []),
    ended,
  };
}
