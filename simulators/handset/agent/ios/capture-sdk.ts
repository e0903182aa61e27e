import type { ArchivalAgent } from '../agent.ts';
import { knownMessages } from '../known-messages.ts';
import type { MessageCapture } from '../message-capture.ts';
import type { AgentStorage } from '../storage.ts';

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
  const known = knownMessages(storage, failed);

  return {
    captured(message) {
      agent.captured(message);
      known.put(message);
    },
    read() {}, // what the archive holds does not change
    deleted(messageId) {
      const before = known.get(messageId);
      if (!before) return; // never sent, or deleted already
      agent.captured({ ...before, version: before.version + 1, change: 'deleted', body: null });
      known.remove(messageId);
    },
  };
}
