import { sha256Hex } from '../../crypto/sha256.ts';
import type { CapturedMessage } from './captured-message.ts';
import type { AgentStorage } from './storage.ts';

/** What is kept of a message that was handed over, to version its edits and its deletion: all but its body. */
export type KnownMessage = Omit<CapturedMessage, 'body' | 'change'> & {
  /** Whether any version of it had a body. */
  readonly readable: boolean;
  /** What its last version said, as a digest: missing where an earlier release of the app wrote it down. */
  readonly said?: string | null;
};

/** Bound to the message, so that two that say the same do not look the same. */
const digest = (id: string, body: string | null): string | null =>
  body === null ? null : sha256Hex(Buffer.from(JSON.stringify([id, body])));

/** Messages by the first id of their chain. */
export interface KnownMessages {
  get(id: string): KnownMessage | undefined;
  put(message: CapturedMessage): void;
  /** Whether its last version said this already. */
  says(id: string, body: string): boolean;
  remove(id: string): void;
}

const prefix = 'archive/message/';

/** @param failed told when the storage takes nothing: what it did not take is known until the app ends */
export function knownMessages(storage: AgentStorage, failed: (error: unknown) => void): KnownMessages {
  const unsaved = new Map<string, string>();

  function get(id: string): KnownMessage | undefined {
    const text = unsaved.get(id) ?? storage.get(prefix + id);
    return text === undefined ? undefined : JSON.parse(text);
  }

  return {
    get,
    says: (id, body) => get(id)?.said === digest(id, body),
    put({ body, change: _, ...about }) {
      const id = about.logical_message_id ?? about.message_id;
      const text = JSON.stringify({ ...about, readable: body !== null, said: digest(id, body) });
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
