import { canaryOf } from '../../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import { custodians } from '../custodians.ts';
import { deletedMessages } from '../deleted-messages.ts';
import type { Fold, Invariant, OracleContext, Verdict, Violation } from '../invariant.ts';
import { recent } from '../recent.ts';

/** Messages whose screen and record agree are remembered this far back: a later look may still differ. */
const rememberedMessages = 16_000;

interface Recorded {
  readonly seq: number;
  readonly messageId: string;
  readonly version: number;
}

/** One message as one custodian has it: what the phone typed or showed, what the archive holds. */
interface Copy {
  readonly phone: string;
  readonly canary: string;
  /** Each body with the first entry that shows it. */
  readonly shown: Map<string, number>;
  readonly records: Map<string, Recorded>;
  /** A record that the tenant's keys should open and did not. */
  unopened: Recorded | undefined;
}

/**
 * A record's hash is valid, and its content, opened with the tenant's keys, is what its custodian's phone typed or showed;
 * every version shown is compared. A copy sealed to the escrow key that does not open is worth nothing. What a user deleted
 * is kept, with a version that says so; and none says so of what nobody deleted.
 */
export const archiveFaithful: Invariant = {
  id: 'archive-faithful',
  title: 'The archive holds what the phones showed: hash and content of every record agree with the screen',
  source: 'SEC Rule 17a-4 as amended: the original can be recreated; the phone screens are the only truth of it',
  observes: ['archive.enrolled', 'ui.sent', 'ui.shown', 'subject.record'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: fold,
};

function fold(context: OracleContext): Fold {
  const who = custodians();
  const open = new Map<string, Copy>();
  const agreed = recent<Copy>(rememberedMessages);
  /** Which canary a message id carries, from the phone's own view: only a link, never content. */
  const links = recent<string>(rememberedMessages);
  const deletions = deletedMessages();
  const violations: Violation[] = [];
  let judged = 0;
  let sealed = 0;

  function copy(phone: string, canary: string): Copy {
    const key = `${phone} ${canary}`;
    const found = open.get(key) ??
      agreed.get(key) ?? {
        phone,
        canary,
        shown: new Map(),
        records: new Map(),
        unopened: undefined,
      };
    if (!agreed.has(key)) open.set(key, found);
    return found;
  }

  /** Sorts a copy that changed: closed where screen and record agree, open otherwise. */
  function sort(it: Copy): void {
    const key = `${it.phone} ${it.canary}`;
    const equal = it.shown.size === it.records.size && [...it.shown.keys()].every((body) => it.records.has(body));
    if (equal) {
      open.delete(key);
      agreed.set(key, it);
    } else {
      agreed.delete(key);
      open.set(key, it);
    }
  }

  function showed(phone: string, body: string, seq: number): void {
    const canary = canaryOf(body);
    if (canary === undefined) return;
    const it = copy(phone, canary);
    if (it.shown.has(body)) return;
    if (it.shown.size === 0 && (it.records.size > 0 || it.unopened)) judged++;
    it.shown.set(body, seq);
    sort(it);
  }

  function recorded({ seq, data }: JournalEntry<'subject.record'>): void {
    const phone = who.phone(data.custodian);
    if (!phone) return;
    const canary = links.get(`${phone} ${data.message_id}`) ?? canaryOf(data.body ?? '');
    if (data.content_hash_valid === false || (data.body !== null && data.content_hash_valid === null)) {
      const what = `${phone}: record ${data.record_id}: content_hash does not match its content`;
      violations.push({ what, message_id: data.message_id, canary: canary ?? null, entries: [seq] });
    }
    if (data.change === 'deleted') {
      deletions.recorded(`${phone} ${data.logical_message_id}`, seq, data);
      return;
    }
    if (data.body === null) sealed++;
    if (canary === undefined) return;
    if (data.body !== null) deletions.holds(`${phone} ${data.logical_message_id}`, `${phone} ${canary}`);
    const it = copy(phone, canary);
    if (data.body === null) {
      if (!who.escrowed(phone) || context.opensEscrow === false) return;
      if (it.shown.size > 0) judged++;
      it.unopened = { seq, messageId: data.message_id, version: data.version };
      sort(it);
      return;
    }
    if (it.records.size === 0 && it.shown.size > 0) judged++;
    if (!it.records.has(data.body))
      it.records.set(data.body, { seq, messageId: data.message_id, version: data.version });
    sort(it);
  }

  /** Copies of which only the screen or only the archive is known are somebody else's business: `archive-complete`. */
  function differences({ phone, canary, shown, records, unopened }: Copy): Violation[] {
    const [opened] = records.values();
    const record = opened ?? unopened;
    if (!record || shown.size === 0) return [];
    const found: Violation[] = [];
    const differ = (what: string, entries: number[]): void => {
      found.push({ what: `${phone}: ${what}`, message_id: record.messageId, canary, entries });
    };
    if (!opened) {
      differ("the record's copy does not open with the escrow key", [...shown.values(), record.seq]);
      return found;
    }
    for (const [body, seq] of shown)
      if (!records.has(body)) differ('the screen shows a body that no record has', [seq, record.seq]);
    for (const [body, { seq, version }] of records) {
      if (!shown.has(body)) differ(`version ${version} of the record was never shown`, [...shown.values(), seq]);
    }
    return found;
  }

  function finish(): Verdict {
    return answer({
      judged,
      violations: [...violations, ...[...open.values()].flatMap(differences), ...deletions.finish()],
      unknown: deletions.unknown(),
      nothing:
        sealed > 0
          ? `none of ${counted(sealed, 'record')} could be opened`
          : 'no record was seen beside a screen that shows its message',
      note: sealed > 0 ? `${counted(sealed, 'record')} without openable content` : undefined,
    });
  }

  return {
    entry(entry) {
      who.entry(entry);
      if (entry.kind === 'handset.queued' || entry.kind === 'handset.received') {
        const { phone, message_id, canary } = entry.data;
        if (canary !== null) links.set(`${phone} ${message_id}`, canary);
      } else if (entry.kind === 'ui.sent') {
        if (who.enrolled(entry.data.phone)) showed(entry.data.phone, entry.data.body, entry.seq);
      } else if (entry.kind === 'ui.shown') {
        if (!who.enrolled(entry.data.phone)) return;
        for (const { body } of entry.data.bubbles) showed(entry.data.phone, body, entry.seq);
      } else if (entry.kind === 'subject.record') recorded(entry);
      deletions.entry(entry, who);
    },
    finish,
    open: () => deletions.open() + open.size + agreed.size() + links.size() + violations.length,
  };
}
