import { memoryBlobs } from '../kernel/journal/blobs.ts';
import type { JournalEntry } from '../kernel/journal/entry.ts';
import { journal } from '../kernel/journal/journal.ts';
import type { JournalKind } from '../kernel/journal/kinds.ts';
import { parseJournal } from '../kernel/journal/reader.ts';
import { network } from '../kernel/network.ts';
import { seededRandom } from '../kernel/random.ts';
import { testSeed } from '../kernel/test-seed.ts';
import { virtualClock } from '../kernel/virtual-clock.ts';
import { type Carrier, type CarrierOptions, createCarrier } from './carrier.ts';
import { type FakePhone, fakePhone } from './fake-phone.test-support.ts';
import { createInterconnect } from './interconnect.ts';
import { testAuthority } from './mls-bytes.test-support.ts';
import type { PlatformEvent } from './platform-log.ts';

export const seed = testSeed();

export const numbers = { ana: '+447700900001', ben: '+447700900002', cy: '+447700900003' } as const;

export interface SmallWorldOptions {
  readonly seed?: number;
  readonly carrier?: Pick<CarrierOptions, 'timers' | 'digest'>;
}

/** Two carriers; ana and cy are north's, ben is south's. Nobody is provisioned yet. */
export function smallWorld(options: SmallWorldOptions = {}) {
  const random = seededRandom(options.seed ?? seed);
  const crashes: unknown[] = [];
  const clock = virtualClock(Date.UTC(2026, 10, 22), (label, error) =>
    crashes.push(new Error(label, { cause: error })),
  );
  const lines: string[] = [];
  const book = journal(clock, memoryBlobs(), (line) => lines.push(line));
  const net = network({ clock, random: random.split('network') });
  const interconnect = createInterconnect(random.split('interconnect'));
  interconnect.vouch(() => testAuthority.root);
  const events: (PlatformEvent & { readonly carrier: string })[] = [];

  const carrier = (name: string, subscribers: readonly string[]): Carrier =>
    createCarrier({
      name,
      clock,
      random: random.split(`carrier ${name}`),
      network: net,
      journal: book,
      interconnect,
      subscribers,
      onEvent: (event) => events.push({ ...event, carrier: name }),
      ...options.carrier,
    });
  const north = carrier('north', [numbers.ana, numbers.cy]);
  const south = carrier('south', [numbers.ben]);
  const phone = (name: keyof typeof numbers, of: string): FakePhone =>
    fakePhone({ name, msisdn: numbers[name], carrier: of, clock, network: net, random: random.split(`phone ${name}`) });
  const more = { clock, network: net };
  const ana = phone('ana', 'north');
  const ben = phone('ben', 'south');
  const cy = phone('cy', 'north');

  return {
    clock,
    network: net,
    interconnect,
    north,
    south,
    ana,
    ben,
    cy,
    /** Another phone: a second device of ana's, ben's or cy's, or a subscriber's of its own (added here). */
    extra(name: string, carrier: 'north' | 'south', msisdn: string, imei?: string): FakePhone {
      if (interconnect.ownerOf(msisdn) === undefined) (carrier === 'north' ? north : south).addSubscriber(msisdn);
      const own = random.split(`phone ${name}`);
      return fakePhone({ name, msisdn, carrier, ...more, random: own, ...(imei === undefined ? {} : { imei }) });
    },
    events,
    crashes,
    lines,
    /** Runs virtual time until the promise is settled. */
    async settle<T>(work: Promise<T>, limitMs = 120_000): Promise<T> {
      let done = false;
      const finished = work.finally(() => {
        done = true;
      });
      finished.catch(() => {}); // reported where it is awaited, below
      const held = await clock.runUntil(() => done, limitMs);
      if (crashes.length > 0) throw crashes[0];
      if (!held) throw new Error(`not settled within ${limitMs} ms of virtual time`);
      return finished;
    },
    /** Provisions and registers these phones. */
    async online(...phones: readonly FakePhone[]): Promise<void> {
      await this.settle(Promise.all(phones.map((one) => one.provision())));
      await this.settle(Promise.all(phones.map((one) => one.register())));
    },
    /** What the journal holds of one kind; the whole of it is checked on the way. */
    entries<K extends JournalKind>(kind: K): JournalEntry<K>['data'][] {
      const all = [...parseJournal(lines.map((line) => `${line}\n`).join(''))];
      return all.filter((entry) => entry.kind === kind).map((entry) => entry.data as JournalEntry<K>['data']);
    },
  };
}

export type SmallWorld = ReturnType<typeof smallWorld>;
