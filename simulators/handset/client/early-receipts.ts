import type { Imdn } from '../../protocol/imdn.ts';

interface EarlyReceipt {
  readonly peer: string;
  readonly imdn: Imdn;
}

/** Messages whose receipts are kept: the oldest are forgotten; and receipts of each. */
const keptMessages = 256;
const keptReceipts = 256;

/**
 * Receipts for messages that are not known (yet): those of another device of the owner, whose copy the receipt overtook,
 * or which cannot be opened before recovery.
 */
export interface EarlyReceipts {
  keep(messageId: string, peer: string, imdn: Imdn): void;
  /** Gives what was kept of a message, in the order in which it came, and forgets it. */
  take(messageId: string): readonly EarlyReceipt[];
}

export function earlyReceipts(): EarlyReceipts {
  const kept = new Map<string, EarlyReceipt[]>();
  return {
    keep(messageId, peer, imdn) {
      const before = kept.get(messageId) ?? [];
      kept.set(messageId, before);
      if (before.length < keptReceipts) before.push({ peer, imdn });
      if (kept.size > keptMessages) kept.delete(kept.keys().next().value ?? '');
    },
    take(messageId) {
      const found = kept.get(messageId) ?? [];
      kept.delete(messageId);
      return found;
    },
  };
}
