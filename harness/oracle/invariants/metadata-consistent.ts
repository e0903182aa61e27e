import { canaryOf, isCanary } from '../../../simulators/kernel/canary.ts';
import type { JournalData } from '../../../simulators/kernel/journal/kinds.ts';
import { answer } from '../answer.ts';
import type { Fold, Invariant, Violation } from '../invariant.ts';
import { type MetadataRow, metadataRow } from '../metadata-row.ts';
import { recent } from '../recent.ts';
import { roster, sameNumber } from '../roster.ts';

/** Messages, and what was typed, as far back as they are held against one another. */
const remembered = 20_000;
/** Through a driver the harness learns of a message after its phone: it may be sent this much before it was typed, ms. */
const driverLagMs = 30_000;
/** A subject's clock may be this far from ours, ms. */
const clockSkewMs = 5_000;

type Record = JournalData['subject.record'];

/** One message, from everybody who knows of it. */
interface Known {
  readonly rows: MetadataRow[];
  readonly records: { readonly seq: number; readonly data: Record }[];
}

/** A message that somebody typed. */
interface Typed {
  readonly seq: number;
  readonly phone: string;
  readonly from: string | undefined;
  /** Everybody it was typed to; in a group also who was in it when its carrier took it. */
  readonly to: string[];
  readonly group: boolean;
  readonly notBeforeMs: number;
}

/**
 * Webhooks, archive and phones agree on each message: the rows of one message name one sender, recipient and conversation
 * and the same times; their content hash is the record's; a pseudonym stands for one number; the record has the parties
 * that typed and received it (a message to a group has rows for each of its recipients); nothing is stamped before it was typed or after it was received.
 */
export const metadataConsistent: Invariant = {
  id: 'metadata-consistent',
  title: 'Webhooks, archive and phones agree on the id, hash, parties and times of each message',
  source: 'FINRA 4511: books and records agree; the metadata must lead to the record of the same message',
  observes: ['subject.event', 'subject.record', 'ui.sent'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: () => fold(),
};

/** Two rows may tell the same in other words, or not at all: only what both tell can differ. */
const differ = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b;

/** The digest of a hash, whatever stands before it. */
const digits = (hash: string | null): string | undefined => hash?.slice(hash.lastIndexOf(':') + 1);

function fold(): Fold {
  const who = roster();
  const messages = recent<Known>(remembered);
  const typed = recent<Typed>(remembered);
  /** Message ids to what was typed. */
  const origins = recent<Typed>(remembered);
  const pseudonyms = recent<{ readonly number: string; readonly seq: number }>(remembered);
  const numbers = recent<{ readonly pseudonym: string; readonly seq: number }>(remembered);
  /** What its carrier took as a group's, whether somebody typed it or a phone sent it by itself. */
  const carriedToGroup = recent<true>(remembered);
  /** Rows of one message for two recipients, while nothing says whether it went to a group. */
  const apart = recent<readonly [MetadataRow, MetadataRow]>(remembered);
  /** Who is in each group, as its carrier says. */
  const rosters = recent<readonly string[]>(remembered);
  const violations: Violation[] = [];
  let wall = false;
  let judged = 0;

  const known = (messageId: string): Known => {
    const found = messages.get(messageId) ?? { rows: [], records: [] };
    messages.set(messageId, found);
    return found;
  };

  function disagree(messageId: string, what: string, entries: readonly number[]): void {
    violations.push({ what, message_id: messageId, canary: null, entries: [...new Set(entries)] });
  }

  /** A pseudonym and a number belong to each other, or do not. */
  function pair(messageId: string, pseudonym: string, number: string, seqs: readonly number[]): void {
    const [seq = 0] = seqs;
    const other = pseudonyms.get(pseudonym);
    const named = numbers.get(number);
    if (other && !sameNumber(other.number, number)) {
      disagree(messageId, 'a pseudonym stands for two numbers', [other.seq, ...seqs]);
    } else if (named && named.pseudonym !== pseudonym) {
      disagree(messageId, 'a number has two pseudonyms', [named.seq, ...seqs]);
    } else {
      pseudonyms.set(pseudonym, { number, seq });
      numbers.set(number, { pseudonym, seq });
    }
  }

  function rowWithRecord({ event, seq }: MetadataRow, record: Known['records'][number]): void {
    const { message_id } = event;
    const { custodian, peer, direction } = record.data;
    judged++;
    const [sender, recipient] = direction === 'out' ? [custodian, peer] : [peer, custodian];
    pair(message_id, event.sender_hash, sender, [seq, record.seq]);
    // Of a group's rows nothing says which is this custodian's.
    if (!isGroups(message_id)) pair(message_id, event.recipient_hash, recipient, [seq, record.seq]);
  }

  /** Sender and recipient each archive what they have: the webhook's hash is one of theirs. */
  function hashesThatNobodyHas(): readonly Violation[] {
    return messages.values().flatMap(({ rows, records }) => {
      const hashed = records.filter(({ data }) => data.content_hash !== null);
      const strange = rows.filter(
        ({ event }) =>
          event.content_hash !== null &&
          hashed.every(({ data }) => digits(data.content_hash) !== digits(event.content_hash)),
      );
      if (hashed.length === 0) return [];
      return strange.map(({ seq, event }) => ({
        what: 'the content hash of the webhook is that of no record',
        message_id: event.message_id,
        canary: null,
        entries: [...hashed.map((record) => record.seq), seq],
      }));
    });
  }

  const isGroups = (messageId: string): boolean =>
    carriedToGroup.has(messageId) || origins.get(messageId)?.group === true;

  /** Two rows for different recipients: a group's have their sender and conversation in common. */
  function rowsApart(one: MetadataRow, other: MetadataRow): void {
    if (!isGroups(one.event.message_id)) {
      rowWithRow(one, other);
      return;
    }
    for (const field of ['sender_hash', 'conversation_hash'] as const)
      if (differ(one.event[field], other.event[field]))
        disagree(one.event.message_id, `two rows differ in ${field}`, [other.seq, one.seq]);
  }

  function rowWithRow(one: MetadataRow, other: MetadataRow): void {
    const id = one.event.message_id;
    const fields = ['sender_hash', 'recipient_hash', 'conversation_hash', 'sent_timestamp'] as const;
    for (const field of fields) {
      if (differ(one.event[field], other.event[field]))
        disagree(id, `two rows differ in ${field}`, [other.seq, one.seq]);
    }
    for (const field of ['delivered_timestamp', 'read_timestamp', 'content_hash'] as const) {
      if (differ(one.event[field] ?? undefined, other.event[field] ?? undefined))
        disagree(id, `two rows differ in ${field}`, [other.seq, one.seq]);
    }
  }

  function rowWithTyping(row: MetadataRow): void {
    const { message_id, sent_timestamp, delivered_timestamp, read_timestamp } = row.event;
    const latest = Math.max(
      ...[sent_timestamp, delivered_timestamp, read_timestamp].map((at) => Date.parse(at ?? '') || 0),
    );
    if (latest > Date.parse(row.receivedAt) + clockSkewMs) {
      disagree(message_id, 'a time is stamped after the webhook was received', [row.seq]);
    }
    const origin = origins.get(message_id);
    if (origin && Date.parse(sent_timestamp ?? '') + row.cutMs < origin.notBeforeMs) {
      disagree(message_id, 'it is stamped as sent before it was typed', [origin.seq, row.seq]);
    }
  }

  function recordWithTyping({ seq, data }: Known['records'][number]): void {
    const origin = typed.get(canaryOf(data.body ?? '') ?? '');
    if (!origin) return;
    const { custodian, peer, direction, message_id } = data;
    const [sender, recipient] = direction === 'out' ? [custodian, peer] : [peer, custodian];
    // What goes out to a group is recorded with the group's name, which is nobody's number.
    const namesGroup = origin.group && direction === 'out';
    origins.set(message_id, origins.get(message_id) ?? origin);
    if (origin.from !== undefined && !sameNumber(origin.from, sender)) {
      disagree(message_id, 'the record has another sender than who typed it', [origin.seq, seq]);
    }
    if (!namesGroup && !origin.to.some((number) => sameNumber(number, recipient))) {
      disagree(message_id, 'the record has another recipient than it was typed to', [origin.seq, seq]);
    }
  }

  /** The sender's phone may have known of an older group than its carrier. */
  function taken({ message_id, group_id, to }: JournalData['carrier.accepted']): void {
    const origin = origins.get(message_id);
    const isMember = rosters.get(group_id ?? '')?.some((number) => sameNumber(number, to)) === true;
    if (isMember && origin?.group && !origin.to.includes(to)) origin.to.push(to);
  }

  return {
    entry(entry) {
      who.entry(entry);
      if (entry.kind === 'carrier.group') rosters.set(entry.data.group_id, entry.data.members);
      if (entry.kind === 'carrier.accepted') taken(entry.data);
      if (entry.kind === 'world.started') wall = entry.data.clock === 'wall';
      else if (entry.kind === 'ui.sent') {
        const { phone, peer, canary, group } = entry.data;
        if (!isCanary(canary)) return;
        const notBeforeMs = Date.parse(entry.at) - (wall ? driverLagMs : 0);
        const to = [...(group?.members ?? [peer])];
        const from = who.msisdn(phone);
        typed.set(canary, { seq: entry.seq, phone, from, to, group: group !== undefined, notBeforeMs });
      } else if (entry.kind === 'handset.queued') {
        const origin = typed.get(entry.data.canary ?? '');
        if (origin) origins.set(entry.data.message_id, origin);
      } else if (entry.kind === 'carrier.accepted') {
        if (entry.data.group_id !== undefined) carriedToGroup.set(entry.data.message_id, true);
      } else if (entry.kind === 'subject.record') {
        const record = { seq: entry.seq, data: entry.data };
        const message = known(entry.data.message_id);
        recordWithTyping(record);
        for (const row of message.rows) rowWithRecord(row, record);
        message.records.push(record);
      } else if (entry.kind === 'subject.event') {
        const row = metadataRow(entry);
        if (!row) return;
        const message = known(row.event.message_id);
        rowWithTyping(row);
        for (const record of message.records) rowWithRecord(row, record);
        const [first] = message.rows;
        const other = message.rows.find(({ event }) => event.recipient_hash === row.event.recipient_hash);
        if (other) rowWithRow(row, other);
        else if (first && origins.has(row.event.message_id)) rowsApart(row, first);
        else if (first) apart.set(`${row.event.message_id} ${row.event.recipient_hash}`, [row, first]);
        message.rows.push(row);
      }
    },
    finish() {
      for (const [one, other] of apart.values()) rowsApart(one, other);
      return answer({
        judged,
        violations: [...violations, ...hashesThatNobodyHas()],
        nothing: 'no message had both a metadata row and a record',
      });
    },
    open: () =>
      [messages, typed, origins, pseudonyms, numbers, carriedToGroup, rosters, apart].reduce(
        (sum, { size }) => sum + size(),
        violations.length,
      ),
  };
}
