import type { ClientState } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { extractWelcomeSecret } from 'ts-mls/groupInfo.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { encryptGroupSecrets, welcomeKey, welcomeNonce } from 'ts-mls/welcome.js';
import { encodeHandshake, framed, signHandshake } from './engine/handshake.ts';
import { decodeKeyPackageMessage } from './engine/key-package.ts';
import { parseKeyPackage } from './wire/key-package.ts';

/**
 * A commit with any content, signed and tagged as a member would: what a malicious member can send. Its confirmation tag
 * is wrong, so it must be refused in the end.
 */
export async function forgeCommit(
  state: ClientState,
  content: Uint8Array,
  suite: CiphersuiteImpl,
): Promise<Uint8Array> {
  const { groupContext, privatePath, signaturePrivateKey } = state;
  const sender = { type: 'member' as const, leafIndex: privatePath.leafIndex };
  const framedContent = framed(groupContext, sender, 'commit', content);
  const signature = await signHandshake(framedContent, groupContext, signaturePrivateKey, suite);
  return encodeHandshake({ sender, content: framedContent, signature, confirmationTag: new Uint8Array(32) }, state);
}

/** A Welcome for the owner of a KeyPackage around any GroupInfo bytes: what anyone who claimed it can send. */
export async function forgeWelcome(
  keyPackageMessage: Uint8Array,
  groupInfo: Uint8Array,
  suite: CiphersuiteImpl,
): Promise<Uint8Array> {
  const view = parseKeyPackage(keyPackageMessage);
  const keyPackage = decodeKeyPackageMessage(keyPackageMessage);
  if (!view.ok || !keyPackage) throw new Error('not a KeyPackage');
  const joinerSecret = suite.rng.randomBytes(32);
  const welcomeSecret = await extractWelcomeSecret(joinerSecret, new Uint8Array(32), suite.kdf);
  const [key, nonce] = [await welcomeKey(welcomeSecret, suite), await welcomeNonce(welcomeSecret, suite)];
  const encryptedGroupInfo = await suite.hpke.encryptAead(key, nonce, undefined, groupInfo);
  const { enc, ct } = await encryptGroupSecrets(
    await suite.hpke.importPublicKey(keyPackage.initKey),
    encryptedGroupInfo,
    { joinerSecret, pathSecret: undefined, psks: [] },
    suite.hpke,
  );
  const secret = {
    newMember: Buffer.from(view.value.ref, 'hex'),
    encryptedGroupSecrets: { kemOutput: enc, ciphertext: ct },
  };
  const welcome = { cipherSuite: suite.name, secrets: [secret], encryptedGroupInfo };
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome });
}
