import type { ArchivalAgent } from '../agent.ts';
import type { CapturedMessage } from '../captured-message.ts';
import type { MessageCapture } from '../message-capture.ts';
import type { AgentStorage } from '../storage.ts';

const prefix = 'archive/message/';

/**
 * Capture inside the messaging app: iOS has no archival hook, so the app itself hands over each message when it is sent,
 * received, readable, edited or deleted. What a deletion has to say of a message is kept on the phone until then, without
 * its body.
 * @param failed told when the storage takes nothing: a deletion after the next start then goes unnoticed
 */
export function captureSdk(
  agent: Pick<ArchivalAgent, 'captured'>,
  storage: AgentStorage,
  failed: (error: unknown) => void,
): MessageCapture {
  /** What a full storage did not take: until the app ends. */
  const unsaved = new Map<string, string>();

  return {
    captured(message) {
      const { body: _, ...about } = message;
      const key = prefix + (message.logical_message_id ?? message.message_id);
      const text = JSON.stringify(about);
      try {
        unsaved.delete(key);
        storage.set(key, text);
      } catch (error) {
        unsaved.set(key, text);
        failed(error);
      }
      agent.captured(message);
    },
    read() {}, // what the archive holds does not change
    deleted(messageId) {
      const key = prefix + messageId;
      const kept = unsaved.get(key) ?? storage.get(key);
      if (kept === undefined) return; // never sent, or deleted already
      unsaved.delete(key);
      storage.delete(key);
      const about: Omit<CapturedMessage, 'body'> = JSON.parse(kept);
      agent.captured({ ...about, version: about.version + 1, change: 'deleted', body: null });
    },
  };
}
