import { ValidationError } from 'ts-mls/mlsError.js';
import { getHpkePublicKey, type RatchetTree } from 'ts-mls/ratchetTree.js';

/**
 * Throws when an encryption or a signature key stands at two nodes of a tree (RFC 9420 sections 7.3, 7.5 and 12.4.3.1).
 * The library compares the nodes of the old tree with each other and never with the new leaf or path.
 */
export function checkUniqueKeys(tree: RatchetTree): void {
  const encryption = new Set<string>();
  const signature = new Set<string>();
  const add = (keys: Set<string>, key: Uint8Array, what: string): void => {
    const text = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
    if (keys.has(text)) throw new ValidationError(`one ${what} key stands at two nodes of the tree`);
    keys.add(text);
  };
  for (const node of tree) {
    if (!node) continue;
    add(encryption, getHpkePublicKey(node), 'encryption');
    if (node.nodeType === 'leaf') add(signature, node.leaf.signaturePublicKey, 'signature');
  }
}
