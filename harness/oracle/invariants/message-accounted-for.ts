import { canaryOf, isCanary } from '../../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import type { JournalData } from '../../../simulators/kernel/journal/kinds.ts';
import { answer, counted } from '../answer.ts';
import { type Conversation, conversationOf } from '../conversation.ts';
import type { Fold, Invariant, Verdict, Violation } from '../invariant.ts';
import { recent } from '../recent.ts';
import { digits, roster } from '../roster.ts';
import { titles } from '../titles.ts';

const rememberedGroups = 4096;
/** Messages to groups that no carrier has taken yet: those typed last. */
const rememberedMessages = 20_000;

interface Sent {
  readonly seq: number;
  readonly phone: string;
  /** Who has not shown it yet, of all it was sent to: numbers. */
  readonly missing: Map<string, Missing>;
  /** Who has. */
  readonly seen: Set<string>;
  readonly conversation: Conversation;
  /** What it is known by: one in common with a look, and that was at the same conversation. */
  readonly keys: readonly string[];
  messageId: string | null;
  groupId: string | undefined;
  /** Where the sender's phone last showed it as failed. */
  failedAt: number | null;
}

/** One of those that a message was sent to, before their phone shows it. */
interface Missing {
  /** Their phone told of it, or the sender's showed it as delivered. */
  arrived: boolean;
  /** Their phone lost its messages after it was sent. */
  wiped: boolean;
  /** They were not in the group any more before it came: it is not for them, and they could not open it. */
  out: boolean;
}

/**
 * Every message that was typed is shown where it was sent to, by everybody who was in the group when it was sent, or shown
 * as failed where it was typed; none is lost. Of a phone that lost its messages in between nobody can ask to show them: it
 * is enough that they had arrived, and what was typed on it is not judged.
 */
export const messageAccountedFor: Invariant = {
  id: 'message-accounted-for',
  title: 'Every message is received, or shown as failed to its sender; none is lost',
  source: 'Sent is not delivered until an IMDN says so (RFC 5438); a user must learn of a failure',
  observes: ['ui.sent', 'ui.shown'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: () => fold(),
};

const nothingYet: Readonly<Missing> = { arrived: false, wiped: false, out: false };

function fold(): Fold {
  const who = roster();
  const open = new Map<string, Sent>();
  /** Conversations looked at since the run settled, by phone. */
  const looked = new Set<string>();
  const named = titles();
  /** Who is in each group, as its carrier says: numbers. */
  const rosters = recent<ReadonlySet<string>>(rememberedGroups);
  const awaitingCarrier = recent<Sent>(rememberedMessages);
  let settled = false;
  let received = 0;
  let unrecognisable = 0;

  const isFor = ({ missing }: Sent, phone: string): string | undefined => {
    const number = who.msisdn(phone);
    return number !== undefined && missing.has(digits(number)) ? digits(number) : undefined;
  };
  /** A conversation as it may be known elsewhere: a group also by the first of its names. */
  const keysOf = ({ keys }: Conversation, data: Pick<JournalData['ui.sent'], 'peer' | 'group'>): readonly string[] =>
    data.group === undefined ? keys : [...keys, named.conversation(data.group.title, true)];
  const hasLooked = (phone: string | undefined, { keys }: Sent): boolean =>
    keys.some((key) => looked.has(`${phone} ${key}`));

  /** Somebody left a group or was removed: what is under way to it need not reach them any more. */
  function leaves(is: (sent: Sent) => boolean, numbers: readonly string[]): void {
    for (const sent of open.values()) {
      if (!is(sent)) continue;
      for (const number of numbers) {
        const one = sent.missing.get(digits(number));
        if (one) one.out = true;
      }
    }
  }

  /** What the carrier says of a group counts, where there is one that tells. */
  function changed({ group_id, affected, change, members }: JournalData['carrier.group']): void {
    rosters.set(group_id, new Set(members.map(digits)));
    if (change === 'left' || change === 'removed') leaves(({ groupId }) => groupId === group_id, affected);
  }

  function grouped(data: JournalData['ui.grouped']): void {
    const own = who.msisdn(data.phone);
    const whom = data.did === 'left' && own !== undefined ? [own] : data.did === 'removed' ? data.whom : [];
    const group = named.conversation(data.peer, true);
    leaves(({ keys }) => keys.includes(group), whom);
  }

  /** The sender's phone may know of an older group than its carrier: that one's roster says to whom the message goes. */
  function accepted({ message_id, group_id, from }: JournalData['carrier.accepted']): void {
    const roster = rosters.get(group_id ?? '');
    const sent = awaitingCarrier.get(message_id);
    awaitingCarrier.delete(message_id);
    if (!roster || !sent) return;
    for (const number of roster)
      if (number !== digits(from) && !sent.seen.has(number) && !sent.missing.has(number))
        sent.missing.set(number, { ...nothingYet });
    for (const [number, one] of sent.missing) if (!roster.has(number)) one.out = true;
  }

  function accountedFor(canary: string, { missing, messageId }: Sent): void {
    if (missing.size > 0 || (messageId !== null && awaitingCarrier.has(messageId))) return;
    open.delete(canary);
    received++;
  }

  function shown(entry: JournalEntry<'ui.shown'>): void {
    const { phone, bubbles } = entry.data;
    const conversation = conversationOf(entry.data, who.msisdn(phone));
    if (settled) for (const key of keysOf(conversation, entry.data)) looked.add(`${phone} ${key}`);
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
      sent.seen.add(recipient);
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
      const lost = [...sent.missing]
        .filter(([, { wiped, arrived, out }]) => !(wiped && arrived) && !out)
        .map(([number]) => number);
      const recipients = lost.map((number) => who.phone(number));
      const nobodyLooked = recipients.some((recipient) => !recipient || !hasLooked(recipient, sent));
      if (sent.failedAt !== null) failed++;
      else if (lost.length === 0) received++;
      else if (!settled) early++;
      else if (nobodyLooked || !hasLooked(sent.phone, sent)) unseen++;
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
    const to = (group?.members ?? [peer]).map((number) => [digits(number), { ...nothingYet }] as const);
    const conversation = conversationOf(data, who.msisdn(phone));
    const keys = keysOf(conversation, data);
    const missing = new Map<string, Missing>(to);
    const unsent = { messageId: null, groupId: undefined, failedAt: null };
    open.set(canary, { seq, phone, missing, seen: new Set(), conversation, keys, ...unsent });
  }

  return {
    entry(entry) {
      who.entry(entry);
      named.entry(entry);
      if (entry.kind === 'ui.sent') typed(entry);
      else if (entry.kind === 'carrier.group') changed(entry.data);
      else if (entry.kind === 'carrier.accepted') accepted(entry.data);
      else if (entry.kind === 'ui.grouped') grouped(entry.data);
      else if (entry.kind === 'handset.queued' && entry.data.canary) {
        const sent = open.get(entry.data.canary);
        if (!sent) return;
        sent.messageId = entry.data.message_id;
        sent.groupId = entry.data.group_id;
        if (sent.groupId !== undefined) awaitingCarrier.set(entry.data.message_id, sent);
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
    open: () => open.size + awaitingCarrier.size() + rosters.size(),
  };
}
