import type { CapturedMessage } from './captured-message.ts';

/** What a messaging app tells of its messages, for archiving. Messages are named by the first id of their chain. */
export interface MessageCapture {
  /** A message goes out, came in, or says something else now. */
  captured(message: CapturedMessage): void;
  /** Its user looked at it. */
  read(messageId: string): void;
  /** Its user deleted it. */
  deleted(messageId: string): void;
}
