import { canaryOf } from '../../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import { isAnswer } from '../asked.ts';
import { custodians } from '../custodians.ts';
import { excusedTime } from '../excused-time.ts';
import type { Fold, Invariant, OracleContext, Verdict, Violation } from '../invariant.ts';
import { recent } from '../recent.ts';

/** Records among which a second one is recognised: those seen last. */
const rememberedRecords = 60_000;
/** How long the record of a message that could not be opened may take, ms: as that of any other. */
const archiveWithinMs = 30_000;
const id = 'archive-exactly-once';

interface Held {
  readonly seq: number;
  readonly recordId: string;
  readonly logical: string;
}

/** A message that a phone received and could not open. */
interface Unopened {
  readonly phone: string;
  readonly messageId: string;
  readonly seq: number;
  readonly atMs: number;
}

/**
 * One record a logical message, custodian and version: however often an endpoint uploads, and however often a message is
 * sent again. A message that its phone could not open has one too, without content.
 */
export const archiveExactlyOnce: Invariant = {
  id,
  title: 'The archive has each message of a custodian once a version, also one that could not be decrypted',
  source: 'SEC Rule 17a-4(f): a complete record without duplicates; RCC.16: a message sent again has a new id',
  observes: ['archive.enrolled', 'subject.record'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: fold,
};

function fold(context: OracleContext): Fold {
  const who = custodians();
  const excused = excusedTime(id, context);
  const byKey = recent<Held>(rememberedRecords);
  const byContent = recent<Held>(rememberedRecords);
  const versions = recent<number>(rememberedRecords);
  const contentless = recent<true>(rememberedRecords);
  /** What each phone opened: a copy that the next installation cannot open is the same message, and has its record. */
  const opened = recent<true>(rememberedRecords);
  /** What was sent again, and the first of its chain: one message, however often it cannot be opened. */
  const chains = recent<string>(rememberedRecords);
  const nameOf = (phone: string, messageId: string): string => `${phone} ${chains.get(messageId) ?? messageId}`;
  const unopened = new Map<string, Unopened>();
  const violations: Violation[] = [];
  let judged = 0;
  let lastMs = 0;
  let settled = false;
  let asked = false;

  function wrong(what: string, messageId: string, canary: string | undefined, entries: readonly number[]): void {
    violations.push({ what, message_id: messageId, canary: canary ?? null, entries: [...entries] });
  }

  function recorded({ seq, data }: JournalEntry<'subject.record'>): void {
    const { record_id, message_id, logical_message_id, custodian, version, content_hash, body } = data;
    const canary = canaryOf(body ?? '');
    const key = JSON.stringify([logical_message_id, custodian, version]);
    const held = { seq, recordId: record_id, logical: logical_message_id };
    judged++;
    const before = byKey.get(key);
    if (before) {
      const what = `${custodian}: ${record_id} is a second record of version ${version}, beside ${before.recordId}`;
      wrong(what, message_id, canary, [before.seq, seq]);
    } else byKey.set(key, held);
    if (canary !== undefined) {
      const content = JSON.stringify([canary, custodian, version]);
      const same = byContent.get(content);
      if (same && same.logical !== logical_message_id) {
        const what = `${custodian}: ${record_id} has the message of ${same.recordId} as another logical message`;
        wrong(what, message_id, canary, [same.seq, seq]);
      } else if (!same) byContent.set(content, held);
    }
    const chain = JSON.stringify([logical_message_id, custodian]);
    const latest = versions.get(chain) ?? 0;
    if (version > latest + 1) {
      wrong(`${custodian}: ${record_id} is version ${version} after ${latest}`, message_id, canary, [seq]);
    }
    versions.set(chain, Math.max(version, latest));
    if (content_hash !== null || data.change === 'deleted') return;
    const phone = who.phone(custodian) ?? custodian;
    contentless.set(nameOf(phone, message_id), true);
    unopened.delete(nameOf(phone, message_id));
  }

  function finish(): Verdict {
    const missing: Violation[] = [];
    let early = 0;
    for (const { phone, messageId, seq, atMs } of unopened.values()) {
      if (!asked || lastMs <= excused.due(phone, atMs, atMs + archiveWithinMs)) early++;
      else {
        const what = `${phone}: no record of a message that could not be decrypted`;
        missing.push({ what, message_id: messageId, canary: null, entries: [seq] });
      }
    }
    return answer({
      judged: judged + missing.length,
      violations: [...violations, ...missing],
      unknown:
        early > 0 ? `${counted(early, 'undecryptable message')} not yet due, or the subject not asked` : undefined,
      nothing: 'the subject gave no record',
    });
  }

  return {
    entry(entry) {
      lastMs = Date.parse(entry.at);
      who.entry(entry);
      excused.entry(entry);
      if (entry.kind === 'subject.record') recorded(entry);
      else if (entry.kind === 'handset.undecryptable') {
        const { phone, message_id } = entry.data;
        const key = nameOf(phone, message_id);
        if (!who.enrolled(phone) || contentless.has(key) || opened.has(key)) return;
        unopened.set(key, { phone, messageId: message_id, seq: entry.seq, atMs: lastMs });
      } else if (entry.kind === 'handset.received') opened.set(nameOf(entry.data.phone, entry.data.message_id), true);
      else if (entry.kind === 'mls.resent') chains.set(entry.data.message_id, entry.data.original_message_id);
      else if (entry.kind === 'world.settled') settled = true;
      if (settled && isAnswer(entry, 'subject.record')) asked = true;
    },
    finish,
    open: () =>
      [byKey, byContent, versions, contentless, opened, chains].reduce((sum, { size }) => sum + size(), 0) +
      unopened.size +
      violations.length,
  };
}
