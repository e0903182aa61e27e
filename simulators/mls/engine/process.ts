import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { equalBytes } from '../../crypto/bytes.ts';
import type { Commit } from '../wire/commit.ts';
import type { LeafNode } from '../wire/leaf-node.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import type { PublicMessage } from '../wire/public-message.ts';
import { followCommit } from './apply-commit.ts';
import { groupOf, stateOf } from './group.ts';
import { refusal } from './library-error.ts';
import { isSameOwner } from './owner.ts';
import type { Authenticated, Committer, EngineProblem, EngineResult, Group } from './port.ts';
import { authenticationOf } from './profile.ts';
import { publicCommit } from './public-commit.ts';

const failed = (problem: EngineProblem, detail: string) => ({ ok: false, problem, detail }) as const;
type Refusal = ReturnType<typeof failed>;

function ownerOf(group: Group, { credential, signatureKey }: LeafNode): Authenticated {
  return authenticationOf(stateOf(group).clientConfig).authenticate(credential, signatureKey);
}

/** What can be said before any secret is used; the library leaves several of these out. */
function checkFraming(group: Group, message: PublicMessage): Refusal | undefined {
  if (!equalBytes(message.groupId, group.groupId)) return failed('wrong-group', 'the commit is for another group');
  if (message.epoch !== group.epoch) {
    const problem = message.epoch < group.epoch ? 'past-epoch' : 'future-epoch';
    return failed(problem, `the commit is for epoch ${message.epoch}, this member is in ${group.epoch}`);
  }
  const { sender } = message;
  if (sender.type === 'member') {
    if (sender.leafIndex === group.ownLeaf) return failed('own-message', 'the commit was made by this client');
    if (!group.messages.leaves[sender.leafIndex]) return failed('non-member', `no member at leaf ${sender.leafIndex}`);
    return undefined;
  }
  if (sender.type === 'new-member-commit') return undefined;
  return failed('non-member', `a commit from ${sender.type}`);
}

/** Who commits, by the credential that is new; it must be the one that is replaced. */
function committerOf(group: Group, message: PublicMessage, commit: Commit): Owner | Refusal {
  const now = commit.path && ownerOf(group, commit.path.leafNode);
  if (now && !now.ok) return failed('invalid-credential', `the new leaf: ${now.detail}`);
  const { sender } = message;
  if (sender.type === 'member') {
    const before = group.members.find(({ leafIndex }) => leafIndex === sender.leafIndex);
    if (!before) return failed('non-member', `no member at leaf ${sender.leafIndex}`);
    if (now && !isSameOwner(before, now)) {
      return failed('invalid-credential', `the leaf of ${before.uri} becomes ${now.uri}'s`);
    }
    const { uri, device } = before;
    return { uri, ...(device !== undefined && { device }), external: false };
  }
  if (!now) return failed('invalid', 'an external commit without an UpdatePath');
  const { uri, device } = now;
  return { uri, ...(device !== undefined && { device }), external: true };
}

type Owner = Omit<Committer, 'added' | 'removed'>;

function checkContent(group: Group, commit: Commit, committer: Owner): Refusal | undefined {
  const { uri, external } = committer;
  const has = (type: string): boolean => commit.proposals.some((proposal) => proposal.type === type);
  if (has('update')) return failed('invalid', 'an Update by value is the committer updating itself');
  if (has('external-init') !== external) return failed('invalid', 'external_init belongs to external commits alone');
  if (external && commit.proposals.some(({ type }) => type !== 'external-init' && type !== 'remove')) {
    return failed('invalid', 'an external commit does more than join');
  }
  for (const proposal of commit.proposals) {
    if (external && proposal.type === 'remove') {
      // Who joins from outside may clear away an older leaf of its own, nobody else's.
      const old = group.members.find(({ leafIndex }) => leafIndex === proposal.leafIndex);
      if (!old || !isSameOwner(old, { ok: true, ...committer })) {
        const whose = 'which is not its own';
        return failed('invalid', `an external commit by ${uri} removes leaf ${proposal.leafIndex}, ${whose}`);
      }
    }
    const added = proposal.type === 'add' ? ownerOf(group, proposal.keyPackage.leafNode) : undefined;
    if (added && !added.ok) return failed('invalid-credential', `an added leaf: ${added.detail}`);
  }
  return undefined;
}

/** Whom a commit took out and brought in. A leaf that was given to another counts as both. */
function changeOf(before: Group, after: Group, removedLeaves: readonly number[]): Pick<Committer, 'added' | 'removed'> {
  const removed = before.members.filter(({ leafIndex }) => removedLeaves.includes(leafIndex));
  const kept = new Set(
    before.members.map(({ leafIndex }) => leafIndex).filter((leaf) => !removedLeaves.includes(leaf)),
  );
  return { removed, added: after.members.filter(({ leafIndex }) => !kept.has(leafIndex)) };
}

/** Applies a commit of another member, or of one that joins from outside (RFC 9420 section 12.4.2). */
export async function processCommit(
  group: Group,
  bytes: Uint8Array,
  suite: CiphersuiteImpl,
): Promise<EngineResult<{ readonly group: Group; readonly committer: Committer }>> {
  const view = parseMlsMessage(bytes);
  if (!view.ok) return failed('malformed', view.error.detail);
  const message = view.value;
  if (message.wireFormat === 'private-message' && message.contentType === 'commit') {
    return failed('commit-in-private-message', 'a commit must be a PublicMessage');
  }
  if (message.wireFormat !== 'public-message' || message.content.type !== 'commit') {
    return failed('wrong-kind', `a ${message.wireFormat}, not a commit`);
  }
  const { commit, confirmationTag } = message.content;
  const framing = checkFraming(group, message);
  if (framing) return framing;
  const committer = committerOf(group, message, commit);
  if ('ok' in committer) return committer;
  const content = checkContent(group, commit, committer);
  if (content) return content;
  try {
    const followed = await followCommit(stateOf(group), publicCommit(message, commit, confirmationTag), suite);
    if (followed === 'removed') return failed('removed', 'the commit removes this client from the group');
    const after = groupOf(followed.state);
    return { ok: true, group: after, committer: { ...committer, ...changeOf(group, after, followed.removed) } };
  } catch (error) {
    return refusal(error);
  }
}
