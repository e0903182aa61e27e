import { aesGcmKeyBytes, aesGcmNonceBytes, aesGcmOpen, aesGcmSeal } from '../../crypto/aes-gcm.ts';
import type { RandomBytes } from '../../crypto/random-bytes.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import { reader } from '../wire/reader.ts';
import { contentTypes, protocolVersionMls10, wireFormats } from '../wire/registry.ts';
import { Malformed, parsed } from '../wire/result.ts';
import { signContent } from '../wire/sign-content.ts';
import { lengthHeader, opaque, uint16, uint32, uint64 } from '../wire/writer.ts';
import { expandWithLabel } from './label.ts';
import type { EngineProblem, EngineResult, Epoch, EpochLeaf, Unprotected } from './port.ts';
import { keyAt, step } from './ratchet.ts';
import type { SignatureScheme } from './signature-scheme.ts';

/**
 * What is encrypted is filled up with zeros to a multiple of this, in bytes, so that a ciphertext shows a size bucket
 * and not the length of a text, nor of its DER signature. Ours: RFC 9420 section 6.3.1 leaves it to the sender.
 */
export const paddingBlock = 128;

const senderDataKey = expandWithLabel('key', aesGcmKeyBytes);
const senderDataNonce = expandWithLabel('nonce', aesGcmNonceBytes);
const framedContent = signContent('FramedContentTBS');
const head = Buffer.concat([uint16(protocolVersionMls10), uint16(wireFormats.privateMessage)]);
const application = Uint8Array.of(contentTypes.application);
const memberSender = Uint8Array.of(1);
/** A ciphertext's sample is as long as the hash (RFC 9420 section 6.3.2). */
const sampleBytes = 32;

function framing(epoch: Epoch): Uint8Array {
  return Buffer.concat([opaque(epoch.groupId), uint64(epoch.epoch)]);
}

/** What the sender signs (RFC 9420 section 6.1). */
function toBeSigned(
  epoch: Epoch,
  frame: Uint8Array,
  leaf: number,
  data: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  return framedContent(
    Buffer.concat([
      ...[head, frame, memberSender, uint32(leaf), lengthHeader(data.length), data],
      ...[application, lengthHeader(plaintext.length), plaintext, epoch.context],
    ]),
  );
}

function guarded(nonce: Uint8Array, reuseGuard: Uint8Array): Uint8Array {
  const out = Uint8Array.from(nonce);
  for (let index = 0; index < 4; index++) out[index] = (out[index] ?? 0) ^ (reuseGuard[index] ?? 0);
  return out;
}

function withRatchet(epoch: Epoch, leafIndex: number, leaf: EpochLeaf, ratchet: EpochLeaf['ratchet']): Epoch {
  return { ...epoch, leaves: epoch.leaves.with(leafIndex, { ...leaf, ratchet }) };
}

/** Encrypts as the epoch's own leaf (RFC 9420 section 6.3). Nothing when this client cannot send in the epoch. */
export function protectApplication(
  epoch: Epoch,
  signingKey: Uint8Array,
  scheme: SignatureScheme,
  random: RandomBytes,
  authenticatedData: Uint8Array,
  plaintextFor: (generation: number) => Uint8Array,
): { readonly epoch: Epoch; readonly message: Uint8Array } | undefined {
  const leaf = epoch.leaves[epoch.ownLeaf];
  if (!leaf?.ratchet) return undefined;
  const { key, ratchet } = step(leaf.ratchet);
  const plaintext = plaintextFor(key.generation);
  const frame = framing(epoch);
  const signature = scheme.sign(signingKey, toBeSigned(epoch, frame, epoch.ownLeaf, authenticatedData, plaintext));
  const content = Buffer.concat([opaque(plaintext), opaque(signature)]);
  const padded = new Uint8Array(Math.ceil(content.length / paddingBlock) * paddingBlock);
  padded.set(content);

  const reuseGuard = random.bytes(4);
  const contentData = Buffer.concat([frame, application, opaque(authenticatedData)]);
  const ciphertext = aesGcmSeal(key.key, guarded(key.nonce, reuseGuard), contentData, padded);
  const sample = ciphertext.subarray(0, sampleBytes);
  const senderData = Buffer.concat([uint32(epoch.ownLeaf), uint32(key.generation), reuseGuard]);
  const encryptedSenderData = aesGcmSeal(
    senderDataKey(epoch.senderDataSecret, sample),
    senderDataNonce(epoch.senderDataSecret, sample),
    Buffer.concat([frame, application]),
    senderData,
  );
  return {
    epoch: withRatchet(epoch, epoch.ownLeaf, leaf, ratchet),
    message: Uint8Array.from(Buffer.concat([head, contentData, opaque(encryptedSenderData), opaque(ciphertext)])),
  };
}

const failed = (problem: EngineProblem, detail: string) => ({ ok: false, problem, detail }) as const;

/** Decrypts a message of this epoch; the epoch given stays usable whatever comes of it. */
export function unprotectApplication(
  epoch: Epoch,
  bytes: Uint8Array,
  scheme: SignatureScheme,
): EngineResult<Unprotected> {
  const message = parseMlsMessage(bytes);
  if (!message.ok) return failed('malformed', message.error.detail);
  const sealed = message.value;
  if (sealed.wireFormat !== 'private-message')
    return failed('wrong-kind', `a ${sealed.wireFormat}, not application data`);
  if (sealed.contentType === 'commit') return failed('commit-in-private-message', 'a commit must be a PublicMessage');
  if (sealed.contentType !== 'application')
    return failed('wrong-kind', `a ${sealed.contentType}, not application data`);
  if (!Buffer.from(sealed.groupId).equals(epoch.groupId))
    return failed('wrong-group', 'the message is for another group');
  if (sealed.epoch !== epoch.epoch) {
    const problem = sealed.epoch < epoch.epoch ? 'past-epoch' : 'future-epoch';
    return failed(problem, `the message is of epoch ${sealed.epoch}, the keys are of ${epoch.epoch}`);
  }

  const frame = framing(epoch);
  const sample = sealed.ciphertext.subarray(0, sampleBytes);
  const senderData = aesGcmOpen(
    senderDataKey(epoch.senderDataSecret, sample),
    senderDataNonce(epoch.senderDataSecret, sample),
    Buffer.concat([frame, application]),
    sealed.encryptedSenderData,
  );
  if (senderData?.length !== 12) return failed('not-authentic', 'the sender data does not open');
  const from = reader(senderData);
  const [leafIndex, generation] = [from.uint32('leaf_index'), from.uint32('generation')];
  const leaf = epoch.leaves[leafIndex];
  if (!leaf) return failed('non-member', `no member at leaf ${leafIndex}`);
  if (leafIndex === epoch.ownLeaf || !leaf.ratchet) return failed('own-message', 'the message was sent by this client');

  const found = keyAt(leaf.ratchet, generation);
  if (found === 'generation-used') return failed(found, `generation ${generation} was used before: a duplicate`);
  if (found === 'generation-too-far') {
    return failed(found, `generation ${generation} is more than the limit ahead of ${leaf.ratchet.generation}`);
  }
  const contentData = Buffer.concat([frame, application, opaque(sealed.authenticatedData)]);
  const nonce = guarded(found.key.nonce, senderData.subarray(8));
  const content = aesGcmOpen(found.key.key, nonce, contentData, sealed.ciphertext);
  if (!content) return failed('not-authentic', 'the content does not open');
  const inner = parseContent(content);
  if (!inner.ok) return failed('malformed', inner.error.detail);

  const { plaintext, signature } = inner.value;
  const signed = toBeSigned(epoch, frame, leafIndex, sealed.authenticatedData, plaintext);
  if (!scheme.verify(leaf.signatureKey, signed, signature)) {
    return failed('not-authentic', `the signature is not that of leaf ${leafIndex}`);
  }
  return {
    ok: true,
    epoch: withRatchet(epoch, leafIndex, leaf, found.ratchet),
    sender: { leafIndex, uri: leaf.uri, signatureKey: leaf.signatureKey },
    generation,
    authenticatedData: sealed.authenticatedData,
    plaintext,
  };
}

/** PrivateMessageContent of application data (RFC 9420 section 6.3.1). */
function parseContent(content: Uint8Array) {
  return parsed(() => {
    const from = reader(content);
    const fields = { plaintext: from.opaque('application_data'), signature: from.opaque('signature') };
    if (from.rest().some((byte) => byte !== 0)) throw new Malformed('unexpected', 'the padding is not all zeros');
    return fields;
  });
}
