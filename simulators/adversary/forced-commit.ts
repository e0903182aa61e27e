import { applyProposals, nextEpochContext } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import { verifyConfirmationTag } from 'ts-mls/framedContent.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { treeHashRoot } from 'ts-mls/treeHash.js';
import { leafWidth, toLeafIndex } from 'ts-mls/treemath.js';
import { applyUpdatePath } from 'ts-mls/updatePath.js';
import { groupOf, stateOf } from '../mls/engine/group.ts';
import type { Group } from '../mls/engine/port.ts';

/** How many nodes a path secret is followed up: enough for 256 members. */
const deepestPath = 8;

/** Secrets that a commit by a broken client may have: none at all, or a path that begins with no randomness. */
async function guesses(suite: CiphersuiteImpl): Promise<readonly Uint8Array[]> {
  const zeros = new Uint8Array(suite.kdf.size);
  const found = [zeros];
  let secret = zeros;
  for (let node = 0; node < deepestPath; node++) {
    secret = Uint8Array.from(await deriveSecret(secret, 'path', suite.kdf));
    found.push(secret);
  }
  return found;
}

/**
 * Follows a commit that gives the holder of `group` no secret, one by itself or one that removes it, by guessing the
 * commit secret. The confirmation tag tells whether a guess was right (RFC 9420 section 8.1).
 * @returns the group after the commit; nothing when no guess was right
 */
export async function forcedCommit(
  group: Group,
  commit: Uint8Array,
  suite: CiphersuiteImpl,
): Promise<Group | undefined> {
  const message = decodeMlsMessage(commit, 0)?.[0];
  if (message?.wireformat !== 'mls_public_message') return undefined;
  const { content, auth } = message.publicMessage;
  if (content.contentType !== 'commit' || auth.contentType !== 'commit') return undefined;
  if (content.sender.senderType !== 'member') return undefined;
  const state = stateOf(group);
  const { groupContext: before, keySchedule } = state;
  const committer = toLeafIndex(content.sender.leafIndex);
  const { path, proposals } = content.commit;
  const applied = await applyProposals(state, proposals, committer, emptyPskIndex, false, suite);
  const tree = path ? await applyUpdatePath(applied.tree, committer, path, suite.hash, false) : applied.tree;
  const groupContext = await nextEpochContext(
    before,
    'mls_public_message',
    content,
    auth.signature,
    await treeHashRoot(tree, suite.hash),
    state.confirmationTag,
    suite.hash,
  );
  for (const guess of await guesses(suite)) {
    const epoch = await initializeEpoch(keySchedule.initSecret, guess, groupContext, applied.pskSecret, suite.kdf);
    const { confirmationKey } = epoch.keySchedule;
    const { confirmedTranscriptHash } = groupContext;
    if (!(await verifyConfirmationTag(confirmationKey, auth.confirmationTag, confirmedTranscriptHash, suite.hash)))
      continue;
    return groupOf({
      ...state,
      groupContext,
      ratchetTree: tree,
      keySchedule: epoch.keySchedule,
      unappliedProposals: {},
      confirmationTag: auth.confirmationTag,
      secretTree: await createSecretTree(leafWidth(tree.length), epoch.encryptionSecret, suite.kdf),
    });
  }
  return undefined;
}
