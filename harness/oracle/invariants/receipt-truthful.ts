import { canaryOf, isCanary } from '../../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import type { JournalData } from '../../../simulators/kernel/journal/kinds.ts';
import { answer, counted } from '../answer.ts';
import { conversationOf } from '../conversation.ts';
import { provides } from '../environments.ts';
import type { Fold, Invariant, Verdict, Violation } from '../invariant.ts';
import { recent } from '../recent.ts';
import { digits, roster } from '../roster.ts';

/** Messages that are followed: those typed last. */
const remembered = 20_000;
/** Groups whose members are known: those changed last; and messages of each, of which some may not have come. */
const rememberedGroups = 1_000;
const rememberedInGroup = 200;
/** Through a driver the harness learns what a user saw after the phone told of it, ms. */
const driverLagMs = 30_000;

type Came = 'delivered' | 'displayed';

interface Claim {
  readonly phone: string;
  readonly seq: number;
  readonly atMs: number;
}

/** A message on its way to one of those it was sent to. */
interface Followed {
  readonly canary: string;
  readonly typedSeq: number;
  readonly from: string;
  readonly to: string;
  /** Sent to a group: its sender is shown the least that all of its recipients say. */
  readonly group: boolean;
  messageId: string | null;
  groupId: string | undefined;
  /** Where the recipient's phone opened it, or showed it. */
  opened: number | undefined;
  /** Its recipient's user had the conversation open at or after it came. */
  looked: number | undefined;
  /** They were not in the group any more before they had it: nobody says anything of them. */
  out: boolean;
  /** By the sender's device that made them. */
  readonly claims: Map<string, Claim>;
}

/** A claim whose truth a driver may still tell of. */
interface Waiting {
  readonly message: Followed;
  readonly came: Came;
  readonly claim: Claim;
}

/**
 * When the sender's phone says delivered, the recipient's has decrypted the message; when it says displayed, the
 * recipient's user had the conversation on the screen. Of a message to a group it says so of everybody in it.
 *
 * Whatever device of the sender says so is judged: receipts come to all of them.
 */
export const receiptTruthful: Invariant = {
  id: 'receipt-truthful',
  title: 'Delivered means that the other phone decrypted it, displayed that its user had it on the screen',
  source: 'RFC 5438 section 7; RCC.16: a positive delivery notification only for what was decrypted',
  observes: ['ui.sent', 'ui.shown'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: () => fold(),
};

interface OnScreen {
  readonly group: boolean;
  /** Everybody in it, as the screen says: who is in a group may change while it is there. */
  readonly party: string;
  /** Everybody else in it: numbers. */
  readonly others: ReadonlySet<string>;
}

const onScreenOf = (
  { peer, group }: Pick<JournalData['ui.sent' | 'ui.shown'], 'peer' | 'group'>,
  own: string | undefined,
): OnScreen => ({
  group: group !== undefined,
  party: conversationOf({ peer, group }, own).party,
  others: new Set((group?.members ?? [peer]).map(digits)),
});

function fold(): Fold {
  const who = roster();
  const messages = recent<readonly Followed[]>(remembered);
  const byId = recent<readonly Followed[]>(remembered);
  /** The conversation that each phone's user had on the screen last: whose messages are seen there. */
  const onScreen = new Map<string, OnScreen>();
  /** Messages that a phone opened while its user had something else on the screen, by phone and by who sent it where. */
  const unseen = recent<Followed[]>(remembered);
  /** Who is in each group, as its carrier says; numbers. */
  const rosters = recent<ReadonlySet<string>>(rememberedGroups);
  /** Groups by those who were in them at some time. */
  const groupsOf = recent<Set<string>>(rememberedGroups);
  /** What was written to each group last. */
  const underWay = recent<(readonly Followed[])[]>(rememberedGroups);
  /** Messages to groups that their carrier has taken. */
  const taken = recent<true>(remembered);
  const violations: Violation[] = [];
  /** Claims whose truth a driver may still tell of. */
  const open = new Map<string, Waiting>();
  let lagMs = 0;
  let toldByPhones = false;
  let judged = 0;
  let lastMs = 0;

  /** Somebody may have another device: what one of them opened or showed, they have. */
  const isAt = ({ to }: Followed, phone: string): boolean => {
    const number = who.msisdn(phone);
    return to === phone || (number !== undefined && number === who.msisdn(to));
  };

  const hasOpen = (message: Followed, phone = message.to): boolean => {
    const sender = who.msisdn(message.from);
    const now = onScreen.get(phone);
    if (sender === undefined || now?.group !== message.group) return false;
    return now.others.has(digits(sender)) || groupsOf.get(now.party)?.has(message.groupId ?? '') === true;
  };

  const place = (phone: string, sender: string | undefined, group: boolean): string =>
    `${phone} ${digits(sender ?? '')}${group ? ' in a group' : ''}`;

  const placeIn = (phone: string, groupId: string): string => `${phone} in ${groupId}`;

  /** A phone's user has a conversation on the screen: whatever it holds was looked at. */
  function opens(phone: string, now: OnScreen, seq: number): void {
    onScreen.set(phone, now);
    const bySender = [...now.others].map((sender) => place(phone, sender, now.group));
    const byGroup = now.group ? [...(groupsOf.get(now.party) ?? [])].map((id) => placeIn(phone, id)) : [];
    for (const conversation of [...bySender, ...byGroup]) {
      for (const message of unseen.get(conversation) ?? []) message.looked ??= seq;
      unseen.delete(conversation);
    }
  }

  /** A phone has a message that it can read: it is looked at now, or when its user turns to the conversation. */
  function waitsToBeSeen(message: Followed, phone: string, seq: number): void {
    if (hasOpen(message, phone)) message.looked ??= seq;
    if (message.looked !== undefined) return;
    const places = [place(phone, who.msisdn(message.from), message.group)];
    if (message.groupId !== undefined) places.push(placeIn(phone, message.groupId));
    for (const conversation of places) {
      const waiting = unseen.get(conversation) ?? [];
      unseen.set(conversation, waiting);
      if (waiting.push(message) > remembered) waiting.shift();
    }
  }

  const isTrue = (message: Followed, came: Came): boolean =>
    message.opened !== undefined && (came === 'delivered' || message.looked !== undefined);

  const isOf = ({ from }: Followed, phone: string): boolean => who.owner(phone) === who.owner(from);

  function claimed(message: Followed, came: Came, phone: string, { seq, at }: JournalEntry): void {
    const made = (what: Came): string => `${what} on ${phone}`;
    if (message.claims.has(made(came)) || (message.out && message.opened === undefined)) return;
    const claim = { phone, seq, atMs: Date.parse(at) };
    message.claims.set(made(came), claim);
    if (came === 'displayed' && !message.claims.has(made('delivered'))) message.claims.set(made('delivered'), claim);
    judged++;
    if (isTrue(message, came)) return;
    if (lagMs === 0) violations.push(untrue(message, came, claim));
    else open.set(`${message.canary} ${message.to} ${made(came)}`, { message, came, claim });
  }

  const untrue = (message: Followed, came: Came, claim: Claim): Violation => ({
    what:
      message.opened === undefined
        ? `${claim.phone} shows it as ${came}, and ${message.to} had not decrypted it`
        : `${claim.phone} shows it as ${came}, and ${message.to}'s user had not looked`,
    message_id: message.messageId,
    canary: message.canary,
    entries: [message.typedSeq, ...(message.opened === undefined ? [] : [message.opened]), claim.seq],
  });

  /** Something new is known of a message: claims that waited for it may be true. */
  function learnt(message: Followed, { at }: JournalEntry): void {
    for (const [key, waiting] of open) {
      const { came } = waiting;
      if (waiting.message !== message || !isTrue(message, came)) continue;
      open.delete(key);
      // Where only screens tell, a look may come long after the phone decrypted it: that it can be read is what counts.
      const byScreenAlone = came === 'delivered' && !toldByPhones;
      if (!byScreenAlone && Date.parse(at) > waiting.claim.atMs + lagMs) {
        violations.push(untrue(message, came, waiting.claim));
      }
    }
  }

  function shown(entry: JournalEntry<'ui.shown'>): void {
    const { phone, bubbles } = entry.data;
    opens(phone, onScreenOf(entry.data, who.msisdn(phone)), entry.seq);
    for (const { body, direction, status } of bubbles) {
      for (const message of messages.get(canaryOf(body) ?? '') ?? []) {
        const mine = direction === 'in' && isAt(message, phone);
        if (mine && status !== 'undecryptable') {
          message.opened ??= entry.seq;
          message.looked ??= entry.seq;
          learnt(message, entry);
        } else if (direction === 'out' && isOf(message, phone) && (status === 'delivered' || status === 'displayed')) {
          claimed(message, status, phone, entry);
        }
      }
    }
  }

  /** A phone may tell of a message before the harness says that it was typed; of a group's it does not say to whom. */
  function follow(canary: string | null, from: string, peers: readonly string[], seq: number, group: boolean) {
    if (canary === null || !isCanary(canary)) return undefined;
    const before = messages.get(canary);
    if (before) return before;
    const found = recipientsOf(canary, from, peers, seq, group);
    if (found.length === 0) return undefined;
    messages.set(canary, found);
    return found;
  }

  function recipientsOf(canary: string, from: string, peers: readonly string[], seq: number, group: boolean) {
    const recipients = peers.flatMap((peer) => who.phone(peer) ?? []);
    return recipients.map(
      (to): Followed => ({
        canary,
        typedSeq: seq,
        from,
        to,
        group,
        messageId: null,
        groupId: undefined,
        opened: undefined,
        looked: undefined,
        out: false,
        claims: new Map(),
      }),
    );
  }

  /** The carrier's roster says to whom a message to a group goes, whatever its sender's phone knew; it comes with the first copy. */
  function accepted({ message_id, group_id, from }: JournalData['carrier.accepted'], seq: number): void {
    const members = rosters.get(group_id ?? '');
    const found = byId.get(message_id);
    if (!members || !found || taken.has(message_id)) return;
    taken.set(message_id, true);
    const [first] = found;
    for (const message of found) message.out = !members.has(digits(who.msisdn(message.to) ?? ''));
    const more = [...members].filter(
      (number) => number !== digits(from) && found.every(({ to }) => digits(who.msisdn(to) ?? '') !== number),
    );
    if (!first || more.length === 0) return;
    const all = [...found, ...recipientsOf(first.canary, first.from, more, seq, true)];
    for (const message of all) Object.assign(message, { messageId: message_id, groupId: group_id });
    messages.set(first.canary, all);
    byId.set(message_id, all);
  }

  /** Who leaves a group is not waited for. */
  function changed({ group_id, change, affected, members }: JournalData['carrier.group']): void {
    rosters.set(group_id, new Set(members.map(digits)));
    const party = members.map(digits).toSorted().join(' ');
    groupsOf.set(party, (groupsOf.get(party) ?? new Set()).add(group_id));
    if (change !== 'left' && change !== 'removed') return;
    const gone = new Set(affected.map(digits));
    for (const found of underWay.get(group_id) ?? [])
      for (const message of found) if (gone.has(digits(who.msisdn(message.to) ?? ''))) message.out = true;
  }

  function typed(entry: JournalEntry<'ui.sent'>): void {
    const { phone, peer, canary, group } = entry.data;
    opens(phone, onScreenOf(entry.data, who.msisdn(phone)), entry.seq);
    for (const waiting of [...open.values()]) {
      if (isAt(waiting.message, phone)) learnt(waiting.message, entry);
    }
    follow(canary, phone, group?.members ?? [peer], entry.seq, group !== undefined);
  }

  function finish(): Verdict {
    const missing: Violation[] = [];
    let early = 0;
    let unlooked = 0;
    for (const { message, came, claim } of open.values()) {
      if (lastMs <= claim.atMs + lagMs) early++;
      else if (came === 'delivered' && !toldByPhones && !hasOpen(message)) unlooked++;
      else missing.push(untrue(message, came, claim));
    }
    const unknown = [
      early > 0 && `${counted(early, 'receipt')} too fresh to be judged when the journal ended`,
      unlooked > 0 && `${counted(unlooked, 'message')} whose recipient's screen nobody looked at`,
    ].filter((reason) => reason !== false);
    return answer({
      judged,
      violations: [...violations, ...missing],
      unknown: unknown.join('; '),
      nothing: 'no phone showed a message as delivered or displayed',
    });
  }

  return {
    entry(entry) {
      lastMs = Date.parse(entry.at);
      who.entry(entry);
      if (entry.kind === 'world.started') {
        lagMs = entry.data.clock === 'wall' ? driverLagMs : 0;
        toldByPhones = provides(entry.data.environment, 'handset.received');
      } else if (entry.kind === 'ui.sent') typed(entry);
      else if (entry.kind === 'ui.shown') shown(entry);
      else if (entry.kind === 'handset.queued') {
        const { canary, phone, peer, message_id, group_id } = entry.data;
        const found = follow(canary, phone, group_id === undefined ? [peer] : [], entry.seq, false);
        if (!found) return;
        for (const message of found) Object.assign(message, { messageId: message_id, groupId: group_id });
        byId.set(message_id, found);
        if (group_id === undefined) return;
        const waiting = underWay.get(group_id) ?? [];
        underWay.set(group_id, waiting);
        if (waiting.push(found) > rememberedInGroup) waiting.shift();
      } else if (entry.kind === 'carrier.group') changed(entry.data);
      else if (entry.kind === 'carrier.accepted') accepted(entry.data, entry.seq);
      else if (entry.kind === 'handset.received') {
        const message = messages.get(entry.data.canary ?? '')?.find((one) => isAt(one, entry.data.phone));
        if (!message) return;
        message.opened ??= entry.seq;
        waitsToBeSeen(message, entry.data.phone, entry.seq);
        learnt(message, entry);
      } else if (entry.kind === 'handset.status') {
        const { status, phone, message_id } = entry.data;
        if (status !== 'delivered' && status !== 'displayed') return;
        for (const message of byId.get(message_id) ?? [])
          if (isOf(message, phone)) claimed(message, status, phone, entry);
      }
    },
    finish,
    open: () =>
      [messages, byId, unseen, rosters, groupsOf, underWay, taken].reduce((sum, { size }) => sum + size(), open.size) +
      violations.length,
  };
}
