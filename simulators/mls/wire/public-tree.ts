import { type CertificateReader, viewCredential } from './credential.ts';
import { findExtension } from './extension.ts';
import type { GroupInfo } from './group-info.ts';
import { type LeafNode, readLeafNode } from './leaf-node.ts';
import { limits } from './limits.ts';
import { type Reader, reader } from './reader.ts';
import { extensionTypes } from './registry.ts';
import { Malformed, parsed, type WireResult } from './result.ts';

/** A member's place in a group, as everyone on the way can see it. */
export interface PublicLeaf {
  readonly msisdn: string;
  /** By its certificate. */
  readonly device?: string;
  /** When the certificate ends, in milliseconds since the Unix epoch. */
  readonly notAfterMs?: number;
  /** Nothing for a creator that was only seen to add others. */
  readonly signatureKey?: Uint8Array;
}

/** Whom a leaf names; nothing when its credential names nobody. */
export function publicLeaf(
  { credential, signatureKey }: LeafNode,
  readCertificate?: CertificateReader,
): PublicLeaf | undefined {
  const owner = viewCredential(credential, readCertificate);
  if (!owner) return undefined;
  const { msisdn, device, notAfterMs } = owner;
  return {
    msisdn,
    ...(device !== undefined && { device }),
    ...(notAfterMs !== undefined && { notAfterMs }),
    signatureKey: Uint8Array.from(signatureKey),
  };
}

function readNode(from: Reader): LeafNode | 'parent' | undefined {
  const present = from.uint8('ratchet_tree[].present');
  if (present === 0) return undefined;
  if (present !== 1) throw new Malformed('unknown-value', `ratchet_tree[].present: ${present}`);
  const type = from.uint8('ratchet_tree[].node_type');
  if (type === 1) return readLeafNode(from);
  if (type !== 2) throw new Malformed('unknown-value', `ratchet_tree[].node_type: ${type}`);
  from.opaque('parent_node.encryption_key');
  from.opaque('parent_node.parent_hash');
  from.vector('parent_node.unmerged_leaves', (leaf) => leaf.uint32('parent_node.unmerged_leaves[]'));
  return 'parent';
}

/**
 * The leaves of a GroupInfo's `ratchet_tree` extension (RFC 9420 section 12.4.3.3) by leaf index, nothing at a blank one.
 * @throws Malformed when there is none, or it is not one
 */
export function readTreeLeaves({ extensions }: GroupInfo): readonly (LeafNode | undefined)[] {
  const extension = findExtension(extensions, extensionTypes.ratchetTree);
  if (!extension) throw new Malformed('unexpected', 'group_info.extensions: no ratchet_tree');
  const from = reader(extension.data);
  const nodes = from.vector('ratchet_tree', readNode, limits.treeNodes);
  from.end('ratchet_tree');
  return nodes
    .map((node, index) => {
      if (node !== undefined && (node === 'parent') !== (index % 2 === 1)) {
        throw new Malformed('unexpected', `ratchet_tree[${index}]: a node of the wrong kind`);
      }
      return node === 'parent' ? undefined : node;
    })
    .filter((_, index) => index % 2 === 0);
}

/**
 * The public leaves of a GroupInfo's `ratchet_tree` extension (RFC 9420 section 12.4.3.3) by leaf index, nothing at a
 * blank one. Nothing is verified but the shape.
 */
export function readPublicTree(
  groupInfo: GroupInfo,
  readCertificate?: CertificateReader,
): WireResult<readonly (PublicLeaf | undefined)[]> {
  return parsed(() =>
    readTreeLeaves(groupInfo).map((node, index) => {
      const leaf = node && publicLeaf(node, readCertificate);
      if (node && !leaf) {
        throw new Malformed('unexpected', `ratchet_tree[${2 * index}]: a credential that names nobody`);
      }
      return leaf;
    }),
  );
}
