import { isCanary } from '../../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import type { Fold, Invariant, OracleContext, Verdict } from '../invariant.ts';
import { recent } from '../recent.ts';
import { digits, roster, sameNumber } from '../roster.ts';
import { titles } from '../titles.ts';
import { searchBytes } from '../wire-search.ts';

interface Typed {
  readonly seq: number;
  /** The phones of everybody whom it is between. */
  readonly ends: readonly string[];
  readonly conversation: string;
}

/** A group whose creator does not have everybody's keys yet. */
interface Making {
  readonly group: string;
  readonly creator: string;
  readonly createdAtMs: number;
  /** Numbers. */
  readonly keysWanted: Set<string>;
}

interface Leak {
  readonly canary: string;
  readonly what: string;
  readonly entries: number[];
}

/** Retransmissions are the same bytes: blobs that were clean are remembered this far back. */
const rememberedBlobs = 4096;
/**
 * A peer that asked while encryption was off may believe so for this long, ms: clients keep capabilities for minutes. [I]
 */
const remembersOffMs = 310_000;
/**
 * All or nothing takes a group's creator so long, ms: whoever's keys cannot be had until then, because something is broken,
 * leaves it without encryption for good. [I]
 */
const creationMs = 20_000;
/** Groups whose creation is followed: those made last. */
const rememberedGroups = 1024;
/** Faults whose times are remembered: the last ones. */
const rememberedFaults = 1024;
/** The fault by which a member ends encryption for everybody (RCC.16 end_mls). */
const endsEncryption = 'mls.endMls';
/** The fault that is a carrier's own switch: its subscribers cannot encrypt, and their phones say so. */
const carrierSwitch = 'carrier.e2eeOff';
/** The fault by which nobody gets a KeyPackage of a phone: a group that it is to be in cannot be encrypted. */
const withholdsKeys = 'mls.memberWithoutKeyPackages';
/** Leaks kept; one is enough to violate. */
const maxLeaks = 1000;

/** No byte that leaves a phone holds the canary of a body, in any usual encoding. */
export const noPlaintextInTransit: Invariant = {
  id: 'no-plaintext-in-transit',
  title: 'No byte that leaves a phone holds the text of a message, whatever its encoding',
  source: 'RCC.16: bodies travel only inside MLS PrivateMessages; an archival copy leaves its phone sealed (RFC 9180)',
  observes: ['wire.sent', 'ui.sent'],
  observableIn: ['virtual', 'simulated-phones'],
  open: fold,
};

function fold(context: OracleContext): Fold {
  const who = roster();
  const named = titles();
  const leaks = new Map<string, Leak>();
  const clean = recent<true>(rememberedBlobs);
  const typed = recent<Typed>(rememberedBlobs);
  /**
   * Until when encryption, or RCS as a whole, was last off on any of a subscriber's devices, ms, by the first of them: all
   * or none of them can be written to encrypted.
   */
  const off = new Map<string, number>();
  const switchedOff = new Map<string, Set<string>>();
  /** Phones whose carrier has its encryption switched off, by the fault that does it. */
  const carrierOff = new Map<string, readonly string[]>();
  const carrierOf = new Map<string, string>();
  /** Sent while one of the two users, or their carrier, had encryption off: clear text is what they chose. */
  const clear = new Set<string>();
  /** Conversations that are in clear for everybody to see: somebody ended encryption, or it could never begin. */
  const plain = new Set<string>();
  /** First phones of subscribers with several devices. */
  const several = new Set<string>();
  /** Phones by their IMEI. */
  const devices = new Map<string, string>();
  /** Numbers without KeyPackages, by the fault that withholds them or the phone that has yet to store new ones. */
  const keyless = new Map<string, string>();
  /** When something of phones or carriers was broken, by the fault's id. */
  const broken = recent<{ readonly fromMs: number; readonly untilMs: number }>(rememberedFaults);
  /** Groups that are being made. */
  const beingMade = recent<Making>(rememberedGroups);
  /** Phones on which a fault ended encryption for everybody, in the groups with one other phone or in all of theirs. */
  const endedOn: { readonly phone: unknown; readonly peer: unknown }[] = [];
  const missing: number[] = [];
  const unsearched: string[] = [];
  let searched = 0;
  let sent = 0;
  let unrecognisable = 0;

  /** Marks a message as clear by choice when one of its users, or their carrier, has or just had encryption off. */
  function chosen(canary: string, at: string): void {
    const { ends = [], conversation = '' } = typed.get(canary) ?? {};
    const has = (phone: unknown): boolean => ends.some((end) => end === phone);
    const ended = endedOn.some(({ phone, peer }) => has(phone) && (peer === undefined || has(peer)));
    if (ended || plain.has(conversation) || anyOff(ends, at) || givenUp(conversation, at)) clear.add(canary);
  }

  /** Whether a group's creator could not get everybody's keys in time, for a reason that is somebody else's. */
  function givenUp(conversation: string, at: string): boolean {
    const making = beingMade.get(conversation);
    if (!making || making.keysWanted.size === 0 || Date.parse(at) < making.createdAtMs + creationMs) return false;
    const { createdAtMs } = making;
    const disturbed = [...broken.values()].some(
      ({ fromMs, untilMs }) => fromMs < createdAtMs + creationMs && untilMs > createdAtMs,
    );
    if (disturbed) plain.add(conversation);
    return disturbed;
  }

  const anyOff = (phones: readonly string[], at: string): boolean =>
    phones.some((phone) => (off.get(who.owner(phone)) ?? 0) + remembersOffMs > Date.parse(at));

  const phonesOf = (numbers: readonly string[]): string[] => numbers.flatMap((number) => who.phone(number) ?? []);

  /** With one person a conversation is between two numbers, whoever of them tells of it. */
  function between(phone: string, peer: string, isGroup: boolean): string {
    if (isGroup) return named.conversation(peer, true);
    return [who.msisdn(phone) ?? '', peer].map(digits).toSorted().join(' ');
  }

  /**
   * Encryption that somebody ended is not expected any more. A group in which one of the first could not encrypt never is
   * encrypted, and everybody's app says so (RCC.16: all or nothing).
   */
  function grouped({ at, data: { phone, did, peer, whom } }: JournalEntry<'ui.grouped'>): void {
    if (did === 'encryption-ended') plain.add(between(phone, peer, who.phone(peer) === undefined));
    else if (did === 'created') {
      const group = between(phone, peer, true);
      const creator = who.msisdn(phone) ?? '';
      // Of its creator's own devices only the others need keys.
      const keysWanted = new Set([...whom, ...(several.has(who.owner(phone)) ? [creator] : [])].map(digits));
      const none = [...keyless.values()].some((number) => keysWanted.has(number));
      if (none || anyOff([phone, ...phonesOf(whom)], at)) plain.add(group);
      else beingMade.set(group, { group, creator, keysWanted, createdAtMs: Date.parse(at) });
    }
  }

  /** Written to alone, such a phone is waited for; only a group that it was to be in is in clear. */
  function withoutKeys(why: string, phone: unknown): void {
    if (typeof phone !== 'string') return;
    const number = digits(who.msisdn(phone) ?? '');
    keyless.set(why, number);
    for (const { group, keysWanted } of beingMade.values()) if (keysWanted.has(number)) plain.add(group);
  }

  /** A reinstalled phone takes a while to give its carrier new ones. */
  function stored({ data: { device = '', stored: count } }: JournalEntry<'carrier.keypackages'>): void {
    if (count > 0) keyless.delete(installation(devices.get(device) ?? ''));
  }

  const installation = (phone: string): string => `installation of ${phone}`;

  function claimed({ data: { by, msisdn } }: JournalEntry<'carrier.claimed'>): void {
    for (const { creator, keysWanted } of beingMade.values())
      if (sameNumber(by, creator)) keysWanted.delete(digits(msisdn));
  }

  /** @param what a setting, or the fault that is the carrier's switch */
  function switched(phone: string, what: string, on: boolean, at: string): void {
    const owner = who.owner(phone);
    const switches = switchedOff.get(owner) ?? new Set();
    if (on) switches.delete(`${phone} ${what}`);
    else switches.add(`${phone} ${what}`);
    switchedOff.set(owner, switches);
    if (switches.size > 0) off.set(owner, Number.POSITIVE_INFINITY);
    else if (off.has(owner)) off.set(owner, Date.parse(at));
  }

  /** A carrier's own switch: every subscriber of the carrier of the phone that is named, else of all. */
  function carrierSwitched({ at, data: { fault_id: id, fault, parameters } }: JournalEntry<'fault.injected'>): void {
    if (fault !== carrierSwitch) return;
    const carrier = carrierOf.get(String(parameters['phone']));
    const phones = [...carrierOf].filter(([, its]) => carrier === undefined || its === carrier).map(([name]) => name);
    carrierOff.set(id, phones);
    for (const phone of phones) switched(phone, id, false, at);
  }

  function wire({ seq, at, data }: JournalEntry<'wire.sent'>): void {
    if (clean.has(data.blob)) {
      searched++;
      return;
    }
    const bytes = context.blob(data.blob);
    if (!bytes) {
      missing.push(seq);
      return;
    }
    const search = searchBytes(bytes);
    searched++;
    unsearched.push(...search.unsearched.map((reason) => `entry ${seq}: ${reason}`));
    if (search.sightings.length === 0 && search.unsearched.length === 0) clean.set(data.blob, true);
    for (const { canary, encodings } of search.sightings) {
      chosen(canary, at);
      const leak = leaks.get(canary);
      if (leak) leak.entries.push(seq);
      else if (leaks.size < maxLeaks) {
        const where = `${data.from} to ${data.to}: ${data.summary}`;
        leaks.set(canary, { canary, what: `in clear (${encodings.join(' > ')}) in ${where}`, entries: [seq] });
      }
    }
  }

  function finish(): Verdict {
    const violations = [...leaks.values()]
      .filter(({ canary }) => !clear.has(canary))
      .map(({ canary, what, entries }) => {
        const typedAt = typed.get(canary);
        return { what, message_id: null, canary, entries: typedAt === undefined ? entries : [typedAt.seq, ...entries] };
      });
    const unknown = [
      missing.length > 0 &&
        `${counted(missing.length, 'blob')} missing beside the journal, first at entry ${missing[0]}`,
      ...unsearched.slice(0, 3),
      sent === 0 && 'no message was sent',
      unrecognisable > 0 && `${counted(unrecognisable, 'message')} without a valid canary cannot be searched for`,
    ].filter((reason) => reason !== false);
    return answer({
      judged: searched,
      violations,
      unknown: unknown.join('; '),
      nothing: 'no bytes left a phone',
      note:
        clear.size > 0
          ? `${counted(clear.size, 'message')} sent with encryption ended or switched off by a user or a carrier`
          : undefined,
    });
  }

  return {
    entry(entry) {
      who.entry(entry);
      named.entry(entry);
      if (entry.kind === 'wire.sent') wire(entry);
      else if (entry.kind === 'ui.grouped') grouped(entry);
      else if (entry.kind === 'world.started')
        for (const { name, carrier, paired_with: first } of entry.data.phones) {
          carrierOf.set(name, carrier);
          if (first !== undefined) several.add(first);
        }
      else if (entry.kind === 'ui.switched' && entry.data.setting !== 'airplane')
        switched(entry.data.phone, entry.data.setting, entry.data.on, entry.at);
      else if (entry.kind === 'fault.injected') {
        const { fault, fault_id: id, parameters } = entry.data;
        if (!fault.startsWith('webhook.'))
          broken.set(id, { fromMs: Date.parse(entry.at), untilMs: Number.POSITIVE_INFINITY });
        if (fault === endsEncryption) endedOn.push({ phone: parameters['phone'], peer: parameters['peer'] });
        if (fault === withholdsKeys) withoutKeys(entry.data.fault_id, parameters['phone']);
        carrierSwitched(entry);
      } else if (entry.kind === 'carrier.claimed') claimed(entry);
      else if (entry.kind === 'carrier.keypackages') stored(entry);
      else if (entry.kind === 'handset.reinstalled') withoutKeys(installation(entry.data.phone), entry.data.phone);
      else if (entry.kind === 'mls.identity' && entry.data.device !== undefined)
        devices.set(entry.data.device, entry.data.phone);
      else if (entry.kind === 'fault.healed') {
        keyless.delete(entry.data.fault_id);
        const was = broken.get(entry.data.fault_id);
        if (was) broken.set(entry.data.fault_id, { ...was, untilMs: Date.parse(entry.at) });
        for (const phone of carrierOff.get(entry.data.fault_id) ?? [])
          switched(phone, entry.data.fault_id, true, entry.at);
      } else if (entry.kind === 'ui.sent') {
        const { phone, peer, canary, group } = entry.data;
        sent++;
        if (!isCanary(canary)) unrecognisable++;
        const ends = [phone, ...phonesOf(group?.members ?? [peer])];
        typed.set(canary, { seq: entry.seq, ends, conversation: between(phone, peer, group !== undefined) });
        chosen(canary, entry.at);
      }
    },
    finish,
    open: () => leaks.size + clear.size + plain.size + clean.size() + typed.size() + beingMade.size() + broken.size(),
  };
}
