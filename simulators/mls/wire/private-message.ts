import { limits } from './limits.ts';
import type { Reader } from './reader.ts';
import { contentTypes } from './registry.ts';
import { Malformed } from './result.ts';

/** What an encrypted message shows to everyone (RFC 9420 section 6.3). */
export interface PrivateMessage {
  readonly wireFormat: 'private-message';
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly contentType: 'application' | 'proposal' | 'commit';
  readonly authenticatedData: Uint8Array;
  readonly encryptedSenderData: Uint8Array;
  readonly ciphertext: Uint8Array;
}

function readContentType(from: Reader): PrivateMessage['contentType'] {
  const type = from.uint8('content_type');
  switch (type) {
    case contentTypes.application:
      return 'application';
    case contentTypes.proposal:
      return 'proposal';
    case contentTypes.commit:
      return 'commit';
    default:
      throw new Malformed('unknown-value', `content_type: ${type}`);
  }
}

export function readPrivateMessage(from: Reader): PrivateMessage {
  return {
    wireFormat: 'private-message',
    groupId: from.opaque('group_id', limits.groupId),
    epoch: from.uint64('epoch'),
    contentType: readContentType(from),
    authenticatedData: from.opaque('authenticated_data'),
    encryptedSenderData: from.opaque('encrypted_sender_data'),
    ciphertext: from.opaque('ciphertext'),
  };
}
