import { groupIdText } from '../mls/wire/group-id.ts';
import { parseMlsMessage } from '../mls/wire/mls-message.ts';
import type { PublicMessage } from '../mls/wire/public-message.ts';
import type { ServerFailureReason } from '../protocol/imdn-failure.ts';
import { mlsContentTypes, parseMlsControl } from '../protocol/mls-control.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import type { CarriedMessage } from './carried-message.ts';

/** What a focus reads of a member's control message: a commit with what comes with it, or a proposal. */
export interface ControlMessage {
  readonly groupId: string;
  readonly message: PublicMessage;
  /** The MLSMessage with it. */
  readonly handshake: Uint8Array;
  readonly welcome?: Uint8Array;
  readonly groupInfo?: Uint8Array;
  readonly from: string;
  readonly device?: string;
  /** Where its sender stands. */
  readonly era: number;
  readonly epochAuthenticator: string;
}

/** Reads a control message, or names what is wrong with it. */
export function readControl(message: CarriedMessage): ControlMessage | ServerFailureReason {
  const { from, device, era, epochAuthenticator } = message;
  if (message.contentType !== mlsContentTypes.control || era === undefined || epochAuthenticator === undefined)
    return 'invalid-input';
  let parts: readonly Uint8Array[];
  try {
    parts = parseMlsControl(message.content);
  } catch (error) {
    if (error instanceof ProtocolError) return 'invalid-input';
    throw error;
  }
  const [handshake, ...rest] = parts;
  if (!handshake) return 'invalid-input';
  const parsed = parseMlsMessage(handshake);
  if (!parsed.ok || parsed.value.wireFormat !== 'public-message') return 'unparsable-commit';
  const more: { welcome?: Uint8Array; groupInfo?: Uint8Array } = {};
  for (const part of rest) {
    const kind = accompaniment(part);
    if (!kind || more[kind] || parsed.value.content.type === 'proposal') return 'invalid-input';
    more[kind] = part;
  }
  const sender = { from, era, epochAuthenticator, ...(device === undefined ? {} : { device }) };
  return { groupId: groupIdText(parsed.value.groupId), message: parsed.value, handshake, ...sender, ...more };
}

/** What may come with a commit, by the wire format in its header (RFC 9420 section 6). */
export function accompaniment(part: Uint8Array): 'welcome' | 'groupInfo' | undefined {
  if (part[2] !== 0) return undefined;
  return part[3] === 3 ? 'welcome' : part[3] === 4 ? 'groupInfo' : undefined;
}

export const isExternal = ({ message }: ControlMessage): boolean => message.sender.type === 'new-member-commit';
