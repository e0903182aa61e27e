import { type Extension, eraOf, readExtensions } from './extension.ts';
import { limits } from './limits.ts';
import type { Reader } from './reader.ts';
import { protocolVersionMls10 } from './registry.ts';
import { Malformed } from './result.ts';

/** RFC 9420 section 8.1. */
export interface GroupContext {
  readonly cipherSuite: number;
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly treeHash: Uint8Array;
  readonly confirmedTranscriptHash: Uint8Array;
  readonly extensions: readonly Extension[];
  /** RCC.16's era, where the group has one. */
  readonly era?: number;
  /** The context itself: what handshake messages of its epoch are signed with. */
  readonly encoded: Uint8Array;
}

/** A member's public statement about an epoch (RFC 9420 section 12.4.3). The signature is not checked here. */
export interface GroupInfo {
  readonly wireFormat: 'group-info';
  readonly groupContext: GroupContext;
  readonly extensions: readonly Extension[];
  readonly confirmationTag: Uint8Array;
  /** Leaf index. */
  readonly signer: number;
  readonly signature: Uint8Array;
  /** All of it but its signature. */
  readonly unsigned: Uint8Array;
}

export function readGroupContext(from: Reader): GroupContext {
  const start = from.offset();
  const version = from.uint16('group_context.version');
  if (version !== protocolVersionMls10) throw new Malformed('unknown-value', `group_context.version: ${version}`);
  const context = {
    cipherSuite: from.uint16('group_context.cipher_suite'),
    groupId: from.opaque('group_context.group_id', limits.groupId),
    epoch: from.uint64('group_context.epoch'),
    treeHash: from.opaque('group_context.tree_hash'),
    confirmedTranscriptHash: from.opaque('group_context.confirmed_transcript_hash'),
    extensions: readExtensions(from, 'group_context.extensions'),
  };
  const era = eraOf(context.extensions);
  return { ...context, ...(era !== undefined && { era }), encoded: from.between(start, from.offset()) };
}

export function readGroupInfo(from: Reader): GroupInfo {
  const start = from.offset();
  const contents = {
    wireFormat: 'group-info' as const,
    groupContext: readGroupContext(from),
    extensions: readExtensions(from, 'group_info.extensions'),
    confirmationTag: from.opaque('group_info.confirmation_tag'),
    signer: from.uint32('group_info.signer'),
  };
  const unsigned = from.between(start, from.offset());
  return { ...contents, signature: from.opaque('group_info.signature'), unsigned };
}
