import { equalBytes } from '../../crypto/bytes.ts';
import type { CommitMessage, Refusal } from './arbitration.ts';
import type { Commit } from './commit.ts';
import type { CertificateReader } from './credential.ts';
import { findExtension } from './extension.ts';
import type { GroupInfo } from './group-info.ts';
import { keyPackageRef } from './key-package.ts';
import { parseMlsMessage } from './mls-message.ts';
import type { PublicGroup, ServerFailure } from './public-group.ts';
import { type PublicLeaf, readPublicTree } from './public-tree.ts';
import { extensionTypes } from './registry.ts';
import type { RosterChange } from './roster-change.ts';

const refuse = (reason: ServerFailure, detail: string): Refusal => ({ accepted: false, reason, detail });

/** A Welcome must be there exactly for the KeyPackages that were added. */
export function checkWelcome(commit: Commit, welcome: Uint8Array | undefined): Refusal | undefined {
  const wanted = commit.proposals.flatMap((proposal) =>
    proposal.type === 'add' ? [keyPackageRef(proposal.keyPackage)] : [],
  );
  if (!welcome)
    return wanted.length === 0 ? undefined : refuse('invalid-commit', 'members are added without a Welcome');
  const message = parseMlsMessage(welcome);
  if (!message.ok) return refuse('unparsable-commit', `the Welcome: ${message.error.detail}`);
  if (message.value.wireFormat !== 'welcome') return refuse('invalid-commit', 'what should be the Welcome is not one');
  const given = [...message.value.newMembers].sort();
  const same = given.length === wanted.length && wanted.sort().every((ref, index) => ref === given[index]);
  return same ? undefined : refuse('invalid-commit', 'the Welcome is not for the KeyPackages that were added');
}

function isSameLeaf(seen: PublicLeaf | undefined, told: PublicLeaf | undefined): boolean {
  if (!seen || !told) return seen === told;
  if (seen.msisdn !== told.msisdn) return false;
  return !seen.signatureKey || !told.signatureKey || equalBytes(seen.signatureKey, told.signatureKey);
}

/**
 * A GroupInfo that comes with a commit must be of the epoch that the commit leads to: then it tells the leaves and the
 * context exactly. Without one they are what the commit's proposals made them.
 */
export function checkGroupInfo(
  group: PublicGroup,
  message: CommitMessage,
  change: RosterChange,
  groupInfo: Uint8Array | undefined,
  readCertificate?: CertificateReader,
): (Pick<PublicGroup, 'leaves' | 'ended'> & { readonly info?: GroupInfo }) | Refusal {
  if (!groupInfo) return { leaves: change.leaves, ended: change.ended };
  const parsed = parseMlsMessage(groupInfo);
  if (!parsed.ok) return refuse('unparsable-commit', `the GroupInfo: ${parsed.error.detail}`);
  if (parsed.value.wireFormat !== 'group-info') {
    return refuse('invalid-commit', 'what should be the GroupInfo is not one');
  }
  const { groupContext, confirmationTag } = parsed.value;
  if (!equalBytes(confirmationTag, message.content.confirmationTag)) {
    return refuse('mismatched-confirmation-tag', "the GroupInfo's confirmation tag is not the commit's");
  }
  const told = `group ${groupContext.era ?? 0}/${groupContext.epoch}`;
  if (!equalBytes(groupContext.groupId, message.groupId) || groupContext.epoch !== group.epoch + 1n) {
    return refuse('invalid-commit', `the GroupInfo is of ${told}`);
  }
  if (groupContext.era !== group.era) return refuse('incorrect-era', `the GroupInfo is of ${told}`);
  const tree = readPublicTree(parsed.value, readCertificate);
  if (!tree.ok) return refuse('unparsable-commit', `the GroupInfo: ${tree.error.detail}`);
  const leaves = Array.from({ length: Math.max(tree.value.length, change.leaves.length) }, (_, index) => index);
  if (!leaves.every((index) => isSameLeaf(change.leaves[index], tree.value[index]))) {
    return refuse('mismatched-rcs-group-state', "the GroupInfo's tree is not the group's");
  }
  return {
    info: parsed.value,
    leaves: tree.value,
    ended: findExtension(groupContext.extensions, extensionTypes.endMls) !== undefined,
  };
}
