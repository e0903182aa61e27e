import type { MessageStatus } from '../model.ts';

type Receipt = 'delivered' | 'displayed' | 'failed';

/** Messages to groups whose recipients are followed: the oldest are forgotten. */
const followedMessages = 1024;

/** What became of messages to groups, recipient by recipient. */
export interface Recipients {
  /** A message goes out to these, and to whoever was named before. MSISDNs. */
  follow(messageId: string, members: readonly string[]): void;
  /**
   * A receipt came. Resolves the message's status: the least of its recipients' once all have answered, `failed` as soon
   * as somebody could not be reached. Nothing for a message that is not followed.
   */
  receipted(
    messageId: string,
    from: string,
    status: Receipt,
  ): { readonly status: MessageStatus | undefined; readonly failedFor: readonly string[] } | undefined;
  has(messageId: string): boolean;
}

const order: Record<Receipt, number> = { failed: 1, delivered: 2, displayed: 3 };

export function recipients(): Recipients {
  const followed = new Map<string, Map<string, Receipt | undefined>>();
  return {
    follow(messageId, members) {
      const message = followed.get(messageId) ?? new Map<string, Receipt | undefined>();
      for (const member of members) if (!message.has(member)) message.set(member, undefined);
      followed.set(messageId, message);
      if (followed.size > followedMessages) followed.delete(followed.keys().next().value ?? '');
    },
    has: (messageId) => followed.has(messageId),
    receipted(messageId, from, status) {
      const message = followed.get(messageId);
      if (!message?.has(from)) return undefined;
      const before = message.get(from);
      // Receipts of several devices of one participant: what one of them could do counts.
      if (before === undefined || order[status] > order[before]) message.set(from, status);
      const failedFor = [...message].filter(([, reached]) => reached === 'failed').map(([member]) => member);
      const all = [...message.values()];
      if (failedFor.length > 0) return { status: 'failed', failedFor };
      if (all.includes(undefined)) return { status: undefined, failedFor };
      return { status: all.includes('delivered') ? 'delivered' : 'displayed', failedFor };
    },
  };
}
