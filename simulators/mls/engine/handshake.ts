import type { ClientState } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { encodeGroupContext, type GroupContext } from 'ts-mls/groupContext.js';
import { CryptoVerificationError, ValidationError } from 'ts-mls/mlsError.js';
import { hmacSha256, verifyHmacSha256 } from '../../crypto/hmac.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { contentTypes, protocolVersionMls10, wireFormats } from '../wire/registry.ts';
import { signContent } from '../wire/sign-content.ts';
import { opaque, uint16, uint32, uint64 } from '../wire/writer.ts';

/**
 * Handshake messages as PublicMessages (RFC 9420 section 6.2), over the bytes that were really sent. The library writes
 * a message anew before it verifies it, and its own coding of a proposal that it does not know has a length in front,
 * which `self_remove` and `server_remove` do not have.
 */
export interface Handshake {
  readonly sender: HandshakeSender;
  /** FramedContent. */
  readonly content: Uint8Array;
  readonly signature: Uint8Array;
  /** A commit's. */
  readonly confirmationTag?: Uint8Array;
  /** A member's. */
  readonly membershipTag?: Uint8Array;
}

export type HandshakeSender =
  | { readonly type: 'member'; readonly leafIndex: number }
  | { readonly type: 'new-member-commit' };

const version = uint16(protocolVersionMls10);
const publicMessage = uint16(wireFormats.publicMessage);
const framedContent = signContent('FramedContentTBS');
const none = new Uint8Array(0);

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** FramedContent (RFC 9420 section 6) around an encoded Commit or Proposal. */
export function framed(
  { groupId, epoch }: GroupContext,
  sender: HandshakeSender,
  type: 'commit' | 'proposal',
  body: Uint8Array,
): Uint8Array {
  const from = sender.type === 'member' ? join(Uint8Array.of(1), uint32(sender.leafIndex)) : Uint8Array.of(4);
  return join(opaque(groupId), uint64(epoch), from, opaque(none), Uint8Array.of(contentTypes[type]), body);
}

/** FramedContentTBS; members and those who join by a commit sign the group's context with it. */
function toBeSigned(content: Uint8Array, context: GroupContext): Uint8Array {
  return join(version, publicMessage, content, encodeGroupContext(context));
}

function authData({ signature, confirmationTag }: Omit<Handshake, 'sender' | 'content'>): Uint8Array {
  return confirmationTag ? join(opaque(signature), opaque(confirmationTag)) : opaque(signature);
}

export function signHandshake(
  content: Uint8Array,
  context: GroupContext,
  privateKey: Uint8Array,
  suite: CiphersuiteImpl,
): Promise<Uint8Array> {
  return suite.signature.sign(privateKey, framedContent(toBeSigned(content, context)));
}

/** The handshake as an MLSMessage; a member's gets its membership tag. */
export function encodeHandshake(handshake: Handshake, { groupContext, keySchedule }: ClientState): Uint8Array {
  const { content, sender } = handshake;
  const auth = authData(handshake);
  if (sender.type !== 'member') return join(version, publicMessage, content, auth);
  const tag = hmacSha256(keySchedule.membershipKey, join(toBeSigned(content, groupContext), auth));
  return join(version, publicMessage, content, auth, opaque(tag));
}

/**
 * Throws unless the membership tag is a member's and the signature is of `signatureKey`: the sender's, from the tree or
 * from the leaf it joins with.
 */
export async function verifyHandshake(
  handshake: Handshake,
  { groupContext, keySchedule }: ClientState,
  signatureKey: Uint8Array | undefined,
  suite: CiphersuiteImpl,
): Promise<void> {
  const { content, sender, signature, membershipTag } = handshake;
  if (!signatureKey) throw new ValidationError('the sender is no member');
  const signed = toBeSigned(content, groupContext);
  if (sender.type === 'member') {
    const tagged = join(signed, authData(handshake));
    if (!membershipTag || !verifyHmacSha256(keySchedule.membershipKey, tagged, membershipTag)) {
      throw new CryptoVerificationError('the membership tag does not match');
    }
  }
  if (!(await suite.signature.verify(signatureKey, framedContent(signed), signature))) {
    throw new CryptoVerificationError("the signature is not its sender's");
  }
}

/** The transcript with a commit in it (RFC 9420 section 8.2). */
export function transcriptAfter(
  before: GroupContext,
  confirmationTag: Uint8Array,
  content: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  const interim = sha256(join(before.confirmedTranscriptHash, opaque(confirmationTag)));
  return sha256(join(interim, publicMessage, content, opaque(signature)));
}

const referenceLabel = opaque(Buffer.from('MLS 1.0 Proposal Reference'));

/** What a commit names a proposal by (RFC 9420 section 5.2). */
export function proposalReference(handshake: Handshake): Uint8Array {
  return sha256(join(referenceLabel, opaque(join(publicMessage, handshake.content, authData(handshake)))));
}
