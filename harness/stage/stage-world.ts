import type { AttachablePhone } from '../../simulators/handset/ui/phone.ts';
import type { Clock } from '../../simulators/kernel/clock.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import type { HostResolver, Network } from '../../simulators/kernel/network.ts';
import { createWorld } from '../../simulators/world.ts';
import { createWorldBeside } from '../../simulators/world-beside.ts';
import type { FaultStage, StageFace } from '../faults/stage.ts';
import type { Subject } from '../subject/subject.ts';
import type { StageSettings } from './api.ts';
import { faultStage } from './fault-stage.ts';
import { faultStageBeside } from './fault-stage-beside.ts';
import { judgedSubject } from './judged-subject.ts';
import { rehearsalCarriers } from './lobby.ts';

/** A world as a scenario uses it, whether the phones are in it or it stands beside them. */
export interface StageWorld {
  readonly network: Network;
  readonly phones: readonly { readonly name: string; readonly os: 'android' | 'ios'; readonly msisdn: string }[];
  readonly faults: FaultStage;
  readonly subject: Subject;
  /** Everything is simulated: the clock may jump. */
  readonly simulated: boolean;
  start(): void;
  ready(): boolean;
  quiet(): boolean;
  /** What a user typed or saw was journaled. */
  read(entry: JournalEntry): void;
  end(): void;
}

export interface StageWorldOptions {
  readonly settings: StageSettings;
  readonly scenario: string;
  readonly seed: number | string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly resolve: HostResolver;
  readonly database: string;
  readonly phonesThere: ReadonlyMap<string, AttachablePhone>;
  /** The sockets of those phones. */
  readonly faces?: ReadonlyMap<string, StageFace>;
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
  const { settings, faces, ...rest } = options;
  const world = createWorld({
    ...rest,
    environment: 'simulated-phones',
    phones: settings.phones.map(({ name, os, msisdn }) => ({ name, os, ...(msisdn && { msisdn }) })),
    carriers: rehearsalCarriers,
  });
  return {
    network: world.network,
    phones: [...world.phones.values()].map(({ name, os, msisdn }) => ({ name, os, msisdn })),
    faults: faultStage(world, faces),
    subject: judgedSubject(world),
    simulated: true,
    start: world.start,
    ready: world.ready,
    quiet: world.quiet,
    read: () => {},
    end: world.end,
  };
}

function beside(options: StageWorldOptions): StageWorld {
  const { settings, scenario, clock, journal, resolve, database } = options;
  const phones = settings.phones.map(({ name, os, msisdn }) => {
    if (msisdn === undefined) throw new Error(`the number of ${name} is not known: add msisdn to it in farm.yaml`);
    return { name, os, msisdn };
  });
  const world = createWorldBeside({ scenario, phones, clock, journal, resolve, database });
  return {
    network: world.network,
    phones,
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
