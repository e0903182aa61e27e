import { canaryOf, isCanary } from '../../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import type { Fold, Invariant, Verdict, Violation } from '../invariant.ts';
import { roster, sameNumber } from '../roster.ts';

interface Sent {
  readonly seq: number;
  readonly phone: string;
  readonly peer: string;
  messageId: string | null;
  /** Where the sender's phone last showed it as failed. */
  failedAt: number | null;
  /** The recipient's phone told of it, or the sender's showed it as delivered. */
  arrived: boolean;
  /** The recipient's phone lost its messages after it was sent. */
  wiped: boolean;
}

/**
 * Every message that was typed is shown where it was sent to, or shown as failed where it was typed; none is lost. Of a
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

const nothingYet = { messageId: null, failedAt: null, arrived: false, wiped: false } as const;

function fold(): Fold {
  const who = roster();
  const open = new Map<string, Sent>();
  /** Conversations looked at since the run settled, as `phone number`. */
  const looked = new Set<string>();
  let settled = false;
  let received = 0;
  let unrecognisable = 0;

  const look = (phone: string, peer: string): string => `${phone} ${peer.replaceAll(/\D/g, '')}`;

  function shown(entry: JournalEntry<'ui.shown'>): void {
    const { phone, peer, bubbles } = entry.data;
    if (settled) looked.add(look(phone, peer));
    for (const { body, direction, status } of bubbles) {
      const canary = canaryOf(body);
      const sent = canary && open.get(canary);
      if (!sent) continue;
      const from = who.msisdn(sent.phone);
      if (direction === 'out' && phone === sent.phone) {
        sent.failedAt = status === 'failed' ? entry.seq : null;
        if (status === 'delivered' || status === 'displayed') sent.arrived = true;
      }
      const isRecipient = who.phone(sent.peer) === phone && from !== undefined && sameNumber(from, peer);
      if (direction === 'in' && isRecipient && status !== 'undecryptable') {
        open.delete(canary);
        received++;
      }
    }
  }

  function wiped(phone: string): void {
    for (const [canary, sent] of open) {
      if (sent.phone === phone) open.delete(canary);
      else if (who.phone(sent.peer) === phone) sent.wiped = true;
    }
  }

  function finish(): Verdict {
    const violations: Violation[] = [];
    let failed = 0;
    let early = 0;
    let unseen = 0;
    for (const [canary, sent] of open) {
      const recipient = who.phone(sent.peer);
      const from = who.msisdn(sent.phone);
      if (sent.failedAt !== null) failed++;
      else if (sent.wiped && sent.arrived) received++;
      else if (!settled) early++;
      else if (!recipient || !from || !looked.has(look(recipient, from)) || !looked.has(look(sent.phone, sent.peer)))
        unseen++;
      else {
        violations.push({
          what: `lost: ${sent.phone} sent it, ${recipient} does not show it, and ${sent.phone} does not show it as failed`,
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

  return {
    entry(entry) {
      who.entry(entry);
      if (entry.kind === 'ui.sent') {
        const { phone, peer, canary } = entry.data;
        if (!isCanary(canary) || open.has(canary)) unrecognisable++;
        else open.set(canary, { ...nothingYet, seq: entry.seq, phone, peer });
      } else if (entry.kind === 'handset.queued' && entry.data.canary) {
        const sent = open.get(entry.data.canary);
        if (sent) sent.messageId = entry.data.message_id;
      } else if (entry.kind === 'handset.received' && entry.data.canary) {
        const sent = open.get(entry.data.canary);
        if (sent && who.phone(sent.peer) === entry.data.phone) sent.arrived = true;
      } else if (entry.kind === 'handset.undecryptable') {
        // It came: a phone that is wiped before it could say so has lost it in full sight of the journal.
        const { phone, message_id } = entry.data;
        for (const sent of open.values())
          if (sent.messageId === message_id && who.phone(sent.peer) === phone) sent.arrived = true;
      } else if (entry.kind === 'handset.reinstalled') wiped(entry.data.phone);
      else if (entry.kind === 'ui.shown') shown(entry);
      else if (entry.kind === 'world.settled') settled = true;
    },
    finish,
    open: () => open.size,
  };
}
