import { canaryOf, isCanary } from '../../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import { type Conversation, conversationOf } from '../conversation.ts';
import type { Fold, Invariant, Verdict, Violation } from '../invariant.ts';
import { digits, roster } from '../roster.ts';

interface Sent {
  readonly seq: number;
  readonly phone: string;
  /** Who has not shown it yet, of all it was sent to: numbers. */
  readonly missing: Map<string, Missing>;
  readonly conversation: Conversation;
  messageId: string | null;
  /** Where the sender's phone last showed it as failed. */
  failedAt: number | null;
}

/** One of those that a message was sent to, before their phone shows it. */
interface Missing {
  /** Their phone told of it, or the sender's showed it as delivered. */
  arrived: boolean;
  /** Their phone lost its messages after it was sent. */
  wiped: boolean;
}

/**
 * Every message that was typed is shown where it was sent to, by everybody it was sent to, or shown as failed where it was
 * typed; none is lost. Of a
 * phone that lost its messages in between nobody can ask to show them: it is enough that they had arrived, and what was
 * typed on it is not judged.
 */
export const messageAccountedFor: Invariant = {
  id: 'message-accounted-for',
  title: 'Every message is received, or shown as failed to its sender; none is lost',
  source: 'Sent is not delivered until an IMDN says so (RFC 5438); a user must learn of a failure',
  observes: ['ui.sent', 'ui.shown'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: () => fold(),
};

function fold(): Fold {
  const who = roster();
  const open = new Map<string, Sent>();
  /** Conversations looked at since the run settled, by phone. */
  const looked = new Set<string>();
  let settled = false;
  let received = 0;
  let unrecognisable = 0;

  const isFor = ({ missing }: Sent, phone: string): string | undefined => {
    const number = who.msisdn(phone);
    return number !== undefined && missing.has(digits(number)) ? digits(number) : undefined;
  };
  const hasLooked = (phone: string | undefined, { keys }: Conversation): boolean =>
    keys.some((key) => looked.has(`${phone} ${key}`));

  function accountedFor(canary: string, { missing }: Sent): void {
    if (missing.size > 0) return;
    open.delete(canary);
    received++;
  }

  function shown(entry: JournalEntry<'ui.shown'>): void {
    const { phone, bubbles } = entry.data;
    const conversation = conversationOf(entry.data, who.msisdn(phone));
    if (settled) for (const key of conversation.keys) looked.add(`${phone} ${key}`);
    for (const { body, direction, status } of bubbles) {
      const canary = canaryOf(body);
      const sent = canary && open.get(canary);
      if (!sent) continue;
      if (direction === 'out' && phone === sent.phone) {
        sent.failedAt = status === 'failed' ? entry.seq : null;
        if (status === 'delivered' || status === 'displayed')
          for (const one of sent.missing.values()) one.arrived = true;
      }
      const recipient = isFor(sent, phone);
      const fits = conversation.group === sent.conversation.group && conversation.party === sent.conversation.party;
      if (direction !== 'in' || status === 'undecryptable' || recipient === undefined) continue;
      // Who is in a group may have changed since; two people are always the same two.
      if (!fits && !sent.conversation.group) continue;
      sent.missing.delete(recipient);
      accountedFor(canary, sent);
    }
  }

  function wiped(phone: string): void {
    for (const [canary, sent] of open) {
      if (sent.phone === phone) open.delete(canary);
      else {
        const recipient = sent.missing.get(isFor(sent, phone) ?? '');
        if (recipient) recipient.wiped = true;
      }
    }
  }

  function finish(): Verdict {
    const violations: Violation[] = [];
    let failed = 0;
    let early = 0;
    let unseen = 0;
    for (const [canary, sent] of open) {
      const lost = [...sent.missing].filter(([, { wiped, arrived }]) => !(wiped && arrived)).map(([number]) => number);
      const recipients = lost.map((number) => who.phone(number));
      const nobodyLooked = recipients.some((recipient) => !recipient || !hasLooked(recipient, sent.conversation));
      if (sent.failedAt !== null) failed++;
      else if (lost.length === 0) received++;
      else if (!settled) early++;
      else if (nobodyLooked || !hasLooked(sent.phone, sent.conversation)) unseen++;
      else {
        const show = recipients.length > 1 ? 'do not show it' : 'does not show it';
        violations.push({
          what: `lost: ${sent.phone} sent it, ${recipients.join(' and ')} ${show}, and ${sent.phone} does not show it as failed`,
          message_id: sent.messageId,
          canary,
          entries: [sent.seq],
        });
      }
    }
    const unknown = [
      early > 0 && `${counted(early, 'message')} still under way when the journal ended: the run never settled`,
      unseen > 0 &&
        `${counted(unseen, 'message')} whose conversation nobody looked at on both phones after the run settled`,
      unrecognisable > 0 && `${counted(unrecognisable, 'message')} without a valid canary cannot be recognised`,
    ].filter((reason) => reason !== false);
    return answer({
      judged: received + failed + violations.length,
      violations,
      unknown: unknown.join('; '),
      nothing: 'no message was sent',
    });
  }

  /** A phone told of a message that it has, or that it could not open. */
  function arrives(sent: Sent | undefined, phone: string): void {
    const recipient = sent?.missing.get(isFor(sent, phone) ?? '');
    if (recipient) recipient.arrived = true;
  }

  function typed({ seq, data }: JournalEntry<'ui.sent'>): void {
    const { phone, peer, canary, group } = data;
    if (!isCanary(canary) || open.has(canary)) {
      unrecognisable++;
      return;
    }
    const to = (group?.members ?? [peer]).map((number) => [digits(number), { arrived: false, wiped: false }] as const);
    const conversation = conversationOf(data, who.msisdn(phone));
    open.set(canary, { seq, phone, missing: new Map(to), conversation, messageId: null, failedAt: null });
  }

  return {
    entry(entry) {
      who.entry(entry);
      if (entry.kind === 'ui.sent') typed(entry);
      else if (entry.kind === 'handset.queued' && entry.data.canary) {
        const sent = open.get(entry.data.canary);
        if (sent) sent.messageId = entry.data.message_id;
      } else if (entry.kind === 'handset.received' && entry.data.canary) {
        arrives(open.get(entry.data.canary), entry.data.phone);
      } else if (entry.kind === 'handset.undecryptable') {
        // It came: a phone that is wiped before it could say so has lost it in full sight of the journal.
        const { phone, message_id } = entry.data;
        for (const sent of open.values()) if (sent.messageId === message_id) arrives(sent, phone);
      } else if (entry.kind === 'handset.reinstalled') wiped(entry.data.phone);
      else if (entry.kind === 'ui.shown') shown(entry);
      else if (entry.kind === 'world.settled') settled = true;
    },
    finish,
    open: () => open.size,
  };
}
