import { type Adversary, createAdversary } from './adversary/adversary.ts';
import { type Carrier, createCarrier } from './carrier/carrier.ts';
import { createInterconnect } from './carrier/interconnect.ts';
import { type CastPhone, cast, type PhoneConfig } from './cast.ts';
import { type SimulatedEnvironment, simulationLicence } from './crypto/simulation-licence.ts';
import { createEnterprise, type Enterprise, enterpriseHost, platformHost } from './enterprise/enterprise.ts';
import { createForeignEnterprise, type ForeignSubject } from './enterprise/foreign-enterprise.ts';
import { type RetrySchedule, rehearsalSchedule } from './enterprise/platform/retry.ts';
import type { WebhookProfile } from './enterprise/webhook-profile.ts';
import { type ArchivalAgent, createArchivalAgent } from './handset/agent/agent.ts';
import { phoneCapture } from './handset/agent/phone-capture.ts';
import { memoryStorage, type PhoneStorage } from './handset/agent/storage.ts';
import { createHandset, type Handset } from './handset/handset.ts';
import { type AttachablePhone, createPhone } from './handset/ui/phone.ts';
import type { Clock } from './kernel/clock.ts';
import type { Journal } from './kernel/journal/journal.ts';
import { withoutCredentials } from './kernel/journal/redact.ts';
import { type HostResolver, type LinkConditions, type Network, network } from './kernel/network.ts';
import { seededRandom } from './kernel/random.ts';
import { createMlsClient } from './mls/client/create-client.ts';
import { threeDaysMs } from './mls/client/retained-epochs.ts';
import { watchedClient } from './watched-client.ts';

export interface WorldOptions {
  readonly seed: number | string;
  /** What is tried, for the journal. */
  readonly scenario: string;
  readonly environment: SimulatedEnvironment;
  readonly phones: readonly PhoneConfig[];
  readonly carriers: readonly string[];
  readonly clock: Clock;
  readonly journal: Journal;
  /** What links are like before anything is done to them. */
  readonly links?: Partial<LinkConditions>;
  readonly webhookRetry?: RetrySchedule;
  /** How webhooks look on the wire; default `standard`. */
  readonly webhookProfile?: WebhookProfile;
  /** Wall clock: HTTP over real sockets. */
  readonly resolve?: HostResolver;
  /** Wall clock: the archive's file. */
  readonly database?: string;
  /** Wall clock: phones that are there already, to put the new handsets behind. */
  readonly phonesThere?: ReadonlyMap<string, AttachablePhone>;
  /** Wall clock: somebody else's archive and webhook receiver in the place of ours. */
  readonly foreign?: ForeignSubject;
  /** Whether Android's messaging app tells archivers the ids of messages; real ones do not. Default: known. */
  readonly messageIds?: 'known' | 'unknown';
  /** Whether somebody listens, breaks into phones and tries to read what must not be read. Default: true. */
  readonly adversary?: boolean;
}

/** A phone of a world: its screens, and what is behind them. */
export interface WorldPhone extends CastPhone {
  readonly phone: AttachablePhone;
  readonly handset: Handset;
  /** On every subscriber's first device. */
  readonly agent?: ArchivalAgent;
  /** What the agent keeps its queue in. */
  readonly storage: PhoneStorage;
}

/** Phones, carriers and an enterprise on one network, clock and journal, drawn from one seed. */
export interface World {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly network: Network;
  readonly phones: ReadonlyMap<string, WorldPhone>;
  readonly carriers: ReadonlyMap<string, Carrier>;
  readonly enterprise: Enterprise;
  /** Turns the phones on and enrols them. */
  start(): void;
  /** Every phone is connected and its agent enrolled. */
  ready(): boolean;
  /** Nothing waits to be sent, delivered, opened, archived or told. */
  quiet(): boolean;
  /** Journals the end and stops every party. */
  end(): void;
}

export function createWorld(options: WorldOptions): World {
  const {
    seed,
    scenario,
    environment,
    clock,
    journal,
    carriers: carrierNames,
    webhookRetry = rehearsalSchedule,
  } = options;
  const licence = simulationLicence(environment);
  const random = seededRandom(seed);
  const people = cast(options.phones, carrierNames);
  const net = network({
    clock,
    random: random.split('network'),
    ...(options.links && { defaults: options.links }),
    ...(options.resolve && { resolve: options.resolve }),
  });
  journal.append('world.started', {
    seed,
    clock: clock.kind,
    environment: options.foreign ? 'foreign-subject' : environment,
    scenario,
    phones: people.map(({ name, os, msisdn, carrier, pairedWith }) => ({
      name,
      os,
      msisdn,
      carrier,
      incarnation: 1,
      ...(pairedWith !== undefined && { paired_with: pairedWith }),
    })),
    carriers: [...carrierNames],
    webhook_retry_ms: [...webhookRetry.delaysMs],
    ...(options.webhookProfile && { webhook_profile: options.webhookProfile }),
  });
  const adversary: Adversary | undefined =
    options.adversary === false
      ? undefined
      : createAdversary({
          random: random.split('adversary'),
          licence,
          clock,
          retentionMs: threeDaysMs,
          record: (attempt) => void journal.append('adversary.attempt', attempt),
        });
  journal.subscribe(({ kind, data }) => {
    if (kind === 'mls.epoch') adversary?.moved(data);
    else if (kind === 'mls.keypackages') adversary?.published(data.phone);
    else if (kind === 'carrier.group') adversary?.rostered(data);
    else if (kind === 'world.settled') adversary?.lastLook();
  });
  const names = new Set(people.map(({ name }) => name));
  net.observe(({ from, to, channel, summary, bytes }) => {
    if (channel === 'signalling') adversary?.listen(bytes);
    if (!names.has(from)) return; // what phones let out is what others could read
    journal.append('wire.sent', {
      from,
      to,
      channel,
      summary,
      bytes: bytes.length,
      blob: journal.blobs.put(withoutCredentials(bytes)),
    });
  });

  const parts = { clock, journal, network: net, retry: webhookRetry };
  const enterprise = options.foreign
    ? createForeignEnterprise({ ...parts, foreign: options.foreign })
    : createEnterprise({
        ...parts,
        random: random.split('enterprise'),
        ...(options.webhookProfile && { profile: options.webhookProfile }),
        ...(options.database && { database: options.database }),
      });
  const interconnect = createInterconnect(random.split('interconnect'));
  const carriers = new Map(
    carrierNames.map((name) => {
      const subscribers = people
        .filter(({ carrier, pairedWith }) => carrier === name && pairedWith === undefined)
        .map(({ msisdn }) => msisdn);
      const carrier = createCarrier({
        name,
        clock,
        random: random.split(`carrier ${name}`),
        network: net,
        journal,
        interconnect,
        subscribers,
        onEvent: (event) => enterprise.platform.observe(event),
      });
      return [name, carrier];
    }),
  );

  const enrolled = new Set<string>();
  const phones = new Map(people.map((person) => [person.name, putTogether(person)]));

  function putTogether(person: CastPhone): WorldPhone {
    const { name, os, msisdn, carrier } = person;
    const own = random.split(`phone ${name}`);
    const storage = memoryStorage();
    const agent = person.pairedWith === undefined ? agentOf(person, storage) : undefined;
    const handset = createHandset({
      clock,
      random: own,
      journal,
      network: net,
      name,
      os,
      msisdn,
      carrier,
      contacts: new Map(
        people.filter((other) => other.msisdn !== msisdn).map((other) => [other.msisdn, other.contactName]),
      ),
      createMls(incarnation, ofInstallation, ownClock, imei) {
        const client = createMlsClient({
          phone: name,
          msisdn,
          device: imei,
          incarnation,
          random: ofInstallation,
          licence,
          clock: ownClock,
          record: journal.append,
        });
        const watch = adversary?.installed(name, incarnation, client);
        return watch ? watchedClient(client, watch) : client;
      },
      ...(people.some((other) => other.name !== name && other.msisdn === msisdn) && { paired: true }),
      ...(agent && {
        agent,
        capture: (ownClock: Clock) =>
          phoneCapture(os, {
            ...{ clock: ownClock, random: own, journal, phone: name, msisdn, storage, agent },
            ...(options.messageIds && { messageIds: options.messageIds }),
          }),
      }),
    });
    const there = options.phonesThere?.get(name);
    if (there) there.attach(handset);
    return { ...person, handset, ...(agent && { agent }), storage, phone: there ?? createPhone(handset) };
  }

  function agentOf({ name, msisdn }: CastPhone, storage: PhoneStorage): ArchivalAgent {
    return createArchivalAgent({
      clock,
      random: options.foreign?.random ?? random.split(`phone ${name}`).split('agent'),
      fetch: net.fetchFrom(name),
      journal,
      phone: name,
      custodian: msisdn,
      storage,
      enrolment: {
        mode: 'escrow',
        manifests: 'signed',
        token: enterprise.tenant.enrolmentToken,
        enterpriseUrl: `http://${enterpriseHost}`,
        platformUrl: `http://${platformHost}`,
      },
    });
  }

  return {
    clock,
    journal,
    network: net,
    phones,
    carriers,
    enterprise,
    start() {
      for (const { name, handset, agent } of phones.values()) {
        handset.start();
        if (agent) clock.after(0, `${name} enrols`, () => agent.enrol().then(() => void enrolled.add(name)));
      }
    },
    ready: () =>
      [...phones.values()].every(
        ({ name, handset, agent }) => handset.rcs.state === 'connected' && (agent === undefined || enrolled.has(name)),
      ),
    quiet: () =>
      [...phones.values()].every(({ handset }) => handset.quiet()) &&
      [...carriers.values()].every((carrier) => carrier.waiting() === 0) &&
      enterprise.platform.pending() === 0,
    end() {
      journal.append('world.ended', {});
      for (const { handset, agent } of phones.values()) {
        agent?.stop();
        handset.stop();
      }
      enterprise.close();
    },
  };
}
