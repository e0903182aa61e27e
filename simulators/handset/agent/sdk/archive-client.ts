import type { JournalData, JournalKind } from '../../../kernel/journal/kinds.ts';
import { wallClock } from '../../../kernel/wall/clock.ts';
import { osRandomStream } from '../../../kernel/wall/os-random.ts';
import { createArchivalAgent } from '../agent.ts';
import type { CapturedMessage } from '../captured-message.ts';
import { knownMessages } from '../known-messages.ts';
import type { AppMessage, ArchiveClient, ArchiveClientOptions, ArchiveEvent } from './archive-client-types.ts';

/** How often it is looked whether all is archived, ms. */
const drainedEveryMs = 20;

/** What of the agent's log an app may want to know. */
function eventOf<K extends JournalKind>(kind: K, data: JournalData[K]): ArchiveEvent | undefined {
  const entry = { kind, data } as { [Kind in JournalKind]: { kind: Kind; data: JournalData[Kind] } }[JournalKind];
  switch (entry.kind) {
    case 'archive.enrolled':
      return { what: 'enrolled', deviceId: entry.data.device_id };
    case 'archive.captured':
      return { what: 'captured', messageId: entry.data.message_id, version: entry.data.version };
    case 'archive.upload': {
      const { message_id: messageId, version, http_status: status, error, next_ms: nextMs } = entry.data;
      return { what: 'uploaded', messageId, version, status, error, nextMs };
    }
    case 'handset.problem':
      return { what: 'problem', doing: entry.data.doing, reason: entry.data.reason };
    default:
      return undefined;
  }
}

export function createArchiveClient(options: ArchiveClientOptions): ArchiveClient {
  const { enterpriseUrl, enrolmentToken, custodian, mode = 'escrow', platformUrl, storage, onEvent } = options;
  const { consent, managedDevice } = options;
  const clock = wallClock((doing, error) =>
    onEvent?.({ what: 'problem', doing, reason: error instanceof Error ? error.message : String(error) }),
  );
  const tell = (event: ArchiveEvent | undefined): void => void (event && onEvent?.(event));
  const agent = createArchivalAgent({
    clock,
    random: osRandomStream(),
    fetch: options.fetch ?? ((request) => fetch(request)),
    // The agent uses nothing of the entry that it gets back.
    journal: { append: (kind, data) => tell(eventOf(kind, data)) as never },
    phone: custodian,
    custodian,
    storage,
    onEnrolAgain: (attempt) => tell({ what: 'enrolling', ...attempt }),
    enrolment: {
      mode,
      token: enrolmentToken,
      enterpriseUrl,
      platformUrl: platformUrl ?? null,
      manifests: 'signed',
      ...(consent && {
        consent: {
          given_by: consent.givenBy,
          given_at: consent.givenAt.toISOString(),
          text_sha256: consent.textSha256,
        },
      }),
      ...(managedDevice && {
        managedDevice: ({ installation_id, device_key, ...device }) =>
          managedDevice({ ...device, installationId: installation_id, deviceKey: device_key }),
      }),
    },
  });
  const known = knownMessages(storage, (error) =>
    tell({
      what: 'problem',
      doing: 'remember what was archived',
      reason: error instanceof Error ? error.name : 'unknown error',
    }),
  );

  /** Queued before it is known: an app that dies between the two hands it over again, and the archive takes it once. */
  function capture(message: CapturedMessage): void {
    agent.captured(message);
    known.put(message);
  }

  function handOver(direction: 'out' | 'in', message: AppMessage): void {
    const { id, originalId = id, peer, groupId, body } = message;
    const sent_at_ms = Number(message.sentAt);
    // Kept without a time it could never be sealed, and what comes after it would wait for it.
    if (Number.isNaN(new Date(sent_at_ms).getTime())) throw new RangeError('sentAt is no time');
    const before = known.get(originalId);
    if (before && (before.readable || body === null)) return; // it has its record
    capture({
      ...{ message_id: id, logical_message_id: originalId, direction, peer, body },
      ...(groupId !== undefined && { group_id: groupId }),
      sent_at_ms,
      version: (before?.version ?? 0) + 1,
    });
  }

  return {
    enrol: agent.enrol,
    sent: (message) => handOver('out', message),
    received: (message) => handOver('in', message),
    edited(messageId, body) {
      const before = known.get(messageId);
      if (before && !known.says(messageId, body))
        capture({ ...before, version: before.version + 1, body, change: 'edited' });
    },
    deleted(messageId) {
      const before = known.get(messageId);
      if (!before) return;
      agent.captured({ ...before, version: before.version + 1, change: 'deleted', body: null });
      known.remove(messageId);
    },
    online: agent.wake,
    pending: agent.pending,
    async drained() {
      while (agent.pending() > 0)
        await new Promise<void>((resolve) => void clock.after(drainedEveryMs, 'drained', resolve));
    },
    close() {
      agent.stop();
      clock.stop();
    },
  };
}
