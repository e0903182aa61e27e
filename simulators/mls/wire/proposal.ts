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
  | { readonly type: 'group-context-extensions'; readonly extensions: readonly Extension[] }
  /** RCC.16 v3.0: asks whoever commits next to end MLS in the group. */
  | { readonly type: 'end-mls'; readonly data: Uint8Array }
  /** RCC.16: its sender leaves the group. */
  | { readonly type: 'self-remove' }
  /** RCC.16: the server took a leaf's owner off the roster. */
  | { readonly type: 'server-remove'; readonly leafIndex: number };

/** Bytes that the payload of an `end_mls` proposal may have; what is in it is not known [N], so it is not looked at. */
const endMlsBytes = 255;

/**
 * A proposal. Pre-shared keys and re-initialisation have no place in RCC.16: they are refused, as unknown types are.
 * Of RCC.16's own, `server_remove` is a bare uint32 and `self_remove` is empty, as other clients write them; `end_mls`
 * is taken for a vector, as RFC 9420 has application-defined proposals in most libraries [I].
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
    case proposalTypes.endMls:
      return { type: 'end-mls', data: from.opaque('end_mls', endMlsBytes) };
    case proposalTypes.selfRemove:
      return { type: 'self-remove' };
    case proposalTypes.serverRemove:
      return { type: 'server-remove', leafIndex: from.uint32('server_remove.to_remove') };
    default:
      throw new Malformed('not-supported', `proposal.proposal_type: ${type}`);
  }
}
