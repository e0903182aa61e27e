import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { equalBytes } from '../../crypto/bytes.ts';
import type { Commit } from '../wire/commit.ts';
import type { LeafNode } from '../wire/leaf-node.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import type { PublicMessage } from '../wire/public-message.ts';
import { applyCommit } from './apply-commit.ts';
import { groupOf, stateOf } from './group.ts';
import { refusal } from './library-error.ts';
import type { Authenticated, Committer, EngineProblem, EngineResult, Group } from './port.ts';
import { authenticationOf } from './profile.ts';

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

/** Whether a leaf's owner is the one that a member was before: the same participant, and the same device of his. */
function isSameOwner(before: { readonly uri: string; readonly device?: string }, now: Authenticated): boolean {
  if (!now.ok || now.uri !== before.uri) return false;
  return before.device === undefined || now.device === undefined || before.device === now.device;
}

/** Who commits, by the credential that is new; it must be the one that is replaced. */
function committerOf(group: Group, message: PublicMessage, commit: Commit): Committer | Refusal {
  const now = commit.path && ownerOf(group, commit.path.leafNode);
  if (now && !now.ok) return failed('invalid-credential', `the new leaf: ${now.detail}`);
  const { sender } = message;
  if (sender.type === 'member') {
    const before = group.members.find(({ leafIndex }) => leafIndex === sender.leafIndex);
    if (!before) return failed('non-member', `no member at leaf ${sender.leafIndex}`);
    if (now && !isSameOwner(before, now)) {
      return failed('invalid-credential', `the leaf of ${before.uri} becomes ${now.uri}'s`);
    }
    return { uri: before.uri, external: false };
  }
  if (!now) return failed('invalid', 'an external commit without an UpdatePath');
  return { uri: now.uri, external: true };
}

function checkContent(group: Group, commit: Commit, { uri, external }: Committer): Refusal | undefined {
  const has = (type: string): boolean => commit.proposals.some((proposal) => proposal.type === type);
  if (has('group-context-extensions')) return failed('invalid', 'a change of the group context is not supported');
  if (has('reference')) return failed('invalid', 'a proposal by reference that was never received');
  if (has('update')) return failed('invalid', 'an Update by value is the committer updating itself');
  if (has('external-init') !== external) return failed('invalid', 'external_init belongs to external commits alone');
  if (!commit.path && (commit.proposals.length === 0 || has('remove')))
    return failed('invalid', 'the UpdatePath is missing');
  for (const proposal of commit.proposals) {
    // Who joins from outside may clear away an older leaf of its own, nobody else's.
    if (external && proposal.type === 'remove' && group.messages.leaves[proposal.leafIndex]?.uri !== uri) {
      return failed('invalid', `an external commit by ${uri} removes leaf ${proposal.leafIndex}, which is not its own`);
    }
    const added = proposal.type === 'add' ? ownerOf(group, proposal.keyPackage.leafNode) : undefined;
    if (added && !added.ok) return failed('invalid-credential', `an added leaf: ${added.detail}`);
  }
  return undefined;
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
  const { commit } = message.content;
  const framing = checkFraming(group, message);
  if (framing) return framing;
  const committer = committerOf(group, message, commit);
  if ('ok' in committer) return committer;
  const content = checkContent(group, commit, committer);
  if (content) return content;
  try {
    const decoded = decodeMlsMessage(bytes, 0)?.[0];
    if (decoded?.wireformat !== 'mls_public_message') return failed('malformed', 'the commit does not decode');
    const after = await applyCommit(stateOf(group), decoded.publicMessage, suite);
    if (after === 'removed') return failed('removed', 'the commit removes this client from the group');
    return { ok: true, group: groupOf(after), committer };
  } catch (error) {
    return refusal(error);
  }
}
