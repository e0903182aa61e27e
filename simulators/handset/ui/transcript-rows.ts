import type { Conversation, GroupNotice, Message } from '../model.ts';

/** One line of a transcript: somebody's message, or what happened to the group. */
export type TranscriptRow =
  | { readonly message: Message }
  /** `index` tells notices of one conversation apart. */
  | { readonly notice: GroupNotice; readonly index: number };

/** A conversation's messages with its notices between them, oldest first. */
export function transcriptRows({ messages, group }: Conversation): readonly TranscriptRow[] {
  if (group === undefined || group.notices.length === 0) return messages.map((message) => ({ message }));
  const rows: TranscriptRow[] = [];
  const due = group.notices.map((notice, index) => ({ notice, index }));
  const takeUntil = (count: number): void => {
    while ((due[0]?.notice.afterMessages ?? Number.POSITIVE_INFINITY) <= count) rows.push(...due.splice(0, 1));
  };
  for (const [index, message] of messages.entries()) {
    takeUntil(index);
    rows.push({ message });
  }
  return [...rows, ...due];
}

/** What happened last in a conversation; nothing in an empty one. */
export function latestRow(conversation: Conversation): TranscriptRow | undefined {
  const notice = conversation.group?.notices.at(-1);
  const message = conversation.messages.at(-1);
  if (notice !== undefined && notice.afterMessages >= conversation.messages.length) return { notice, index: 0 };
  return message === undefined ? undefined : { message };
}

/** When a line of a transcript came about, milliseconds since the epoch. */
export const rowTime = (row: TranscriptRow): number => ('message' in row ? row.message.sentAtMs : row.notice.atMs);
