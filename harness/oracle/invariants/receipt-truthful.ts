import { canaryOf, isCanary } from '../../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import { provides } from '../environments.ts';
import type { Fold, Invariant, Verdict, Violation } from '../invariant.ts';
import { recent } from '../recent.ts';
import { roster, sameNumber } from '../roster.ts';

/** Messages that are followed: those typed last. */
const remembered = 20_000;
/** Through a driver the harness learns what a user saw after the phone told of it, ms. */
const driverLagMs = 30_000;

type Came = 'delivered' | 'displayed';

interface Claim {
  readonly seq: number;
  readonly atMs: number;
}

interface Followed {
  readonly canary: string;
  readonly typedSeq: number;
  readonly from: string;
  readonly to: string;
  messageId: string | null;
  /** Where the recipient's phone opened it, or showed it. */
  opened: number | undefined;
  /** Its recipient's user had the conversation open at or after it came. */
  looked: number | undefined;
  readonly claims: Map<Came, Claim>;
}

/**
 * When the sender's phone says delivered, the recipient's has decrypted the message; when it says displayed, the
 * recipient's user had the conversation on the screen.
 */
export const receiptTruthful: Invariant = {
  id: 'receipt-truthful',
  title: 'Delivered means that the other phone decrypted it, displayed that its user had it on the screen',
  source: 'RFC 5438 section 7; RCC.16: a positive delivery notification only for what was decrypted',
  observes: ['ui.sent', 'ui.shown'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: () => fold(),
};

function fold(): Fold {
  const who = roster();
  const messages = recent<Followed>(remembered);
  const byId = recent<Followed>(remembered);
  /** The conversation that each phone's user had on the screen last. */
  const onScreen = new Map<string, string>();
  /** Messages that a phone opened while its user had something else on the screen, by phone and sender. */
  const unseen = recent<Followed[]>(remembered);
  const violations: Violation[] = [];
  /** Claims whose truth a driver may still tell of. */
  const open = new Map<string, { readonly message: Followed; readonly came: Came; readonly claim: Claim }>();
  let lagMs = 0;
  let toldByPhones = false;
  let judged = 0;
  let lastMs = 0;

  const hasOpen = (message: Followed): boolean => {
    const sender = who.msisdn(message.from);
    const peer = onScreen.get(message.to);
    return sender !== undefined && peer !== undefined && sameNumber(sender, peer);
  };

  /** A phone's user has a conversation on the screen: whatever it holds was looked at. */
  function opens(phone: string, peer: string, seq: number): void {
    onScreen.set(phone, peer);
    const conversation = `${phone} ${who.phone(peer)}`;
    for (const message of unseen.get(conversation) ?? []) message.looked ??= seq;
    unseen.delete(conversation);
  }

  /** A phone has a message that it can read: it is looked at now, or when its user turns to the conversation. */
  function waitsToBeSeen(message: Followed, seq: number): void {
    if (hasOpen(message)) message.looked ??= seq;
    if (message.looked !== undefined) return;
    const conversation = `${message.to} ${message.from}`;
    const waiting = unseen.get(conversation) ?? [];
    unseen.set(conversation, waiting);
    if (waiting.push(message) > remembered) waiting.shift();
  }

  const isTrue = (message: Followed, came: Came): boolean =>
    message.opened !== undefined && (came === 'delivered' || message.looked !== undefined);

  function claimed(message: Followed, came: Came, { seq, at }: JournalEntry): void {
    if (message.claims.has(came)) return;
    const claim = { seq, atMs: Date.parse(at) };
    message.claims.set(came, claim);
    if (came === 'displayed' && !message.claims.has('delivered')) message.claims.set('delivered', claim);
    judged++;
    if (isTrue(message, came)) return;
    if (lagMs === 0) violations.push(untrue(message, came, claim));
    else open.set(`${message.canary} ${came}`, { message, came, claim });
  }

  const untrue = (message: Followed, came: Came, claim: Claim): Violation => ({
    what:
      message.opened === undefined
        ? `${message.from} shows it as ${came}, and ${message.to} had not decrypted it`
        : `${message.from} shows it as ${came}, and ${message.to}'s user had not looked`,
    message_id: message.messageId,
    canary: message.canary,
    entries: [message.typedSeq, ...(message.opened === undefined ? [] : [message.opened]), claim.seq],
  });

  /** Something new is known of a message: claims that waited for it may be true. */
  function learnt(message: Followed, { at }: JournalEntry): void {
    for (const came of ['delivered', 'displayed'] as const) {
      const waiting = open.get(`${message.canary} ${came}`);
      if (!waiting || !isTrue(message, came)) continue;
      open.delete(`${message.canary} ${came}`);
      // Where only screens tell, a look may come long after the phone decrypted it: that it can be read is what counts.
      const byScreenAlone = came === 'delivered' && !toldByPhones;
      if (!byScreenAlone && Date.parse(at) > waiting.claim.atMs + lagMs) {
        violations.push(untrue(message, came, waiting.claim));
      }
    }
  }

  function shown(entry: JournalEntry<'ui.shown'>): void {
    const { phone, peer, bubbles } = entry.data;
    opens(phone, peer, entry.seq);
    for (const { body, direction, status } of bubbles) {
      const message = messages.get(canaryOf(body) ?? '');
      if (!message) continue;
      const mine = direction === 'in' && message.to === phone;
      if (mine && status !== 'undecryptable') {
        message.opened ??= entry.seq;
        message.looked ??= entry.seq;
        learnt(message, entry);
      } else if (direction === 'out' && message.from === phone && (status === 'delivered' || status === 'displayed')) {
        claimed(message, status, entry);
      }
    }
  }

  /** A phone may tell of a message before the harness says that it was typed. */
  function follow(canary: string | null, phone: string, peer: string, seq: number): Followed | undefined {
    const to = who.phone(peer);
    if (canary === null || !isCanary(canary) || to === undefined) return undefined;
    const found = messages.get(canary) ?? {
      canary,
      typedSeq: seq,
      from: phone,
      to,
      messageId: null,
      opened: undefined,
      looked: undefined,
      claims: new Map(),
    };
    messages.set(canary, found);
    return found;
  }

  function typed(entry: JournalEntry<'ui.sent'>): void {
    const { phone, peer, canary } = entry.data;
    opens(phone, peer, entry.seq);
    for (const waiting of [...open.values()]) {
      if (waiting.message.to === phone) learnt(waiting.message, entry);
    }
    follow(canary, phone, peer, entry.seq);
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
        const { canary, phone, peer, message_id } = entry.data;
        const message = follow(canary, phone, peer, entry.seq);
        if (!message) return;
        message.messageId = message_id;
        byId.set(message_id, message);
      } else if (entry.kind === 'handset.received') {
        const message = messages.get(entry.data.canary ?? '');
        if (!message || message.to !== entry.data.phone) return;
        message.opened ??= entry.seq;
        waitsToBeSeen(message, entry.seq);
        learnt(message, entry);
      } else if (entry.kind === 'handset.status') {
        const message = byId.get(entry.data.message_id);
        const { status, phone } = entry.data;
        if (message?.from === phone && (status === 'delivered' || status === 'displayed'))
          claimed(message, status, entry);
      }
    },
    finish,
    open: () => messages.size() + byId.size() + unseen.size() + open.size + violations.length,
  };
}
