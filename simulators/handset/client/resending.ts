import type { Resent } from '../../mls/client/client.ts';
import type { Address } from './address.ts';

/** A message as it was encrypted: enough to send it again. */
export interface Sealed {
  readonly address: Address;
  readonly messageId: string;
  readonly body: string;
  readonly sentAtMs: number;
  /** Where it was encrypted. */
  readonly groupId: string;
  readonly era: number;
  readonly epochAuthenticator: string;
  readonly resent?: Resent;
}

/** How often one message is sent again at most (facts: RCC.16). */
export const longestChain = 5;
/** Messages kept in case they have to be sent again: the oldest are forgotten. */
const keptMessages = 512;

/**
 * What was encrypted and may have to be sent again, and which messages are one. That somebody read a message does not end it: another
 * of their devices may not have been able to.
 */
export interface Resending {
  sealed(message: Sealed): void;
  /**
   * Somebody could not open it: what to send, once, however many say so. `under way`: the chain has gone on already.
   * Nothing when it is not ours, or its chain has ended.
   */
  next(
    messageId: string,
    peer: string,
  ): { readonly message: Sealed; readonly resent: Resent } | 'under way' | undefined;
  /** A message of another device's that it sent again. */
  sentAgain(messageId: string, original: string): void;
  /** The first id of the chain that a message belongs to. */
  original(messageId: string): string;
}

export function resending(): Resending {
  const kept = new Map<string, Sealed>();
  const superseded = new Set<string>();
  const originals = new Map<string, string>();

  function bound(size: { readonly size: number; keys(): Iterator<string>; delete(key: string): unknown }): void {
    if (size.size > keptMessages) size.delete(size.keys().next().value ?? '');
  }

  function sentAgain(messageId: string, original: string): void {
    originals.set(messageId, original);
    bound(originals);
  }

  return {
    sealed(message) {
      kept.set(message.messageId, message);
      bound(kept);
      if (!message.resent) return;
      sentAgain(message.messageId, message.resent.original);
    },
    sentAgain,
    next(messageId, peer) {
      if (superseded.has(messageId)) return 'under way';
      const message = kept.get(messageId);
      if (!message || (message.address.startsWith('+') && message.address !== peer)) return undefined;
      kept.delete(messageId);
      const count = (message.resent?.count ?? 0) + 1;
      if (count > longestChain) return undefined;
      superseded.add(messageId);
      bound(superseded);
      return { message, resent: { original: message.resent?.original ?? messageId, count } };
    },
    original: (messageId) => originals.get(messageId) ?? messageId,
  };
}
