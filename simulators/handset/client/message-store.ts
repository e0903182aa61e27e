import type { Message, MessageStatus } from '../model.ts';

/** What the phone keeps of one conversation, oldest message first. */
export interface Thread {
  readonly id: string;
  /** The other party's MSISDN, E.164, or the id of a group. */
  readonly peer: string;
  readonly messages: readonly Message[];
  /** Ids of received messages that nobody has looked at, oldest first. */
  readonly unread: readonly string[];
  readonly lastActivityMs: number;
}

/**
 * Later statuses never give way to earlier ones: receipts may arrive doubled or out of order. What was sent can still
 * fail (a negative-delivery receipt); what was delivered cannot.
 */
const rank: Record<MessageStatus, number> = {
  sending: 0,
  sent: 1,
  failed: 2,
  delivered: 3,
  displayed: 4,
  received: 0,
  undecryptable: 0,
};

/**
 * The messages on a phone: survives restarts of the app and is lost with a reinstallation. Ids are unique over all
 * conversations, so a message that arrives twice is kept once.
 */
export interface MessageStore {
  threads(): readonly Thread[];
  thread(id: string): Thread | undefined;
  /** The conversation with an MSISDN, created when missing. */
  threadWith(peer: string, nowMs: number): Thread;
  /** Adds a message; false if its id is known already. */
  add(threadId: string, message: Message, nowMs: number): boolean;
  find(messageId: string): { readonly thread: Thread; readonly message: Message } | undefined;
  /** Raises a status; false if the message is unknown or already further on. */
  raise(messageId: string, status: MessageStatus): boolean;
  /** Replaces fields of a message, e.g. once a late Welcome made it readable: then nobody has read it yet. */
  replace(messageId: string, change: Partial<Message>): void;
  /** A message that came again under another id: receipts for it name that one from now on. */
  link(messageId: string, againId: string): void;
  /** The id that a receipt for a message has to name. */
  receiptId(messageId: string): string;
  markRead(threadId: string): void;
  /** Removes a message for good: it is not added again, however often it comes. */
  remove(messageId: string): void;
  /** Whether a message is there or was. */
  knows(messageId: string): boolean;
}

export function messageStore(): MessageStore {
  type Kept = { id: string; peer: string; messages: Message[]; unread: string[]; lastActivityMs: number };
  const threads = new Map<string, Kept>();
  const byPeer = new Map<string, Kept>();
  const places = new Map<string, { thread: Kept; index: number }>();
  const again = new Map<string, string>();
  const removed = new Set<string>();

  function find(messageId: string): { thread: Kept; message: Message; index: number } | undefined {
    const place = places.get(messageId);
    const message = place?.thread.messages[place.index];
    return place && message ? { ...place, message } : undefined;
  }

  return {
    threads: () => [...threads.values()],
    thread: (id) => threads.get(id),
    threadWith(peer, nowMs) {
      const known = byPeer.get(peer);
      if (known) return known;
      const thread: Kept = { id: `with ${peer}`, peer, messages: [], unread: [], lastActivityMs: nowMs };
      threads.set(thread.id, thread);
      byPeer.set(peer, thread);
      return thread;
    },
    add(threadId, message, nowMs) {
      const thread = threads.get(threadId);
      if (!thread) throw new Error(`the store has no conversation "${threadId}": open one first`);
      if (places.has(message.id) || removed.has(message.id)) return false;
      places.set(message.id, { thread, index: thread.messages.push(message) - 1 });
      if (message.direction === 'in') thread.unread.push(message.id);
      thread.lastActivityMs = nowMs;
      return true;
    },
    find,
    raise(messageId, status) {
      const found = find(messageId);
      if (!found || rank[status] <= rank[found.message.status]) return false;
      found.thread.messages[found.index] = { ...found.message, status };
      return true;
    },
    replace(messageId, change) {
      const found = find(messageId);
      if (!found) return;
      const { thread, message, index } = found;
      thread.messages[index] = { ...message, ...change };
      const readable = message.status === 'undecryptable' && change.status === 'received';
      if (readable && !thread.unread.includes(messageId)) thread.unread.push(messageId);
    },
    link: (messageId, againId) => void again.set(messageId, againId),
    receiptId: (messageId) => again.get(messageId) ?? messageId,
    markRead(threadId) {
      const thread = threads.get(threadId);
      if (thread) thread.unread = [];
    },
    remove(messageId) {
      const place = places.get(messageId);
      if (!place) return;
      const { thread, index } = place;
      removed.add(messageId);
      places.delete(messageId);
      thread.messages.splice(index, 1);
      thread.unread = thread.unread.filter((id) => id !== messageId);
      for (const [at, { id }] of thread.messages.entries()) if (at >= index) places.set(id, { thread, index: at });
    },
    knows: (messageId) => places.has(messageId) || removed.has(messageId),
  };
}
