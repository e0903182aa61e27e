import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { equalBytes } from '../../crypto/bytes.ts';
import type { Commit } from '../wire/commit.ts';
import { type Credential, msisdnOf, telIdentity } from '../wire/credential.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import type { PublicMessage } from '../wire/public-message.ts';
import { applyCommit } from './apply-commit.ts';
import { groupOf, stateOf } from './group.ts';
import { refusal } from './library-error.ts';
import type { Committer, EngineProblem, EngineResult, Group } from './port.ts';

const failed = (problem: EngineProblem, detail: string) => ({ ok: false, problem, detail }) as const;
type Refusal = ReturnType<typeof failed>;

function uriOf(credential: Credential): string | undefined {
  const msisdn = msisdnOf(credential);
  return msisdn === undefined ? undefined : telIdentity(msisdn);
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
function committerOf(group: Group, message: PublicMessage, commit: Commit): Committer | Refusal {
  const now = commit.path && uriOf(commit.path.leafNode.credential);
  if (commit.path && now === undefined) return failed('invalid-credential', 'the new leaf does not name tel:+E.164');
  if (message.sender.type === 'member') {
    const before = group.messages.leaves[message.sender.leafIndex]?.uri;
    if (before === undefined) return failed('non-member', `no member at leaf ${message.sender.leafIndex}`);
    if (now !== undefined && now !== before)
      return failed('invalid-credential', `the leaf of ${before} becomes ${now}'s`);
    return { uri: before, external: false };
  }
  if (now === undefined) return failed('invalid', 'an external commit without an UpdatePath');
  return { uri: now, external: true };
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
    if (proposal.type === 'add' && uriOf(proposal.keyPackage.leafNode.credential) === undefined) {
      return failed('invalid-credential', 'an added leaf does not name tel:+E.164');
    }
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
