import { createGroupInfoWithRatchetTree } from 'ts-mls/createCommit.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { opaque } from '../wire/writer.ts';
import { stateOf } from './group.ts';
import type { Group } from './port.ts';

/**
 * A GroupInfo for joining from outside (RFC 9420 section 12.4.3.2). `external_pub` is a struct with one HPKEPublicKey,
 * so the key has a length of its own inside the extension; the library leaves it out.
 */
export async function exportGroupInfo(group: Group, suite: CiphersuiteImpl): Promise<Uint8Array> {
  const state = stateOf(group);
  const { publicKey } = await suite.hpke.deriveKeyPair(state.keySchedule.externalSecret);
  const externalPub = opaque(await suite.hpke.exportPublicKey(publicKey));
  const groupInfo = await createGroupInfoWithRatchetTree(
    state.groupContext,
    state.confirmationTag,
    state,
    state.ratchetTree,
    [{ extensionType: 'external_pub', extensionData: externalPub }],
    suite,
  );
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_group_info', groupInfo });
}
