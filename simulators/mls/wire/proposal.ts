import { type Extension, readExtensions } from './extension.ts';
import { type KeyPackage, readKeyPackage } from './key-package.ts';
import { type LeafNode, readLeafNode } from './leaf-node.ts';
import type { Reader } from './reader.ts';
import { proposalTypes } from './registry.ts';
import { Malformed } from './result.ts';

/** RFC 9420 section 12.1. */
export type Proposal =
  | { readonly type: 'add'; readonly keyPackage: KeyPackage }
  | { readonly type: 'update'; readonly leafNode: LeafNode }
  | { readonly type: 'remove'; readonly leafIndex: number }
  | { readonly type: 'external-init'; readonly kemOutput: Uint8Array }
  | { readonly type: 'group-context-extensions'; readonly extensions: readonly Extension[] };

/**
 * A proposal by value. Pre-shared keys and re-initialisation have no place in RCC.16, and how its own proposals
 * (0xF001 end_mls, 0xF003 self_remove, 0xF004 server_remove) are written is not known [N]: all of them are refused.
 */
export function readProposal(from: Reader): Proposal {
  const type = from.uint16('proposal.proposal_type');
  switch (type) {
    case proposalTypes.add:
      return { type: 'add', keyPackage: readKeyPackage(from) };
    case proposalTypes.update:
      return { type: 'update', leafNode: readLeafNode(from) };
    case proposalTypes.remove:
      return { type: 'remove', leafIndex: from.uint32('remove.removed') };
    case proposalTypes.externalInit:
      return { type: 'external-init', kemOutput: from.opaque('external_init.kem_output') };
    case proposalTypes.groupContextExtensions:
      return { type: 'group-context-extensions', extensions: readExtensions(from, 'group_context_extensions') };
    default:
      throw new Malformed('not-supported', `proposal.proposal_type: ${type}`);
  }
}
