import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer } from '../answer.ts';
import { conversationOf } from '../conversation.ts';
import type { Fold, Invariant, Violation } from '../invariant.ts';
import { recent } from '../recent.ts';
import { digits, roster } from '../roster.ts';
import { titles } from '../titles.ts';

/** Messages between their typing and their leaving the phone, and what was said of them: those typed last. */
const remembered = 20_000;

/** What a phone has said of one conversation. */
interface Conversation {
  readonly phone: string;
  /** What it is called on every phone that is in it. */
  readonly name: string;
  /** Of a group: everybody in it as this phone showed them last, numbers. */
  party: readonly string[] | undefined;
  /** The look at which the app called it encrypted; undefined when it last said otherwise, or was never looked at. */
  shownAt: number | undefined;
  /** A message of this installation has gone out encrypted. */
  established: boolean;
  /** A switch was touched, or a fault came or went, since that look: the app may call it something else by now. */
  unsettled: boolean;
}

interface Outgoing {
  readonly phone: string;
  readonly canary: string | null;
  readonly conversation: Conversation;
  /** The look by which its user took it for encrypted. */
  readonly promisedAt: number | undefined;
  readonly queuedSeq: number;
}

/**
 * A message typed into a conversation that the app called encrypted leaves its phone encrypted or not at all, until the app
 * has shown otherwise; and no phone calls a message encrypted that its carrier saw in clear.
 */
export const noSilentDowngrade: Invariant = {
  id: 'no-silent-downgrade',
  title: 'What the app calls encrypted never leaves in clear, and what was in clear is never called encrypted',
  source: 'RCC.16: an encrypted conversation does not fall back to clear without its user being told',
  observes: ['ui.shown', 'handset.queued', 'carrier.accepted'],
  observableIn: ['virtual', 'simulated-phones'],
  open: () => fold(),
};

/** The fault by which a member ends encryption for everybody (RCC.16 end_mls). */
const endsEncryption = 'mls.endMls';

const nothingSaid = { shownAt: undefined, established: false, unsettled: false } as const;

function fold(): Fold {
  const who = roster();
  const named = titles();
  const conversations = recent<Conversation>(remembered);
  /** The group that a message was typed into, by its title: phones know it by its id. */
  const typedInto = recent<string>(remembered);
  const outgoing = recent<Outgoing>(remembered);
  /** Whether the carrier saw a message as a ciphertext, and where. */
  const seen = recent<{ readonly encrypted: boolean; readonly seq: number; readonly canary: string | null }>(
    remembered,
  );
  const violations: Violation[] = [];
  let judged = 0;

  /** @param title of a group */
  const between = (phone: string, peer: string, title?: string): Conversation => {
    const name = title === undefined ? pair(phone, peer) : named.conversation(title, true);
    const found = conversations.get(`${phone} ${name}`) ?? { phone, name, party: undefined, ...nothingSaid };
    conversations.set(`${phone} ${name}`, found);
    return found;
  };

  const pair = (phone: string, peer: string): string =>
    [who.msisdn(phone) ?? phone, peer].map(digits).toSorted().join(' ');

  /** Somebody ends encryption for everybody: every app says so as soon as it hears of it, and promises nothing more. */
  function ended({ phone, peer }: JournalEntry<'ui.grouped'>['data']): void {
    const ending = who.phone(peer) === undefined ? named.conversation(peer, true) : pair(phone, peer);
    for (const conversation of conversations.values())
      if (conversation.name === ending) Object.assign(conversation, nothingSaid);
  }

  /** As when a user does it: in every conversation that the phone's owner is in, or in the one with the peer alone. */
  function endedByFault({ phone, peer }: Readonly<Record<string, unknown>>): void {
    const ends = [phone, ...(peer === undefined ? [] : [peer])].map((name) =>
      digits((typeof name === 'string' ? who.msisdn(name) : undefined) ?? ''),
    );
    for (const conversation of conversations.values()) {
      if (peer !== undefined && conversation.party) continue;
      const party = conversation.party ?? conversation.name.split(' ');
      if (ends.every((number) => party.includes(number))) Object.assign(conversation, nothingSaid);
    }
  }

  function unsettle(): void {
    for (const conversation of conversations.values()) conversation.unsettled = true;
  }

  function forget(phone: string): void {
    for (const conversation of conversations.values())
      if (conversation.phone === phone) Object.assign(conversation, nothingSaid);
  }

  function left(entry: JournalEntry<'carrier.accepted'>): void {
    const { message_id, era } = entry.data;
    const message = outgoing.get(message_id);
    if (!message || seen.has(message_id)) return;
    const encrypted = era !== null;
    seen.set(message_id, { encrypted, seq: entry.seq, canary: message.canary });
    if (encrypted) message.conversation.established = true;
    if (message.promisedAt === undefined) return;
    judged++;
    if (encrypted) return;
    violations.push({
      what: `${message.phone}: it left in clear, and the app had called the conversation encrypted`,
      message_id,
      canary: message.canary,
      entries: [message.promisedAt, message.queuedSeq, entry.seq],
    });
  }

  function called(entry: JournalEntry<'handset.sent' | 'handset.received'>): void {
    const { phone, message_id, encrypted } = entry.data;
    const truth = seen.get(message_id);
    if (!encrypted || !truth || truth.encrypted) return;
    violations.push({
      what: `${phone} calls it encrypted, and its carrier saw it in clear`,
      message_id,
      canary: truth.canary,
      entries: [truth.seq, entry.seq],
    });
  }

  return {
    entry(entry) {
      who.entry(entry);
      named.entry(entry);
      if (entry.kind === 'ui.shown') {
        const { phone, peer, encrypted, group } = entry.data;
        const conversation = between(phone, peer, group?.title);
        if (group) conversation.party = conversationOf({ peer, group }, who.msisdn(phone)).party.split(' ');
        conversation.shownAt = encrypted ? entry.seq : undefined;
        conversation.unsettled = false;
      } else if (entry.kind === 'ui.sent') {
        if (entry.data.group) typedInto.set(entry.data.canary, entry.data.group.title);
      } else if (entry.kind === 'handset.queued') {
        const { phone, peer, message_id, canary } = entry.data;
        const conversation = between(phone, peer, typedInto.get(canary ?? ''));
        const { shownAt, established, unsettled } = conversation;
        const promisedAt = !unsettled || established ? shownAt : undefined;
        outgoing.set(message_id, { phone, canary, conversation, promisedAt, queuedSeq: entry.seq });
      } else if (entry.kind === 'mls.resent') {
        // The same message under a new id: what was promised of the first holds for it.
        const first = outgoing.get(entry.data.original_message_id);
        if (first) outgoing.set(entry.data.message_id, first);
      } else if (entry.kind === 'carrier.accepted') left(entry);
      else if (entry.kind === 'ui.grouped' && entry.data.did === 'encryption-ended') ended(entry.data);
      else if (entry.kind === 'handset.sent' || entry.kind === 'handset.received') called(entry);
      else if (entry.kind === 'handset.reinstalled') forget(entry.data.phone);
      else if (entry.kind === 'fault.injected' && entry.data.fault === endsEncryption)
        endedByFault(entry.data.parameters);
      else if (entry.kind === 'fault.injected' || entry.kind === 'fault.healed') unsettle();
      else if (entry.kind === 'ui.switched' && entry.data.setting !== 'airplane') unsettle();
    },
    finish: () =>
      answer({ judged, violations, nothing: 'nothing was sent after the app had called its conversation encrypted' }),
    open: () => conversations.size() + outgoing.size() + seen.size() + typedInto.size() + violations.length,
  };
}
