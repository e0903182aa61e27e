import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer } from '../answer.ts';
import type { Fold, Invariant, Verdict, Violation } from '../invariant.ts';
import { mlsDuties } from '../mls-duties.ts';

interface Place {
  readonly era: number;
  readonly epoch: bigint;
}

interface Standing extends Place {
  readonly seq: number;
  readonly authenticator: string;
  readonly members: number;
}

interface Group {
  /** Where each phone stands now. */
  readonly phones: Map<string, Standing>;
  /** The first authenticator seen for each (era, epoch) that some phone stands in or has yet to reach. */
  readonly authenticators: Map<string, { readonly standing: Standing; readonly phone: string }>;
  /** Who lost its state, or gave the group up because another did: nobody waits for them. */
  readonly gone: Set<string>;
  /** Whose commit that creates it waits for its answer: they stand nowhere yet, and have a leaf if it was accepted. */
  readonly making: Set<string>;
  /**
   * Who was kept from hearing of an epoch, and which came first: the next message in it, or after it, tells them, and so
   * does the roster where the commit changed it.
   */
  readonly unheard: Map<string, Standing>;
  /** Who was taken off the roster: they stand nowhere, and have no leaf. */
  readonly departed: Map<string, Standing | undefined>;
  /** The roster at the carrier that hosts it, MSISDNs; none of a 1:1. */
  roster?: readonly string[];
  /** MLS has ended in it: no commit takes anybody out any more. */
  ended: boolean;
  /** Who knows that MLS has ended in it, and had no way to follow to the end: nothing lets anybody back in. */
  readonly stranded: Set<string>;
  /** Where the last commit led that its carrier accepted, and whether everybody was told of it by the roster. */
  led?: Place;
  told?: Place;
  /** Epochs that once had two authenticators. */
  readonly forks: Set<string>;
}

/** The fault by which commits of others do not reach a phone. */
const losesCommits = 'mls.commitLost';

const name = ({ era, epoch }: Place): string => `era ${era} epoch ${epoch}`;
const behind = (a: Place, b: Place): boolean => a.era < b.era || (a.era === b.era && a.epoch < b.epoch);

/**
 * At rest every member of a group stands in the same epoch with the same epoch authenticator, and its members are those on
 * the roster. Whom a fault kept a commit from hears of it by the next message, or by the roster if the commit changed that:
 * until then they may be behind. Who was
 * out of step when MLS ended, and knows it (RCC.16's CannotHealDuringEndMls), stays so: nothing is encrypted there any more.
 * Forks are named, certificates last, and nothing is encrypted once MLS has ended: see `mlsDuties`.
 */
export const mlsAgreement: Invariant = {
  id: 'mls-agreement',
  title: 'At rest all members of a group, and nobody else, are in the same epoch and have the same epoch authenticator',
  source: 'RFC 9420 section 8.7; RCC.16: the same era and epoch with another authenticator is a fork',
  observes: ['mls.epoch'],
  observableIn: ['virtual', 'simulated-phones'],
  open: () => fold(),
};

function fold(): Fold {
  const groups = new Map<string, Group>();
  const numbers = new Map<string, string>();
  /** Phones by their IMEI, and those that their subscribers gave up: their leaves have to go. */
  const devices = new Map<string, string>();
  const revoked = new Set<string>();
  const duties = mlsDuties();
  /** Phones that commits are kept from, by the fault that does it. */
  const commitsLost = new Map<string, string>();
  let settled = false;

  function groupOf(id: string): Group {
    const group = groups.get(id) ?? {
      phones: new Map(),
      authenticators: new Map(),
      gone: new Set(),
      making: new Set(),
      unheard: new Map(),
      departed: new Map(),
      ended: false,
      stranded: new Set(),
      forks: new Set(),
    };
    groups.set(id, group);
    return group;
  }

  function rostered({ data: { group_id: id, change, by, affected, members } }: JournalEntry<'carrier.group'>): void {
    const group = groupOf(id);
    group.roster = members;
    if (change === 'subject' || change === 'icon') return;
    if (by !== null && (change === 'added' || change === 'removed') && group.led) group.told = group.led;
    for (const [phone, number] of numbers) {
      if (!affected.includes(number)) continue;
      if (change === 'removed' || change === 'left') {
        group.departed.set(phone, group.phones.get(phone));
        group.phones.delete(phone);
        group.gone.delete(phone);
      } else {
        group.departed.delete(phone);
      }
    }
  }

  function leads({ group_id: id, era, epoch, accepted, proposal }: JournalEntry<'carrier.commit'>['data']): void {
    if (accepted && proposal === undefined) groupOf(id).led = { era, epoch: BigInt(epoch) + 1n };
  }

  function stands({ seq, data }: JournalEntry<'mls.epoch'>): void {
    const group = groupOf(data.group_id);
    const standing: Standing = {
      seq,
      era: data.era,
      epoch: BigInt(data.epoch),
      authenticator: data.epoch_authenticator,
      members: data.members,
    };
    const first = group.authenticators.get(name(standing));
    if (!first) group.authenticators.set(name(standing), { standing, phone: data.phone });
    else if (first.standing.authenticator !== standing.authenticator && first.phone !== data.phone) {
      group.forks.add(name(standing));
    }
    if (group.departed.has(data.phone)) group.departed.set(data.phone, standing);
    else group.phones.set(data.phone, standing);
    group.gone.delete(data.phone);
    group.making.delete(data.phone);
    group.unheard.delete(data.phone);
    for (const deaf of commitsLost.values()) {
      const own = group.phones.get(deaf);
      if (own && behind(own, standing) && !group.unheard.has(deaf)) group.unheard.set(deaf, standing);
    }
    // An epoch that everybody has left can no longer disagree.
    for (const [key, { standing: past }] of group.authenticators) {
      if ([...group.phones.values()].every((now) => behind(past, now))) group.authenticators.delete(key);
    }
  }

  /** A message was sent in an epoch: whoever has not heard of that one is to find out. */
  function speaks({ epoch_authenticator: authenticator }: JournalEntry<'carrier.accepted'>['data']): void {
    if (authenticator === null) return;
    for (const { phones, unheard } of groups.values()) {
      const spoken = [...phones.values()].find((standing) => standing.authenticator === authenticator);
      if (!spoken) continue;
      for (const [phone, missed] of unheard) if (!behind(spoken, missed)) unheard.delete(phone);
    }
  }

  function disagreements(groupId: string, group: Group): Violation[] {
    const { phones, gone, unheard, departed, roster, ended, stranded, forks } = group;
    const found: Violation[] = [];
    const violation = (what: string, entries: number[]): void => {
      found.push({ what: `group ${groupId}: ${what}`, message_id: null, canary: null, entries });
    };
    const [first, ...rest] = [...phones].sort(([, a], [, b]) => (behind(a, b) ? 1 : behind(b, a) ? -1 : a.seq - b.seq));
    if (!first) return found;
    const [leader, head] = first;
    for (const [phone, standing] of rest) {
      if (ended && stranded.has(phone)) continue;
      if (behind(standing, head)) {
        const heard = group.told !== undefined && behind(standing, group.told);
        if (!unheard.has(phone) || heard)
          violation(`${phone} stands in ${name(standing)}, ${leader} in ${name(head)}`, [standing.seq, head.seq]);
      } else if (standing.authenticator !== head.authenticator) {
        forks.delete(name(head));
        violation(`fork in ${name(head)}: ${phone} and ${leader} have different authenticators`, [
          standing.seq,
          head.seq,
        ]);
      }
    }
    for (const [phone, standing] of departed) {
      if (!standing || ended) continue;
      violation(`${phone} was taken off the roster, and stands in ${name(standing)}`, [standing.seq, head.seq]);
    }
    for (const [phone, standing] of phones) {
      const number = numbers.get(phone);
      if (!roster || number === undefined || roster.includes(number)) continue;
      violation(`${phone} stands in ${name(standing)}, and is not on the roster`, [standing.seq]);
    }
    if (!ended && phones.size + gone.size < head.members) {
      violation(`${name(head)} has ${head.members} members, only ${phones.size} stand in the group`, [head.seq]);
    }
    return found;
  }

  function leaves({ phones, gone, making, departed }: Group, phone: string): void {
    if (departed.has(phone)) departed.set(phone, undefined);
    const stood = phones.delete(phone);
    if (making.delete(phone) || stood) gone.add(phone);
  }

  /** A group whose creating commit was refused is forgotten by its creator. */
  function commits({ group_id: id, phone, epoch, state }: JournalEntry<'mls.commit'>['data']): void {
    if (state === 'pending') {
      if (epoch === '0' && !groups.get(id)?.phones.has(phone)) groupOf(id).making.add(phone);
      return;
    }
    const group = groups.get(id);
    group?.making.delete(phone);
    if (state === 'discarded' && group?.phones.get(phone)?.epoch === 0n) group.phones.delete(phone);
  }

  function fares({ group_id: id, phone, to }: JournalEntry<'mls.health'>['data']): void {
    const group = groupOf(id);
    if (to === 'DoneEndMls') group.ended = true;
    if (to === 'CannotHealDuringEndMls') group.stranded.add(phone);
    else group.stranded.delete(phone);
  }

  function isRevoked(device: string): void {
    const phone = devices.get(device);
    if (phone === undefined) return;
    revoked.add(phone);
    for (const group of groups.values()) {
      group.departed.set(phone, undefined);
      group.phones.delete(phone);
      group.gone.delete(phone);
    }
  }

  /** Set up anew, a device that was given up is like any other. */
  function isSetUp({ phone, device }: JournalEntry<'mls.identity'>['data']): void {
    if (device !== undefined) devices.set(device, phone);
    if (!revoked.delete(phone)) return;
    for (const group of groups.values()) group.departed.delete(phone);
  }

  function finish(): Verdict {
    const shared = [...groups].filter(([, { phones }]) => [...phones.values()].some(({ members }) => members > 1));
    const violations = settled
      ? [...shared.flatMap(([id, group]) => disagreements(id, group)), ...duties.violations()]
      : [];
    const healed = [...groups].flatMap(([id, { forks }]) => [...forks].map((fork) => `group ${id} in ${fork}`));
    return answer({
      judged: shared.length,
      violations,
      unknown: settled ? undefined : 'the run never settled: epochs may still be on their way',
      nothing: 'no group with two members was seen',
      note: healed.length > 0 ? `forks that healed: ${healed.join(', ')}` : undefined,
    });
  }

  return {
    entry(entry) {
      duties.entry(entry);
      if (entry.kind === 'mls.epoch') stands(entry);
      else if (entry.kind === 'carrier.group') rostered(entry);
      else if (entry.kind === 'carrier.commit') leads(entry.data);
      else if (entry.kind === 'mls.identity') isSetUp(entry.data);
      else if (entry.kind === 'carrier.revoked') isRevoked(entry.data.device);
      else if (entry.kind === 'mls.health') fares(entry.data);
      else if (entry.kind === 'world.started')
        for (const { name: phone, msisdn } of entry.data.phones) numbers.set(phone, msisdn);
      else if (entry.kind === 'carrier.accepted') speaks(entry.data);
      else if (entry.kind === 'fault.injected') {
        const { fault, fault_id: id, parameters } = entry.data;
        if (fault === losesCommits) commitsLost.set(id, String(parameters['phone']));
      } else if (entry.kind === 'fault.healed') commitsLost.delete(entry.data.fault_id);
      else if (entry.kind === 'world.settled') settled = true;
      else if (entry.kind === 'handset.reinstalled') {
        for (const group of groups.values()) leaves(group, entry.data.phone);
      } else if (entry.kind === 'mls.forgotten') {
        const group = groups.get(entry.data.group_id);
        if (group) leaves(group, entry.data.phone);
      } else if (entry.kind === 'mls.commit') commits(entry.data);
    },
    finish,
    open: () =>
      [...groups.values()].reduce(
        (sum, { phones, authenticators }) => sum + phones.size + authenticators.size,
        duties.open(),
      ),
  };
}
