import { parseMlsMessage } from '../wire/mls-message.ts';
import type { Claim } from './client.ts';
import type { HeldGroup } from './held-group.ts';
import { isAhead } from './open-message.ts';

/** Where a commit belongs, seen from a group: on it, before it, or after something that was missed. */
export interface CommitPlace {
  readonly cause: 'here' | 'ahead' | 'behind' | 'unknown';
  readonly at: { readonly era: number; readonly epoch: bigint } | undefined;
  /** Made from outside: whoever made it never was in the epoch it is for, and cannot tell that epoch's authenticator. */
  readonly outside: boolean;
  readonly detail: string;
}

/** @param claim tells the era, which a commit itself does not */
export function commitPlace(held: HeldGroup, bytes: Uint8Array, claim: Claim | undefined): CommitPlace {
  const message = parseMlsMessage(bytes);
  if (!message.ok || message.value.wireFormat !== 'public-message') {
    return { cause: 'unknown', at: undefined, outside: false, detail: 'not a PublicMessage' };
  }
  const { epoch, sender } = message.value;
  const outside = sender.type === 'new-member-commit';
  const own = held.group.era ?? 0;
  const era = claim?.era ?? own;
  const at = { era, epoch };
  if (era === own && epoch === held.group.epoch) return { cause: 'here', at, outside, detail: '' };
  const detail = `the commit is of era ${era}, epoch ${epoch}: this client is in era ${own}, epoch ${held.group.epoch}`;
  return { cause: isAhead(held, era, epoch) ? 'ahead' : 'behind', at, outside, detail };
}
