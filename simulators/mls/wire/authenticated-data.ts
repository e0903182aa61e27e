import { type Reader, reader } from './reader.ts';
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
  /** There when the message is one sent again. */
  readonly resent?: { readonly original: string; readonly count: number };
}

const version = 1;
const maximumMessageIdBytes = 255;
const noResentComponent = 0;
/**
 * What stands here for a message that is sent again is not public [N]. Ours: 1, then the first message's id as
 * opaque<V>, then uint8 how often it was sent again.
 */
const resentComponent = 1;

/** Whether a message id can be carried: printable ASCII, not too long. */
export function isMessageId(messageId: string): boolean {
  return messageId.length <= maximumMessageIdBytes && /^[\x21-\x7e]+$/.test(messageId);
}

export function encodeAuthenticatedData({ messageId, era, resent }: AuthenticatedData): Uint8Array {
  const id = opaque(Buffer.from(messageId, 'latin1'));
  const component = resent
    ? [Uint8Array.of(resentComponent), opaque(Buffer.from(resent.original, 'latin1')), Uint8Array.of(resent.count)]
    : [Uint8Array.of(noResentComponent)];
  return Buffer.concat([uint16(version), id, uint32(era), ...component]);
}

function readMessageId(from: Reader, name: string): string {
  const messageId = Buffer.from(from.opaque(name, maximumMessageIdBytes)).toString('latin1');
  if (!isMessageId(messageId)) throw new Malformed('unexpected', `${name}: not printable ASCII`);
  return messageId;
}

export function parseAuthenticatedData(bytes: Uint8Array): WireResult<AuthenticatedData> {
  return parsed(() => {
    const from = reader(bytes);
    const found = from.uint16('authenticated_data.version');
    if (found !== version) throw new Malformed('unknown-value', `authenticated_data.version: ${found}`);
    const messageId = readMessageId(from, 'authenticated_data.message_id');
    const era = from.uint32('authenticated_data.era');
    const component = from.uint8('authenticated_data.resent');
    if (component !== noResentComponent && component !== resentComponent) {
      throw new Malformed('not-supported', `authenticated_data.resent: ${component}`);
    }
    if (component === noResentComponent) {
      from.end('authenticated_data');
      return { messageId, era };
    }
    const original = readMessageId(from, 'authenticated_data.resent.original');
    const count = from.uint8('authenticated_data.resent.count');
    if (count === 0) throw new Malformed('unexpected', 'authenticated_data.resent.count: 0');
    from.end('authenticated_data');
    return { messageId, era, resent: { original, count } };
  });
}
