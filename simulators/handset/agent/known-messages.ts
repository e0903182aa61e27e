import type { CapturedMessage } from './captured-message.ts';
import type { AgentStorage } from './storage.ts';

/** What is kept of a message that was handed over, to version its edits and its deletion: all but its body. */
export type KnownMessage = Omit<CapturedMessage, 'body' | 'change'> & {
  /** Whether any version of it had a body. */
  readonly readable: boolean;
};

/** Messages by the first id of their chain. */
export interface KnownMessages {
  get(id: string): KnownMessage | undefined;
  put(message: CapturedMessage): void;
  remove(id: string): void;
}

const prefix = 'archive/message/';

/** @param failed told when the storage takes nothing: what it did not take is known until the app ends */
export function knownMessages(storage: AgentStorage, failed: (error: unknown) => void): KnownMessages {
  const unsaved = new Map<string, string>();
  return {
    get(id) {
      const text = unsaved.get(id) ?? storage.get(prefix + id);
      return text === undefined ? undefined : JSON.parse(text);
    },
    put({ body, change: _, ...about }) {
      const id = about.logical_message_id ?? about.message_id;
      const text = JSON.stringify({ ...about, readable: body !== null });
      try {
        storage.set(prefix + id, text);
        unsaved.delete(id);
      } catch (error) {
        unsaved.set(id, text);
        failed(error);
      }
    },
    remove(id) {
      unsaved.delete(id);
      storage.delete(prefix + id);
    },
  };
}
