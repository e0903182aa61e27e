import { reader } from './reader.ts';
import { Malformed, parsed, type WireResult } from './result.ts';
import { opaque, uint16, uint32 } from './writer.ts';

/**
 * RCC.16's `authenticated_data` of an application message: it travels in clear and is covered by the signature, so a
 * ciphertext cannot be delivered under another `imdn.Message-ID`. The era is in it by practice, not by the text.
 */
export interface AuthenticatedData {
  /** `imdn.Message-ID`. */
  readonly messageId: string;
  readonly era: number;
}

const version = 1;
const maximumMessageIdBytes = 255;
/** What a message that was sent before would carry here instead is not known [N]; such messages are refused. */
const noResentComponent = 0;

/** Whether a message id can be carried: printable ASCII, not too long. */
export function isMessageId(messageId: string): boolean {
  return messageId.length <= maximumMessageIdBytes && /^[\x21-\x7e]+$/.test(messageId);
}

export function encodeAuthenticatedData({ messageId, era }: AuthenticatedData): Uint8Array {
  const id = opaque(Buffer.from(messageId, 'latin1'));
  return Buffer.concat([uint16(version), id, uint32(era), Uint8Array.of(noResentComponent)]);
}

export function parseAuthenticatedData(bytes: Uint8Array): WireResult<AuthenticatedData> {
  return parsed(() => {
    const from = reader(bytes);
    const found = from.uint16('authenticated_data.version');
    if (found !== version) throw new Malformed('unknown-value', `authenticated_data.version: ${found}`);
    const id = from.opaque('authenticated_data.message_id', maximumMessageIdBytes);
    const messageId = Buffer.from(id).toString('latin1');
    if (!isMessageId(messageId))
      throw new Malformed('unexpected', 'authenticated_data.message_id: not printable ASCII');
    const era = from.uint32('authenticated_data.era');
    const resent = from.uint8('authenticated_data.resent');
    if (resent !== noResentComponent) throw new Malformed('not-supported', `authenticated_data.resent: ${resent}`);
    from.end('authenticated_data');
    return { messageId, era };
  });
}
