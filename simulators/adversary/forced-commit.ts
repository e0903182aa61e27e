import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import { verifyConfirmationTag } from 'ts-mls/framedContent.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { leafWidth, toLeafIndex } from 'ts-mls/treemath.js';
import { effectOf } from '../mls/engine/effective-proposals.ts';
import { groupOf, stateOf } from '../mls/engine/group.ts';
import { transcriptAfter } from '../mls/engine/handshake.ts';
import type { Group } from '../mls/engine/port.ts';
import { publicCommit } from '../mls/engine/public-commit.ts';
import { treeHash } from '../mls/engine/tree-hash.ts';
import { treeWithPath } from '../mls/engine/update-path.ts';
import { parseMlsMessage } from '../mls/wire/mls-message.ts';

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
  const view = parseMlsMessage(commit);
  if (!view.ok || view.value.wireFormat !== 'public-message' || view.value.content.type !== 'commit') return undefined;
  const { content } = view.value;
  const message = publicCommit(view.value, content.commit, content.confirmationTag);
  if (message.sender.type !== 'member') return undefined;
  const state = stateOf(group);
  const { groupContext: before, keySchedule } = state;
  const committer = toLeafIndex(message.sender.leafIndex);
  const { applied, extensions } = await effectOf(state, message.proposals, committer, emptyPskIndex, suite);
  const tree = message.path ? treeWithPath(applied.tree, committer, message.path, false) : applied.tree;
  const groupContext = {
    ...before,
    extensions,
    epoch: before.epoch + 1n,
    treeHash: treeHash(tree),
    confirmedTranscriptHash: transcriptAfter(before, state.confirmationTag, message.content, message.signature),
  };
  for (const guess of await guesses(suite)) {
    const epoch = await initializeEpoch(keySchedule.initSecret, guess, groupContext, applied.pskSecret, suite.kdf);
    const { confirmationKey } = epoch.keySchedule;
    const { confirmedTranscriptHash } = groupContext;
    if (!(await verifyConfirmationTag(confirmationKey, message.confirmationTag, confirmedTranscriptHash, suite.hash)))
      continue;
    return groupOf({
      ...state,
      groupContext,
      ratchetTree: tree,
      keySchedule: epoch.keySchedule,
      unappliedProposals: {},
      confirmationTag: message.confirmationTag,
      secretTree: await createSecretTree(leafWidth(tree.length), epoch.encryptionSecret, suite.kdf),
    });
  }
  return undefined;
}
