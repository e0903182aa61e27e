import type { WebhookProfile } from '../../simulators/enterprise/webhook-profile.ts';
import type { AttachablePhone } from '../../simulators/handset/ui/phone.ts';
import type { Clock } from '../../simulators/kernel/clock.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import type { HostResolver, Network } from '../../simulators/kernel/network.ts';
import { createWorld } from '../../simulators/world.ts';
import { createWorldBeside } from '../../simulators/world-beside.ts';
import type { FaultStage, StageFace } from '../faults/stage.ts';
import type { Subject } from '../subject/subject.ts';
import type { CastMember, ScenarioStarted, StageSettings } from './api.ts';
import { faultStage } from './fault-stage.ts';
import { faultStageBeside } from './fault-stage-beside.ts';
import type { ForeignSide } from './foreign-side.ts';
import { askAtOnce, judgedSubject } from './judged-subject.ts';
import { rehearsalCarriers } from './lobby.ts';
import { type MemberHands, memberHands } from './member-hands.ts';

/** Beside phones that are not simulated there is no world for anybody else to be in. */
export class CastRefused extends Error {
  override readonly name = 'CastRefused';
}

/** A world as a scenario uses it, whether the phones are in it or it stands beside them. */
export interface StageWorld {
  readonly network: Network;
  /** Those that are driven. */
  readonly phones: ScenarioStarted['phones'];
  /** Those without a face, by name. */
  readonly members: ReadonlyMap<string, Member>;
  readonly faults: FaultStage;
  readonly subject: Subject;
  /** Everything is simulated, the subject too: the clock may jump. */
  readonly simulated: boolean;
  start(): void;
  ready(): boolean;
  quiet(): boolean;
  /** What a user typed or saw was journaled. */
  read(entry: JournalEntry): void;
  end(): void;
}

interface Member {
  readonly facts: ScenarioStarted['members'][number];
  readonly hands: MemberHands;
}

export interface StageWorldOptions {
  readonly settings: StageSettings;
  readonly cast: readonly CastMember[];
  readonly scenario: string;
  readonly seed: number | string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly resolve: HostResolver;
  readonly database: string;
  readonly webhookProfile?: WebhookProfile;
  readonly phonesThere: ReadonlyMap<string, AttachablePhone>;
  /** The sockets of those phones. */
  readonly faces?: ReadonlyMap<string, StageFace>;
  /** Somebody else's subject in the place of ours. */
  readonly side?: ForeignSide | undefined;
}

/** @throws CastRefused for somebody beside phones that are not simulated */
export function requireCastable({ phones }: StageSettings, [somebody]: readonly CastMember[]): void {
  if (somebody === undefined || phones.every(({ simulated }) => simulated)) return;
  throw new CastRefused(
    `${somebody.name} takes part, who has no phone of the farm: that is tried on simulated phones only`,
  );
}

/** @throws Error for a pair of which only one phone is simulated: the two could not reach each other */
export function openStageWorld(options: StageWorldOptions): StageWorld {
  const { phones } = options.settings;
  if (phones.every(({ simulated }) => simulated)) return within(options);
  if (phones.some(({ simulated }) => simulated)) {
    throw new Error('a simulated phone and a real one cannot reach each other: pair phones of one kind');
  }
  return beside(options);
}

function within(options: StageWorldOptions): StageWorld {
  const { settings, cast, faces, side, ...rest } = options;
  const world = createWorld({
    ...rest,
    environment: 'simulated-phones',
    phones: [...settings.phones.map(({ name, os, msisdn }) => ({ name, os, ...(msisdn && { msisdn }) })), ...cast],
    carriers: rehearsalCarriers,
    ...(side && { foreign: side.foreign }),
  });
  side?.serveKeys(world.network);
  askAtOnce(world);
  const driven = new Set(settings.phones.map(({ name }) => name));
  const all = [...world.phones.values()].map(({ phone, name, os, msisdn }) => ({ phone, facts: { name, os, msisdn } }));
  return {
    network: world.network,
    phones: all.flatMap(({ facts }) => (driven.has(facts.name) ? [facts] : [])),
    members: new Map(
      all
        .filter(({ facts }) => !driven.has(facts.name))
        .map(({ phone, facts }) => [facts.name, { facts, hands: memberHands(phone) }]),
    ),
    faults: side ? { ...faultStage(world, faces), ...side.place } : faultStage(world, faces),
    subject: side ? side.subject : judgedSubject(world),
    simulated: side === undefined,
    start: world.start,
    ready: world.ready,
    quiet: world.quiet,
    read: () => {},
    end: world.end,
  };
}

function beside(options: StageWorldOptions): StageWorld {
  const { settings, scenario, clock, journal, resolve, database, webhookProfile } = options;
  const phones = settings.phones.map(({ name, os, msisdn }) => {
    if (msisdn === undefined) throw new Error(`the number of ${name} is not known: add msisdn to it in farm.yaml`);
    return { name, os, msisdn };
  });
  const world = createWorldBeside({
    scenario,
    phones,
    clock,
    journal,
    resolve,
    database,
    ...(webhookProfile && { webhookProfile }),
  });
  return {
    network: world.network,
    phones,
    members: new Map(),
    faults: faultStageBeside(world, settings.phones),
    subject: judgedSubject(world),
    simulated: false,
    start: world.start,
    ready: world.ready,
    quiet: world.quiet,
    read: world.read,
    end: world.end,
  };
}
