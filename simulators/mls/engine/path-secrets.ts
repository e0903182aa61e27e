import type { ClientState } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { ValidationError } from 'ts-mls/mlsError.js';
import { pathToRoot } from 'ts-mls/pathSecrets.js';
import { mergePrivateKeyPaths, toPrivateKeyPath } from 'ts-mls/privateKeyPath.js';
import { getHpkePublicKey, type RatchetTree } from 'ts-mls/ratchetTree.js';
import { leafWidth, type NodeIndex, root } from 'ts-mls/treemath.js';
import { equalBytes } from '../../crypto/bytes.ts';
import { hpkeP256, hpkeX25519 } from '../../crypto/hpke/hpke.ts';

/**
 * Follows a path secret up to the root (RFC 9420 section 7.4), and adds the private keys to the member's own. Public
 * keys must be those the sender put into the tree (section 7.5), which the library does not compare.
 */
export async function followPath(
  tree: RatchetTree,
  from: NodeIndex,
  pathSecret: Uint8Array,
  own: ClientState['privatePath'],
  suite: CiphersuiteImpl,
): Promise<{ readonly privatePath: ClientState['privatePath']; readonly rootSecret: Uint8Array }> {
  const secrets = await pathToRoot(tree, from, pathSecret, suite.kdf);
  const keys = await toPrivateKeyPath(secrets, own.leafIndex, suite);
  const { kem } = suite.name.includes('P256') ? hpkeP256 : hpkeX25519;
  for (const [nodeIndex, privateKey] of Object.entries(keys.privateKeys)) {
    const node = tree[Number(nodeIndex)];
    if (!node || !equalBytes(kem.publicKey(privateKey), getHpkePublicKey(node))) {
      throw new ValidationError('a path secret does not lead to the public key in the tree');
    }
  }
  const rootSecret = secrets[root(leafWidth(tree.length))];
  if (!rootSecret) throw new ValidationError('a path secret does not lead to the root');
  return { privatePath: mergePrivateKeyPaths(own, keys), rootSecret };
}
