import { concatBytes, equalBytes } from '../../crypto/bytes.ts';
import { vouchedBy } from '../../crypto/x509/verify-chain.ts';
import type { KeyPackage } from './key-package.ts';
import type { LeafNode } from './leaf-node.ts';
import { verifier } from './sign-content.ts';
import { opaque, uint32 } from './writer.ts';

/** Where a leaf stands: what a leaf that was made for a place is signed with (RFC 9420 section 7.2). */
export interface LeafPlace {
  readonly groupId: Uint8Array;
  readonly leafIndex: number;
}

const verifyLeaf = verifier('LeafNodeTBS');
const verifyKeyPackage = verifier('KeyPackageTBS');

/**
 * What is wrong with a leaf that comes into a group: its signature, or its certificate, which one of `roots` must have
 * issued for this key. How long the certificate lasts is another question.
 * @param roots DER; when not given, whom a leaf names is not verified
 */
export function leafProblem(
  leaf: LeafNode,
  place: LeafPlace | undefined,
  roots: readonly Uint8Array[] | undefined,
): string | undefined {
  const { credential, signatureKey, source, unsigned } = leaf;
  if (source.type !== 'key-package' && !place) return `a leaf of the kind ${source.type} where none was yet`;
  const content =
    source.type === 'key-package' || !place
      ? unsigned
      : concatBytes(unsigned, opaque(place.groupId), uint32(place.leafIndex));
  if (!verifyLeaf(signatureKey, content, leaf.signature)) return "the leaf's signature is not of its key";
  if (!roots) return undefined;
  if (credential.type !== 'x509') return 'a leaf without a certificate';
  const vouched = vouchedBy(credential.certificates, roots);
  if (!vouched.ok) return `the leaf's certificate is ${vouched.problem}: ${vouched.detail}`;
  return equalBytes(vouched.publicKey, signatureKey) ? undefined : "the leaf's certificate is for another key";
}

/** What is wrong with a KeyPackage that is added (RFC 9420 section 10.1), as far as one can see without the time. */
export function keyPackageProblem(
  { leafNode, unsigned, signature }: KeyPackage,
  roots: readonly Uint8Array[] | undefined,
): string | undefined {
  if (leafNode.source.type !== 'key-package') return `a leaf of the kind ${leafNode.source.type} in a KeyPackage`;
  if (!verifyKeyPackage(leafNode.signatureKey, unsigned, signature))
    return "the KeyPackage's signature is not of its key";
  return leafProblem(leafNode, undefined, roots);
}
