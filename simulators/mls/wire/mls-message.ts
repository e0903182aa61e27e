import { type GroupInfo, readGroupInfo } from './group-info.ts';
import { type KeyPackage, readKeyPackage } from './key-package.ts';
import { limits } from './limits.ts';
import { readMessageHeader } from './message-header.ts';
import { type PrivateMessage, readPrivateMessage } from './private-message.ts';
import { type PublicMessage, readPublicMessage } from './public-message.ts';
import { reader } from './reader.ts';
import { wireFormats } from './registry.ts';
import { Malformed, parsed, type WireResult } from './result.ts';
import { readWelcome, type Welcome } from './welcome.ts';

export type MlsMessage =
  | PublicMessage
  | PrivateMessage
  | Welcome
  | GroupInfo
  | { readonly wireFormat: 'key-package'; readonly keyPackage: KeyPackage };

/**
 * Reads an MLSMessage (RFC 9420 section 6) to its last byte, as far as one can without secrets. Byte fields share the
 * input's memory. Stricter than the engine: length headers must be minimal, nothing may follow.
 */
export function parseMlsMessage(bytes: Uint8Array): WireResult<MlsMessage> {
  return parsed(() => {
    if (bytes.length > limits.message) {
      throw new Malformed('too-long', `MLSMessage: ${bytes.length} bytes, at most ${limits.message} are read`);
    }
    const from = reader(bytes);
    const message = readBody(readMessageHeader(from));
    from.end('MLSMessage');
    return message;

    function readBody(wireFormat: number): MlsMessage {
      switch (wireFormat) {
        case wireFormats.publicMessage:
          return readPublicMessage(from);
        case wireFormats.privateMessage:
          return readPrivateMessage(from);
        case wireFormats.welcome:
          return readWelcome(from);
        case wireFormats.groupInfo:
          return readGroupInfo(from);
        default:
          return { wireFormat: 'key-package', keyPackage: readKeyPackage(from) };
      }
    }
  });
}
