import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { decodeExtensionType } from 'ts-mls/extension.js';
import { framedContentEncoder } from 'ts-mls/framedContent.js';
import { decodeKeyPackage } from 'ts-mls/keyPackage.js';
import { ValidationError } from 'ts-mls/mlsError.js';
import { encodeProposal, type Proposal } from 'ts-mls/proposal.js';
import type { ProposalOrRef } from 'ts-mls/proposalOrRefType.js';
import type { PublicMessage as LibraryMessage } from 'ts-mls/publicMessage.js';
import { decodeUpdatePath, encodeUpdatePath, type UpdatePath } from 'ts-mls/updatePath.js';
import type { Commit } from '../wire/commit.ts';
import type { Proposal as WireProposal } from '../wire/proposal.ts';
import type { PublicMessage } from '../wire/public-message.ts';
import { proposalTypes } from '../wire/registry.ts';
import { opaque, uint16, uint32 } from '../wire/writer.ts';
import type { Handshake } from './handshake.ts';

/** A commit with its content in the library's terms, and the bytes it came in. */
export interface PublicCommit extends Handshake {
  readonly confirmationTag: Uint8Array;
  readonly proposals: readonly ProposalOrRef[];
  readonly path: UpdatePath | undefined;
}

function whole<T>(decoded: [T, number] | undefined, bytes: Uint8Array, what: string): T {
  if (decoded?.[1] !== bytes.length) throw new ValidationError(`the ${what} does not decode`);
  return decoded[0];
}

/** The library's form of a proposal that the wire's parser accepted. Its own proposals it knows as numbers. */
export function libraryProposal(proposal: WireProposal): Proposal {
  switch (proposal.type) {
    case 'add': {
      const { encoded } = proposal.keyPackage;
      const keyPackage = whole(decodeKeyPackage(encoded, 0), encoded, 'KeyPackage');
      return { proposalType: 'add', add: { keyPackage } };
    }
    case 'remove':
      return { proposalType: 'remove', remove: { removed: proposal.leafIndex } };
    case 'external-init':
      return { proposalType: 'external_init', externalInit: { kemOutput: proposal.kemOutput } };
    case 'group-context-extensions': {
      const extensions = proposal.extensions.map(({ type, data }) => ({
        extensionType: whole(decodeExtensionType(uint16(type), 0), uint16(type), 'extension type'),
        extensionData: data,
      }));
      return { proposalType: 'group_context_extensions', groupContextExtensions: { extensions } };
    }
    case 'end-mls':
      return { proposalType: proposalTypes.endMls, proposalData: proposal.data };
    case 'self-remove':
      return { proposalType: proposalTypes.selfRemove, proposalData: new Uint8Array(0) };
    case 'server-remove':
      return { proposalType: proposalTypes.serverRemove, proposalData: uint32(proposal.leafIndex) };
    case 'update':
      throw new ValidationError('an Update is not supported');
  }
}

/** A proposal as it is sent: RCC.16's `self_remove` and `server_remove` have no length in front. */
export function encodeAnyProposal(proposal: Proposal): Uint8Array {
  const { proposalType } = proposal;
  if (proposalType !== proposalTypes.selfRemove && proposalType !== proposalTypes.serverRemove) {
    return encodeProposal(proposal);
  }
  return Buffer.concat([uint16(proposalType), proposal.proposalData]);
}

/** Commit (RFC 9420 section 12.4). */
export function encodeCommit(proposals: readonly ProposalOrRef[], path: UpdatePath | undefined): Uint8Array {
  const items = proposals.map((item) =>
    item.proposalOrRefType === 'proposal'
      ? Buffer.concat([Uint8Array.of(1), encodeAnyProposal(item.proposal)])
      : Buffer.concat([Uint8Array.of(2), opaque(item.reference)]),
  );
  const rest = path ? [Uint8Array.of(1), encodeUpdatePath(path)] : [Uint8Array.of(0)];
  return Uint8Array.from(Buffer.concat([opaque(Buffer.concat(items)), ...rest]));
}

/** A commit as our own parser read it. Throws for a sender that cannot commit. */
export function publicCommit(message: PublicMessage, commit: Commit, confirmationTag: Uint8Array): PublicCommit {
  const { sender, encoded: content, signature, membershipTag } = message;
  if (sender.type !== 'member' && sender.type !== 'new-member-commit') {
    throw new ValidationError(`a commit from ${sender.type}`);
  }
  const proposals = commit.proposals.map((proposal): ProposalOrRef => {
    return proposal.type === 'reference'
      ? { proposalOrRefType: 'reference', reference: proposal.ref }
      : { proposalOrRefType: 'proposal', proposal: libraryProposal(proposal) };
  });
  const path = commit.path && whole(decodeUpdatePath(commit.path.encoded, 0), commit.path.encoded, 'UpdatePath');
  const handshake = { sender, content, signature, confirmationTag, proposals, path };
  return membershipTag ? { ...handshake, membershipTag } : handshake;
}

/** A commit as the library read it: those of the official vectors have proposals that our own parser refuses. */
export function publicCommitOf(message: LibraryMessage): PublicCommit {
  const { content, auth } = message;
  if (content.contentType !== 'commit' || auth.contentType !== 'commit') throw new ValidationError('not a commit');
  const { senderType } = content.sender;
  if (senderType !== 'member' && senderType !== 'new_member_commit') {
    throw new ValidationError(`a commit from ${senderType}`);
  }
  const { proposals, path } = content.commit;
  const handshake = {
    sender:
      content.sender.senderType === 'member'
        ? { type: 'member' as const, leafIndex: content.sender.leafIndex }
        : { type: 'new-member-commit' as const },
    content: Uint8Array.from(encode(framedContentEncoder)(content)),
    signature: auth.signature,
    confirmationTag: auth.confirmationTag,
    proposals,
    path,
  };
  return message.senderType === 'member' ? { ...handshake, membershipTag: message.membershipTag } : handshake;
}
