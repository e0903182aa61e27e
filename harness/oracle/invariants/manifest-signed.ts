import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import type { Fold, Invariant, Verdict, Violation } from '../invariant.ts';
import { recent } from '../recent.ts';

/** Links among which a record finds its manifest: those seen last. */
const rememberedLinks = 60_000;

/** A record whose manifest was not yet seen in its device's chain. */
interface Waiting {
  readonly seq: number;
  readonly recordId: string;
  readonly messageId: string;
  readonly deviceId: string;
}

/**
 * Every record of a device that signs has a manifest that says what the record says; it is a link of the device's chain,
 * made with the key that the device registered, and the chain has no gap and no fork.
 */
export const manifestSigned: Invariant = {
  id: 'manifest-signed',
  title: "Every record carries its device's signed manifest, and each device's manifests are one chain without a gap",
  source: 'SEC Rule 17a-4(f)(2)(i)(A) as amended: what is needed to authenticate each record, from who made it',
  observes: ['archive.enrolled', 'subject.record', 'subject.chain'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: () => fold(),
};

function fold(): Fold {
  /** What each device registered, as the device itself says. */
  const keys = new Map<string, string>();
  const waiting = new Map<string, Waiting>();
  const links = recent<string>(rememberedLinks);
  /** The last time that a device's chain was read. */
  const readAt = new Map<string, number>();
  const violations: Violation[] = [];
  let judged = 0;

  function wrong(what: string, messageId: string | null, entries: readonly number[]): void {
    violations.push({ what, message_id: messageId, canary: null, entries: [...entries] });
  }

  function recorded({ seq, data }: JournalEntry<'subject.record'>): void {
    const { record_id: recordId, message_id: messageId, device_id: deviceId, manifest, erased } = data;
    if (deviceId === undefined || manifest === undefined || !keys.has(deviceId) || erased) return;
    judged++;
    if (manifest === null) wrong(`${recordId} has no manifest, and its device signs`, messageId, [seq]);
    else if (!manifest.covers) wrong(`the manifest of ${recordId} does not say what the record says`, messageId, [seq]);
    else if (links.get(manifest.sha256) !== recordId)
      waiting.set(manifest.sha256, { seq, recordId, messageId, deviceId });
  }

  function followed({ seq, data }: JournalEntry<'subject.chain'>): void {
    const { device_id, device_key } = data;
    readAt.set(device_id, seq);
    const registered = keys.get(device_id);
    if (registered !== undefined && registered !== device_key) {
      wrong(`the subject has another key for ${device_id} than the device registered`, null, [seq]);
    }
    for (const { sequence, sha256, record_id, signed, follows } of data.links) {
      const { seq: at = seq, messageId = null } = waiting.get(sha256) ?? {};
      if (signed === false) wrong(`${device_id}: manifest ${sequence} was not signed by it`, messageId, [at, seq]);
      if (follows === false)
        wrong(`${device_id}: manifest ${sequence} does not follow the one before`, messageId, [seq]);
      links.set(sha256, record_id);
      if (waiting.get(sha256)?.recordId === record_id) waiting.delete(sha256);
    }
  }

  function finish(): Verdict {
    const missing: Violation[] = [];
    let unread = 0;
    for (const { seq, recordId, messageId, deviceId } of waiting.values()) {
      const readSeq = readAt.get(deviceId) ?? -1;
      if (readSeq < seq) unread++;
      else {
        const what = `the manifest of ${recordId} is not in the chain of ${deviceId}`;
        missing.push({ what, message_id: messageId, canary: null, entries: [seq, readSeq] });
      }
    }
    return answer({
      judged,
      violations: [...violations, ...missing],
      unknown: unread > 0 ? `${counted(unread, 'record')} whose device's chain was not read` : undefined,
      nothing: 'no device that signs had a record',
    });
  }

  return {
    entry(entry) {
      if (entry.kind === 'archive.enrolled') {
        const { device_id, device_key } = entry.data;
        if (device_key !== undefined) keys.set(device_id, device_key);
      } else if (entry.kind === 'subject.record') recorded(entry);
      else if (entry.kind === 'subject.chain') followed(entry);
    },
    finish,
    open: () => waiting.size + links.size() + keys.size + violations.length,
  };
}
