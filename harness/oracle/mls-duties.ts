import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import type { Violation } from './invariant.ts';
import { recent } from './recent.ts';

/** What members and carriers owe each other besides standing together. */
export interface MlsDuties {
  entry(entry: JournalEntry): void;
  violations(): readonly Violation[];
  open(): number;
}

interface Place {
  readonly groupId: string;
  readonly era: number;
  readonly epoch: string;
}

/** RCC.16: every certificate of a roster lasts for 30 days more. Milliseconds. */
const floorMs = 30 * 24 * 60 * 60 * 1000;
/** What an encrypted message is called: RCC.16. */
const applicationType = 'message/mls';
/** Epochs and messages that are remembered: a message is delivered a while after it was sent. */
const remembered = 4096;

/**
 * Judges what a focus and its members do with commits: one is accepted for an epoch, and nobody goes on by one that was
 * refused. And three duties: whoever is sent a message of its own epoch's number with another authenticator names the fork. No
 * key directory takes KeyPackages with a certificate inside the floor. Nobody encrypts in an epoch in which MLS has ended.
 */
export function mlsDuties(): MlsDuties {
  /** Names of subscribers' only devices, by number: of several, nobody here knows which one got a message. */
  const phones = new Map<string, string>();
  const places = recent<Place>(remembered);
  const messages = recent<string>(remembered);
  const standings = recent<Place & { readonly authenticator: string }>(remembered);
  /** How often a phone was reinstalled: each installation stands where it comes to itself. */
  const installations = new Map<string, number>();
  /** Phones that have yet to name a fork: what they were sent, by phone and place. */
  const owed = new Map<string, { readonly phone: string; readonly place: Place; readonly entries: number[] }>();
  const ended = recent<number>(remembered);
  const certificates = new Map<string, { readonly seq: number; readonly notAfterMs: number }>();
  /** What the focus decided about commits of an epoch, and about those of each sender. */
  const decisions = recent<{ readonly seq: number; readonly from: string }>(remembered);
  const answers = recent<{ readonly seq: number; readonly accepted: boolean }>(remembered);
  const numbers = new Map<string, string>();
  const found: Violation[] = [];

  const violation = (what: string, entries: readonly number[], messageId: string | null = null): void => {
    found.push({ what, message_id: messageId, canary: null, entries: [...entries] });
  };
  const standing = (phone: string, groupId: string): string => `${phone} ${installations.get(phone) ?? 0} ${groupId}`;
  const owes = (phone: string, { groupId, era, epoch }: Place): string => `${phone} ${groupId} ${era} ${epoch}`;

  function stands({ seq, data }: JournalEntry<'mls.epoch'>): void {
    const place = { groupId: data.group_id, era: data.era, epoch: data.epoch };
    if (data.by === 'own-commit') {
      const before = `${data.group_id} ${data.era} ${BigInt(data.epoch) - 1n}`;
      const answer = answers.get(`${numbers.get(data.phone)} ${before}`);
      if (answer?.accepted === false)
        violation(`${data.phone} went on by a commit that the focus of group ${data.group_id} had refused`, [
          answer.seq,
          seq,
        ]);
    }
    places.set(data.epoch_authenticator, place);
    standings.set(standing(data.phone, data.group_id), { ...place, authenticator: data.epoch_authenticator });
  }

  function decided({ seq, data }: JournalEntry<'carrier.commit'>): void {
    if (data.proposal !== undefined) return;
    const place = `${data.group_id} ${data.era} ${data.epoch}`;
    const own = `${data.from} ${place}`;
    if (data.accepted || answers.get(own)?.accepted !== true) answers.set(own, { seq, accepted: data.accepted });
    if (!data.accepted) return;
    const first = decisions.get(place);
    if (first) {
      const what = `two commits were accepted for era ${data.era} epoch ${data.epoch}: of ${first.from} and ${data.from}`;
      violation(`group ${data.group_id}: ${what}`, [first.seq, seq]);
    } else decisions.set(place, { seq, from: data.from });
  }

  function accepted({ seq, data }: JournalEntry<'carrier.accepted'>): void {
    const { content_type: type, epoch_authenticator: authenticator, message_id: id, from } = data;
    if (type !== applicationType || authenticator === null) return;
    messages.set(id, authenticator);
    const end = ended.get(authenticator);
    if (end !== undefined)
      violation(`a message of ${from} is encrypted in an epoch in which MLS has ended`, [end, seq], id);
  }

  function delivered({ seq, data }: JournalEntry<'carrier.delivered'>): void {
    const phone = phones.get(data.to);
    const authenticator = messages.get(data.message_id);
    const place = authenticator === undefined ? undefined : places.get(authenticator);
    if (phone === undefined || !place) return;
    const own = standings.get(standing(phone, place.groupId));
    if (!own || own.era !== place.era || own.epoch !== place.epoch || own.authenticator === authenticator) return;
    owed.set(owes(phone, place), { phone, place, entries: [seq] });
  }

  function excused(phone: string, groupId?: string): void {
    for (const [key, debt] of owed)
      if (debt.phone === phone && (groupId === undefined || debt.place.groupId === groupId)) owed.delete(key);
  }

  function stored({ seq, at, data }: JournalEntry<'carrier.keypackages'>): void {
    const certificate = certificates.get(`${data.msisdn} ${data.device}`);
    if (!certificate || certificate.notAfterMs >= Date.parse(at) + floorMs) return;
    const what = `KeyPackages of ${data.msisdn} were taken with a certificate that ends within 30 days`;
    violation(what, [certificate.seq, seq]);
  }

  function healthy({ seq, data }: JournalEntry<'mls.health'>): void {
    const own = standings.get(standing(data.phone, data.group_id));
    if (data.to === 'DoneEndMls' && own) ended.set(own.authenticator, seq);
  }

  function met({ phones: cast }: JournalData['world.started']): void {
    const count = new Map<string, number>();
    for (const { msisdn } of cast) count.set(msisdn, (count.get(msisdn) ?? 0) + 1);
    for (const { name, msisdn } of cast) {
      numbers.set(name, msisdn);
      if (count.get(msisdn) === 1) phones.set(msisdn, name);
    }
  }

  return {
    entry(entry) {
      switch (entry.kind) {
        case 'world.started':
          return met(entry.data);
        case 'mls.epoch':
          return stands(entry);
        case 'carrier.commit':
          return decided(entry);
        case 'carrier.accepted':
          return accepted(entry);
        case 'carrier.delivered':
          return delivered(entry);
        case 'mls.fork':
          owed.delete(owes(entry.data.phone, { groupId: entry.data.group_id, ...entry.data }));
          return undefined;
        case 'handset.reinstalled':
          installations.set(entry.data.phone, (installations.get(entry.data.phone) ?? 0) + 1);
          return excused(entry.data.phone);
        case 'mls.forgotten':
          standings.delete(standing(entry.data.phone, entry.data.group_id));
          return excused(entry.data.phone, entry.data.group_id);
        case 'carrier.certified':
          certificates.set(`${entry.data.msisdn} ${entry.data.device}`, {
            seq: entry.seq,
            notAfterMs: entry.data.not_after_ms,
          });
          return undefined;
        case 'carrier.keypackages':
          return stored(entry);
        case 'mls.health':
          return healthy(entry);
        default:
          return undefined;
      }
    },
    violations: () => [
      ...found,
      ...[...owed.values()].map(({ phone, place, entries }) => ({
        what: `group ${place.groupId}: ${phone} was written to in another era ${place.era} epoch ${place.epoch}, and did not name the fork`,
        message_id: null,
        canary: null,
        entries,
      })),
    ],
    open: () => owed.size,
  };
}
