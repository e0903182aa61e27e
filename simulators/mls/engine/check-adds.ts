import { type ClientState, throwIfDefined, validateLeafNodeCredentialAndKeyUniqueness } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { extensionsSupportedByCapabilities } from 'ts-mls/extension.js';
import { type KeyPackage, verifyKeyPackage } from 'ts-mls/keyPackage.js';
import { verifyLeafNodeSignatureKeyPackage } from 'ts-mls/leafNode.js';
import { CryptoVerificationError, ValidationError } from 'ts-mls/mlsError.js';

/**
 * Refuses added KeyPackages one after the other (RFC 9420 section 10.1). The library checks them all at once, and with two
 * that are wrong the second refusal is nobody's: an unhandled rejection, which ends the process.
 */
export async function checkAdds(
  { groupContext, ratchetTree, clientConfig }: ClientState,
  keyPackages: readonly KeyPackage[],
  suite: CiphersuiteImpl,
): Promise<void> {
  if (keyPackages.length < 2) return;
  const { authService } = clientConfig;
  for (const keyPackage of keyPackages) {
    const { leafNode } = keyPackage;
    if (keyPackage.cipherSuite !== groupContext.cipherSuite) throw new ValidationError('a KeyPackage of another suite');
    if (keyPackage.version !== groupContext.version) throw new ValidationError('a KeyPackage of another MLS version');
    throwIfDefined(await validateLeafNodeCredentialAndKeyUniqueness(ratchetTree, leafNode));
    if (!(await verifyLeafNodeSignatureKeyPackage(leafNode, suite.signature)))
      throw new CryptoVerificationError('the signature of an added leaf does not verify');
    if (!(await authService.validateCredential(leafNode.credential, leafNode.signaturePublicKey)))
      throw new ValidationError('the credential of an added leaf is not valid');
    if (!extensionsSupportedByCapabilities(leafNode.extensions, leafNode.capabilities))
      throw new ValidationError('an added leaf has an extension that its capabilities do not name');
    if (!(await verifyKeyPackage(keyPackage, suite.signature)))
      throw new CryptoVerificationError('the signature of a KeyPackage does not verify');
    if (Buffer.compare(keyPackage.initKey, leafNode.hpkePublicKey) === 0)
      throw new ValidationError('a KeyPackage whose init key is its encryption key');
  }
}
