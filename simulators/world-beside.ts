import { createHash } from 'node:crypto';
import { createEnterprise, type Enterprise, enterpriseHost, platformHost } from './enterprise/enterprise.ts';
import { type RetrySchedule, rehearsalSchedule } from './enterprise/platform/retry.ts';
import type { WebhookProfile } from './enterprise/webhook-profile.ts';
import { type ArchivalAgent, createArchivalAgent } from './handset/agent/agent.ts';
import { memoryStorage } from './handset/agent/storage.ts';
import { canaryOf } from './kernel/canary.ts';
import type { Clock } from './kernel/clock.ts';
import type { JournalEntry } from './kernel/journal/entry.ts';
import type { Journal } from './kernel/journal/journal.ts';
import { type HostResolver, type Network, network } from './kernel/network.ts';
import { osRandomStream } from './kernel/wall/os-random.ts';

/** A phone that is not ours: all that is known of it. */
export interface OutsidePhone {
  readonly name: string;
  readonly os: 'android' | 'ios';
  readonly msisdn: string;
}

export interface WorldBesideOptions {
  readonly scenario: string;
  readonly phones: readonly OutsidePhone[];
  readonly clock: Clock;
  readonly journal: Journal;
  readonly webhookRetry?: RetrySchedule;
  /** How webhooks look on the wire; default `standard`. */
  readonly webhookProfile?: WebhookProfile;
  readonly resolve?: HostResolver;
  readonly database?: string;
}

/**
 * The enterprise that stands beside real phones. Their carriers tell it nothing: platform and agents learn of messages
 * from what the page objects typed and read. Its keys come from the operating system.
 */
export interface WorldBeside {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly network: Network;
  readonly enterprise: Enterprise;
  readonly phones: ReadonlyMap<string, OutsidePhone>;
  start(): void;
  ready(): boolean;
  quiet(): boolean;
  /** Takes notice of what a user typed or saw. Only messages that were typed here, known by their canaries, are anybody's business. */
  read(entry: JournalEntry): void;
  end(): void;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** One id for a message on both phones: they have no other in common that a screen shows. */
const messageIdOf = (canary: string): string => `Mx${digest(`message ${canary}`).toString('base64url').slice(0, 22)}`;

function conversationOf(one: string, other: string): string {
  const hex = digest(`conversation ${[one, other].sort().join(' ')}`).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function createWorldBeside(options: WorldBesideOptions): WorldBeside {
  const { scenario, clock, journal, webhookRetry = rehearsalSchedule } = options;
  const random = osRandomStream();
  const net = network({
    clock,
    random,
    defaults: { latencyMs: 0 },
    ...(options.resolve && { resolve: options.resolve }),
  });
  journal.append('world.started', {
    seed: 'operating system',
    clock: clock.kind,
    environment: options.phones.some(({ os }) => os === 'android') ? 'real-android' : 'real-iphone',
    scenario,
    phones: options.phones.map((phone) => ({ ...phone, carrier: 'its own', incarnation: 1 })),
    carriers: [],
    webhook_retry_ms: [...webhookRetry.delaysMs],
    ...(options.webhookProfile && { webhook_profile: options.webhookProfile }),
  });
  const enterprise = createEnterprise({
    clock,
    random,
    journal,
    network: net,
    retry: webhookRetry,
    ...(options.webhookProfile && { profile: options.webhookProfile }),
    ...(options.database && { database: options.database }),
  });
  const agents = new Map<string, ArchivalAgent>();
  for (const { name, msisdn } of options.phones) {
    const enrolment = {
      mode: 'escrow',
      manifests: 'signed',
      token: enterprise.tenant.enrolmentToken,
      enterpriseUrl: `http://${enterpriseHost}`,
      platformUrl: `http://${platformHost}`,
    } as const;
    const fetch = net.fetchFrom(`${name}'s agent`);
    agents.set(
      name,
      createArchivalAgent({
        clock,
        random,
        fetch,
        journal,
        phone: name,
        custodian: msisdn,
        storage: memoryStorage(),
        enrolment,
      }),
    );
  }
  const phones = new Map(options.phones.map((phone) => [phone.name, phone]));
  const enrolled = new Set<string>();
  const typed = new Set<string>();
  const captured = new Set<string>();

  function capture(phone: OutsidePhone, peer: string, direction: 'out' | 'in', body: string, canary: string): void {
    const key = `${phone.name} ${canary}`;
    if (captured.has(key)) return;
    captured.add(key);
    const message_id = messageIdOf(canary);
    agents.get(phone.name)?.captured({ message_id, direction, peer, body, sent_at_ms: clock.now(), version: 1 });
  }

  function tell(canary: string, from: string, to: string, status: 'sent' | 'delivered' | 'displayed' | 'failed'): void {
    const conversation_id = conversationOf(from, to);
    enterprise.platform.observe({
      message_id: messageIdOf(canary),
      from,
      to,
      conversation_id,
      status,
      at_ms: clock.now(),
    });
  }

  function bubble(
    phone: OutsidePhone,
    peer: string,
    shown: { direction: 'out' | 'in'; body: string; status: string | null },
  ): void {
    const canary = canaryOf(shown.body);
    if (canary === undefined || !typed.has(canary)) return; // from before, or its user's own
    if (shown.direction === 'in') {
      tell(canary, peer, phone.msisdn, 'sent');
      tell(canary, peer, phone.msisdn, 'delivered');
      capture(phone, peer, 'in', shown.body, canary);
      return;
    }
    if (shown.status === 'failed') tell(canary, phone.msisdn, peer, 'failed');
    if (shown.status !== 'sent' && shown.status !== 'delivered' && shown.status !== 'displayed') return;
    tell(canary, phone.msisdn, peer, 'sent');
    if (shown.status !== 'sent') tell(canary, phone.msisdn, peer, shown.status);
    capture(phone, peer, 'out', shown.body, canary);
  }

  return {
    clock,
    journal,
    network: net,
    enterprise,
    phones,
    start() {
      for (const [name, agent] of agents)
        clock.after(0, `${name} enrols`, () => agent.enrol().then(() => void enrolled.add(name)));
    },
    ready: () => enrolled.size === agents.size,
    quiet: () => enterprise.platform.pending() === 0 && [...agents.values()].every((agent) => agent.pending() === 0),
    read(entry) {
      if (entry.kind === 'ui.sent') typed.add(entry.data.canary);
      if (entry.kind !== 'ui.shown') return;
      const phone = phones.get(entry.data.phone);
      for (const shown of phone ? entry.data.bubbles : []) if (phone) bubble(phone, entry.data.peer, shown);
    },
    end() {
      journal.append('world.ended', {});
      for (const agent of agents.values()) agent.stop();
      enterprise.close();
    },
  };
}
