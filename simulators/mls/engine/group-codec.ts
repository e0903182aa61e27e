import type { ClientConfig } from 'ts-mls/clientConfig.js';
import { decodeGroupState, encodeGroupState } from 'ts-mls/clientState.js';
import { reader } from '../wire/reader.ts';
import { opaque } from '../wire/writer.ts';
import { decodeEpoch, encodeEpoch } from './epoch-codec.ts';
import { groupWith, stateOf } from './group.ts';
import { own } from './own-bytes.ts';
import { type Epoch, type Group, MlsUsageError } from './port.ts';
import { clientConfig } from './profile.ts';

const version = 1;

/** A group's whole state: the library's, then the message secrets that we keep ourselves. Secrets in clear. */
export function serializeGroup(group: Group): Uint8Array {
  const state = encodeGroupState(stateOf(group));
  return Uint8Array.from(Buffer.concat([Uint8Array.of(version), opaque(state), opaque(encodeEpoch(group.messages))]));
}

/** @throws MlsUsageError when the bytes are not a serialized group of this version */
export function deserializeGroup(bytes: Uint8Array, config: ClientConfig = clientConfig): Group {
  try {
    const from = reader(bytes);
    const found = from.uint8('version');
    if (found !== version) throw new MlsUsageError(`version ${found} is unknown`);
    const encoded = from.opaque('state');
    const messages = decodeEpoch(own(from.opaque('messages'))); // without the rest of these bytes
    from.end('group');
    const state = decodeGroupState(encoded, 0);
    if (state?.[1] !== encoded.length) throw new MlsUsageError('the state does not decode');
    return groupWith({ ...state[0], clientConfig: config }, messages);
  } catch (cause) {
    throw new MlsUsageError('these bytes are not a serialized group of this version', { cause });
  }
}

/** The message secrets alone of what `serializeGroup` made, without the work of reading the rest. Throws `Malformed`. */
export function messagesIn(bytes: Uint8Array): Epoch {
  const from = reader(bytes);
  from.uint8('version');
  from.opaque('state');
  return decodeEpoch(from.opaque('messages'));
}
