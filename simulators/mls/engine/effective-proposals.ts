import { applyProposals, type ClientState } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { extensionsEqual, extensionsSupportedByCapabilities } from 'ts-mls/extension.js';
import type { KeyPackage } from 'ts-mls/keyPackage.js';
import { ValidationError } from 'ts-mls/mlsError.js';
import type { Proposal } from 'ts-mls/proposal.js';
import type { ProposalOrRef } from 'ts-mls/proposalOrRefType.js';
import type { PskIndex } from 'ts-mls/pskIndex.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { type LeafIndex, toLeafIndex } from 'ts-mls/treemath.js';
import { limits } from '../wire/limits.ts';
import { extensionTypes, proposalTypes } from '../wire/registry.ts';
import { checkAdds } from './check-adds.ts';

type Extensions = ClientState['groupContext']['extensions'];
type Applied = Awaited<ReturnType<typeof applyProposals>>;

/** A commit's proposals, carried out on the tree. */
export interface Effect {
  readonly applied: Applied;
  /** Leaf indexes. */
  readonly removed: readonly number[];
  /** The GroupContext extensions of the next epoch. */
  readonly extensions: Extensions;
  readonly needsPath: boolean;
}

const remove = (removed: number): ProposalOrRef => ({
  proposalOrRefType: 'proposal',
  proposal: { proposalType: 'remove', remove: { removed } },
});

/** What a proposal comes to: RCC.16's removals are removals. `from` is nothing for one that is committed by value. */
function meaning(item: ProposalOrRef, proposal: Proposal, from: number | undefined, committer: number | undefined) {
  const { proposalType } = proposal;
  if (proposalType === proposalTypes.selfRemove) {
    if (from === undefined) throw new ValidationError('a self_remove is committed by reference alone');
    if (from === committer) throw new ValidationError('a self_remove by the committer itself');
    return remove(from);
  }
  if (proposalType === proposalTypes.serverRemove) {
    const { buffer, byteOffset } = proposal.proposalData;
    return remove(new DataView(buffer, byteOffset).getUint32(0));
  }
  if (typeof proposalType === 'number' && proposalType !== proposalTypes.endMls) {
    throw new ValidationError(`a proposal of the unknown type ${proposalType}`);
  }
  return item;
}

/** The GroupContext that a commit leads to may not change its era, nor have what this engine does not do. */
function checkExtensions(before: Extensions, after: Extensions, tree: RatchetTree): void {
  const eras = (extensions: Extensions) =>
    extensions.filter(({ extensionType }) => extensionType === extensionTypes.era);
  if (!extensionsEqual(eras(before), eras(after))) throw new ValidationError('the era of a group never changes');
  const types = after.map(({ extensionType }) => extensionType);
  if (new Set(types).size !== types.length) throw new ValidationError('a GroupContext extension stands there twice');
  // The library reads this extension as one sender where RFC 9420 section 12.1.8.1 has a vector.
  if (types.includes('external_senders')) throw new ValidationError('groups with external senders are not supported');
  const supported = tree.every(
    (node) => node?.nodeType !== 'leaf' || extensionsSupportedByCapabilities(after, node.leaf.capabilities),
  );
  if (!supported) throw new ValidationError('a member does not support an extension of the next GroupContext');
}

/** Carries out a commit's proposals (RFC 9420 sections 12.2 and 12.3). Throws for a list that is not valid. */
export async function effectOf(
  state: ClientState,
  proposals: readonly ProposalOrRef[],
  committer: LeafIndex | undefined,
  psks: PskIndex,
  suite: CiphersuiteImpl,
): Promise<Effect> {
  const own = proposals.map((item) => {
    if (item.proposalOrRefType === 'proposal') return meaning(item, item.proposal, undefined, committer);
    const known = state.unappliedProposals[Buffer.from(item.reference).toString('base64')];
    if (!known) throw new ValidationError('a proposal by reference that was never received');
    return meaning(item, known.proposal, known.senderLeafIndex, committer);
  });
  await checkAdds(state, addsOf(state, own), suite);
  const applied = await applyProposals(state, own, committer, psks, false, suite);
  if (applied.tree.length > limits.treeNodes) throw new ValidationError(`a tree of ${applied.tree.length} nodes`);
  const { allProposals, additionalResult: kind } = applied;
  const of = (type: Proposal['proposalType']) => allProposals.filter(({ proposal }) => proposal.proposalType === type);
  const removed = allProposals.flatMap(({ proposal }) =>
    proposal.proposalType === 'remove' ? [toLeafIndex(proposal.remove.removed)] : [],
  );
  const changes = of('group_context_extensions').length > 0;
  const before = state.groupContext.extensions;
  const extensions = changes && kind.kind === 'memberCommit' ? kind.extensions : before;
  if (changes) checkExtensions(before, extensions, applied.tree);
  if (
    of(proposalTypes.endMls).length > 0 &&
    !extensions.some(({ extensionType }) => extensionType === extensionTypes.endMls)
  ) {
    throw new ValidationError('end_mls is committed without the extension that ends MLS');
  }
  return { applied, removed, extensions, needsPath: applied.needsUpdatePath || changes };
}

function addsOf(state: ClientState, items: readonly ProposalOrRef[]): KeyPackage[] {
  return items.flatMap((item) => {
    const proposal =
      item.proposalOrRefType === 'proposal'
        ? item.proposal
        : state.unappliedProposals[Buffer.from(item.reference).toString('base64')]?.proposal;
    return proposal?.proposalType === 'add' ? [proposal.add.keyPackage] : [];
  });
}
