import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import type { Cast } from './cast.ts';
import { carrierLane, phoneLane } from './lanes.ts';
import type { Mark, Tone } from './model.ts';

interface Drawn {
  readonly draw: 'mark';
  readonly mark: Mark;
}

/** What a user did to a group, from the user's side: `adds dee`. */
export function deedWords({ did, peer, whom, name }: JournalData['ui.grouped'], cast: Cast): string {
  const people = whom.map((msisdn) => cast.name(msisdn)).join(', ');
  switch (did) {
    case 'created':
      return `makes “${peer}”`;
    case 'added':
      return `adds ${people}`;
    case 'removed':
      return `removes ${people}`;
    case 'left':
      return `leaves “${peer}”`;
    case 'renamed':
      return `calls it “${name ?? peer}”`;
    case 'icon-changed':
      return 'changes its picture';
    case 'encryption-ended':
      return 'turns encryption off';
  }
}

/** Where a group stands, by RCC.16's names; what is not here is the ordinary beginning. */
const healthWords: Readonly<Record<string, readonly [string, Tone]>> = {
  EpochAdvancementRequested: ['out of step: heals itself', 'bad'],
  EraAdvancementRequested: ['asks for a new era', 'bad'],
  OngoingEraAdvancement: ['brings all into a new era', 'plain'],
  SelfHealFailed: ['could not heal itself', 'bad'],
  DoneEndMls: ['encryption has ended', 'bad'],
};

/** Reads how groups break and heal. The same fork is said once by each phone. */
export function healingReader(cast: Cast): (entry: JournalEntry) => readonly Drawn[] {
  const forks = new Set<string>();
  const note = (lane: string, text: string, tone: Tone, message: number | null = null): Drawn[] => [
    { draw: 'mark', mark: { lane, look: 'note', lines: [text], tone, message } },
  ];
  return ({ kind, data }) => {
    switch (kind) {
      case 'mls.health': {
        const lane = phoneLane(data.phone);
        if (data.to === 'Healthy')
          return /^(Ongoing|SelfHeal)/.test(data.from) ? note(lane, 'in step again: healed', 'good') : [];
        const [text, tone] = healthWords[data.to] ?? [];
        return text === undefined || tone === undefined ? [] : note(lane, text, tone);
      }
      case 'mls.fork': {
        const key = `${data.phone} ${data.group_id} ${data.era} ${data.epoch}`;
        if (forks.has(key)) return [];
        forks.add(key);
        return note(phoneLane(data.phone), `fork: two of era ${data.era} epoch ${data.epoch}`, 'bad');
      }
      case 'mls.resent':
        return note(phoneLane(data.phone), 'sends it again', 'plain', cast.number(data.original_message_id) ?? null);
      case 'mls.forgotten':
        return note(phoneLane(data.phone), 'gives the group’s keys up', 'quiet');
      case 'carrier.caught_up':
        return data.messages === 0
          ? []
          : note(carrierLane(data.carrier), `tells ${cast.name(data.to)} what was missed`, 'quiet');
      case 'carrier.revoked':
        return note(carrierLane(data.carrier), `revokes a device of ${cast.name(data.msisdn)}`, 'bad');
      default:
        return [];
    }
  };
}
