import { createEnterprise, type Enterprise } from '../../../simulators/enterprise/enterprise.ts';
import { carrierEvent, complete } from '../../../simulators/enterprise/fixture.ts';
import { type RetrySchedule, rehearsalSchedule } from '../../../simulators/enterprise/platform/retry.ts';
import type { SignatureVersion } from '../../../simulators/enterprise/standard-webhooks/key-ring.ts';
import { aboutOf, type ToldEvent } from '../../../simulators/enterprise/told-event.ts';
import type { WebhookProfile } from '../../../simulators/enterprise/webhook-profile.ts';
import { type Clock, sleep } from '../../../simulators/kernel/clock.ts';
import { memoryBlobs } from '../../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { journal } from '../../../simulators/kernel/journal/journal.ts';
import type { JournalData, JournalKind } from '../../../simulators/kernel/journal/kinds.ts';
import { type HostResolver, network } from '../../../simulators/kernel/network.ts';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { type VirtualClock, virtualClock } from '../../../simulators/kernel/virtual-clock.ts';
import { wallClock } from '../../../simulators/kernel/wall/clock.ts';
import { socketHosts } from '../../../simulators/kernel/wall/hosts.ts';
import { subjectEdges } from '../../stage/subject-edges.ts';
import { type FaultDesk, faultDesk } from '../fault-desk.ts';

/** The real platform and the real receiver, with a fault desk between them: for the tests of webhook faults. */
export interface WebhookRig {
  readonly desk: FaultDesk;
  readonly enterprise: Enterprise;
  readonly entries: readonly JournalEntry[];
  of<K extends JournalKind>(kind: K): JournalData[K][];
  /** The carrier tells the platform of a message, which then delivers a webhook. */
  deliver(messageId: string, status?: 'sent' | 'delivered' | 'displayed'): void;
  /** Lets so much time pass, ms. */
  pass(durationMs: number): Promise<void>;
  /** Lets time pass until it is so. Fails after a minute. */
  until(condition: () => boolean): Promise<void>;
  /** Lets time pass until every webhook is acknowledged or abandoned. */
  settle(): Promise<void>;
  /** What the platform saw of each attempt, in order: a status, or the code of an error. */
  attempts(): (number | string | null)[];
  /** `message status` of every stored row, in the order of storing. */
  rows(): Promise<string[]>;
  close(): Promise<void>;
}

/** See EnterpriseOptions. Default: both kinds of signature, and the schedule of rehearsals. */
interface RigOptions {
  readonly retry?: RetrySchedule;
  readonly signatures?: readonly SignatureVersion[];
  readonly profile?: WebhookProfile;
}

interface Ground extends RigOptions {
  readonly clock: Clock;
  readonly run: <T>(promise: Promise<T>) => Promise<T>;
  readonly pass: (durationMs: number) => Promise<void>;
  readonly resolve?: HostResolver;
}

function build({ clock, run, pass, resolve, signatures, profile, retry = rehearsalSchedule }: Ground) {
  const random = seededRandom('webhook faults');
  const net = network({
    clock,
    random: random.split('network'),
    defaults: { latencyMs: 1 },
    ...(resolve && { resolve }),
  });
  const entries: JournalEntry[] = [];
  const book = journal(clock, memoryBlobs());
  book.subscribe((entry) => entries.push(entry));
  const enterprise = createEnterprise({
    clock,
    random: random.split('enterprise'),
    journal: book,
    network: net,
    retry,
    ...(signatures && { signatures }),
    ...(profile && { profile }),
  });
  const desk = faultDesk({
    clock,
    phones: new Map(),
    carriers: new Map(),
    links: net,
    subject: 'simulated',
    ...subjectEdges(net, enterprise),
    append: (kind, data) => book.append(kind, data),
  });
  const of: WebhookRig['of'] = <K extends JournalKind>(kind: K) =>
    entries.flatMap((entry) => (entry.kind === kind ? [entry.data as JournalData[K]] : []));
  async function until(condition: () => boolean): Promise<void> {
    for (let waitedMs = 0; !condition(); waitedMs += 20) {
      if (waitedMs > 60_000) throw new Error('it did not come about within a minute');
      await pass(20);
    }
  }
  const rig: Omit<WebhookRig, 'close'> = {
    desk,
    enterprise,
    entries,
    of,
    deliver: (message_id, status = 'sent') =>
      enterprise.platform.observe(carrierEvent({ message_id, status, at_ms: clock.now() })),
    pass,
    until,
    settle: () => until(() => enterprise.platform.pending() === 0),
    attempts: () => of('webhook.attempt').map(({ http_status, error }) => http_status ?? error),
    async rows() {
      const headers = { authorization: `Bearer ${enterprise.tenant.auditorToken}` };
      const answer = await run(net.fetchFrom('harness')(new Request('http://enterprise.test/events', { headers })));
      const { events } = (await run(answer.json())) as { events: { event: ToldEvent }[] };
      return events.map(({ event }) => Object.values(aboutOf(event)).join(' '));
    },
  };
  return { rig, net, enterprise };
}

export function virtualRig(options: RigOptions = {}): WebhookRig & { readonly clock: VirtualClock } {
  const clock = virtualClock(Date.UTC(2026, 10, 22, 12));
  const run: Ground['run'] = (promise) => complete(clock, promise);
  const pass = (durationMs: number): Promise<void> => clock.runFor(durationMs);
  const { rig, enterprise } = build({ clock, run, pass, ...options });
  return { ...rig, clock, close: async () => enterprise.close() };
}

/** The same over real sockets, on the machine's clock. */
export async function wallRig(options: RigOptions = {}): Promise<WebhookRig> {
  const clock = wallClock((label, error) => {
    throw new Error(label, { cause: error });
  });
  const sockets = socketHosts();
  const pass = (durationMs: number): Promise<void> => sleep(clock, durationMs);
  const { rig, net, enterprise } = build({
    clock,
    run: (promise) => promise,
    pass,
    resolve: sockets.resolve,
    ...options,
  });
  await sockets.serve(net.hosts());
  return {
    ...rig,
    async close() {
      await rig.desk.healAll();
      clock.stop();
      await sockets.close();
      enterprise.close();
    },
  };
}
