import { webhookProfiles } from '../../../simulators/enterprise/webhook-profile.ts';
import { type Random, seededRandom } from '../../../simulators/kernel/random.ts';
import type { Fault } from '../../faults/fault.ts';
import type { OfficeAction, Plan } from '../../faults/plan/schema.ts';

/** What one world of an exploration is made of: its people, how much they do, and what may break, how often. */
export interface Mix {
  readonly world: Plan['world'];
  /** How many steps, and until when they happen, ms. */
  readonly steps: number;
  readonly untilMs: number;
  /** There in a world with a group: its first steps. Somebody who is not in it from the beginning is added. */
  readonly group?: GroupMix;
  /** What the records officer does, beside all else. */
  readonly office: readonly OfficeAction['do'][];
  /** How many messages users delete from their phones, beside all else. */
  readonly deletions: number;
  readonly weights: {
    readonly send: number;
    readonly read: number;
    readonly switch: number;
    /** Whatever is done to a group, together. */
    readonly group: number;
    /** By fault; what is not here does not happen. */
    readonly faults: ReadonlyMap<Fault, number>;
  };
}

/** A group: who makes it with whom, and whom they add. */
export interface GroupMix {
  readonly name: string;
  readonly by: string;
  readonly members: readonly string[];
  readonly added?: string;
}

const names = ['ana', 'ben', 'cid', 'dora'] as const;
/** Longer than any world has steps: what is held back is tried again after everything has healed. */
const webhookRetryMs = [1_000, 2_000, 4_000, 8_000, 10_000, 20_000, 30_000, 60_000];

/**
 * Swarm testing (Groce et al., ISSTA 2012): each world leaves most faults out and has the rest at rates of its own, so
 * that none hides behind another. Every fault has the same chance.
 */
export function swarm(seed: number, index: number, faults: readonly Fault[]): Mix {
  const random = seededRandom(seed).split(`mix ${index}`);
  const among = faults.length === 0 ? [] : [...Array(1 + random.below(4))].map(() => pick(random, faults));
  const people = random.below(5) === 0 ? 3 : 2;
  const cast = names.slice(0, people);
  const mix: Mix = {
    world: {
      phones: cast.map((name) => ({ name, os: pick(random, ['android', 'ios'] as const) })),
      carriers: random.below(3) === 0 ? ['north'] : ['north', 'south'],
      webhookRetryMs,
    },
    steps: 8 + random.below(14),
    untilMs: 30_000 + random.below(60_000),
    office: officeOf(seededRandom(seed).split(`office ${index}`)),
    deletions: Math.max(0, seededRandom(seed).split(`deletions ${index}`).below(5) - 2),
    weights: {
      send: 10,
      read: 2 + random.below(4),
      switch: random.below(3),
      group: 0,
      faults: new Map(among.map((fault) => [fault, 1 + random.below(4)])),
    },
  };
  const told = withProfile(mix, seededRandom(seed).split(`webhooks ${index}`));
  const groups = seededRandom(seed).split(`groups ${index}`);
  return groups.below(groupShare) === 0 ? withGroup(told, groups) : told;
}

/** One world in so many has webhooks of another profile than the contract's own. */
const profileShare = 5;

function withProfile(mix: Mix, random: Random): Mix {
  const others = webhookProfiles.filter((profile) => profile !== 'standard');
  if (random.below(profileShare) !== 0) return mix;
  return { ...mix, world: { ...mix.world, webhooks: { profile: pick(random, others) } } };
}

/** In every other world somebody asks for records to be erased, and now and then something keeps them. */
function officeOf(random: Random): OfficeAction['do'][] {
  if (random.below(2) === 0) return [];
  const keeping = [...Array(random.below(4))].map(() => pick(random, ['policy', 'hold', 'hold', 'release'] as const));
  return [...keeping, ...[...Array(1 + random.below(2))].map(() => 'erase' as const)];
}

/** One world in so many has a group in it; its steps cost several times those of two people. */
const groupShare = 3;

/** Three or four people, now and then a second device, and a group of at least three of them. */
function withGroup({ world, weights, ...mix }: Mix, random: Random): Mix {
  const os = (): 'android' | 'ios' => pick(random, ['android', 'ios'] as const);
  const people = names.slice(0, random.below(3) === 0 ? 4 : 3);
  const phones = people.map((name, index) => ({ name, os: world.phones[index]?.os ?? os() }));
  const owner = pick(random, people);
  const second = random.below(4) === 0 ? [{ name: `${owner}-tablet`, os: os(), pairedWith: owner }] : [];
  const by = pick(random, people);
  const others = people.filter((name) => name !== by);
  const added = others.length > 2 && random.below(2) === 0 ? pick(random, others) : undefined;
  return {
    ...mix,
    steps: Math.ceil(mix.steps / 2),
    world: { ...world, phones: [...phones, ...second] },
    group: {
      name: 'crew',
      by,
      members: others.filter((name) => name !== added),
      ...(added !== undefined && { added }),
    },
    weights: { ...weights, group: random.below(4) },
  };
}

function pick<T>(random: Random, from: readonly T[]): T {
  const picked = from[random.below(from.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}
