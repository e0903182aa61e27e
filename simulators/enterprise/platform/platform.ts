import type { Clock, Timer } from '../../kernel/clock.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { Fetch } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import { answerProblems } from '../http/answer-problems.ts';
import { type HashKey, keyedHash } from '../keyed-hash.ts';
import type { MessageEvent } from '../message-event.ts';
import type { WebhookKeyRing } from '../standard-webhooks/key-ring.ts';
import type { Ed25519VerifyingKey } from '../standard-webhooks/keys.ts';
import type { WebhookProfile } from '../webhook-profile.ts';
import type { AlertLimits } from './alerts.ts';
import { type PlatformAppOptions, platformApp } from './app.ts';
import { boundedMap } from './bounded-map.ts';
import type { CarrierEvent } from './carrier-event.ts';
import { contentHashes } from './content-hashes.ts';
import { delivery } from './delivery.ts';
import type { RetrySchedule } from './retry.ts';
import { advance, type StatusTimes } from './status-times.ts';
import { wireFormat } from './wire/formats.ts';
import type { Numbers } from './wire/wire-format.ts';

export interface PlatformOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** As seen from the platform. */
  readonly fetch: Fetch;
  readonly journal: Journal;
  readonly tenant: string;
  readonly keys: {
    readonly identifier: HashKey;
    readonly webhooks: WebhookKeyRing;
    readonly deviceTokens: Ed25519VerifyingKey;
    /** What whoever runs the platform shows at its edge. */
    readonly operatorToken: string;
    /** Profile `rbm`: signs, and is known to the endpoint. */
    readonly clientToken: string;
  };
  /** Whose a device token is, where the subject gives tokens of its own kind. Default: those signed with `deviceTokens`. */
  readonly identify?: PlatformAppOptions['identify'];
  /** How webhooks look on the wire; default `standard`. */
  readonly profile?: WebhookProfile;
  readonly retry: RetrySchedule;
  /** The receiver's URL. */
  readonly endpoint: string;
  /**
   * How long a webhook waits for its content hash where an enrolled endpoint is a party, ms; default 2000. Where none
   * is, nothing waits: there will be no hash.
   */
  readonly contentHashWaitMs?: number;
  /** Messages whose times and hashes are remembered; older ones are forgotten first. Default 50,000. */
  readonly messagesKept?: number;
  /** Webhooks of which the delivery log knows: the last ones. Default 10,000. */
  readonly deliveriesKept?: number;
  readonly alertLimits?: AlertLimits;
}

/**
 * The messaging platform: hears from carriers what happened to messages and tells the enterprise, metadata first.
 * One webhook a (message, recipient, status); a second report of the same is passed over.
 */
export interface Platform {
  /** Serves the platform's own edge. */
  readonly app: Fetch;
  observe(event: CarrierEvent): void;
  /** Webhooks waiting for a hash, or neither acknowledged nor abandoned. */
  pending(): number;
  /** Whether the endpoint said 410 Gone, and how to take it up again. */
  disabled(): boolean;
  enable(): void;
  /** Sends everything again that was given up. Returns how much that is. */
  replayDead(): number;
}

/** How long receivers may keep the key set, s: an hour, which a rotation's overlap must outlast. */
const keySetMaxAgeS = 3600;

interface Held {
  readonly hash: () => string | null;
  readonly release: (contentHash: string | null) => void;
  readonly timer: Timer;
}

export function createPlatform(options: PlatformOptions): Platform {
  const { clock, random, journal, keys, contentHashWaitMs = 2000, messagesKept = 50_000 } = options;
  const messages = boundedMap<Map<string, StatusTimes>>(messagesKept);
  const hashes = contentHashes(messagesKept);
  const enrolled = new Set<string>();
  const held = new Map<string, Held[]>();
  const format = wireFormat(options);
  const webhooks = delivery({ ...options, format });

  function schedule(event: MessageEvent, numbers: Numbers): void {
    const { message_id, recipient_hash, status } = event;
    const own = random.split(`${message_id} ${recipient_hash} ${status}`);
    const { webhookId, event: told, content } = format.compose(event, numbers, own);
    const blob = options.profile === 'rbm' ? { blob: journal.blobs.put(content) } : {};
    const about = { message_id, status };
    journal.append('webhook.scheduled', {
      webhook_id: webhookId,
      ...about,
      recipient_hash,
      event: { ...told },
      ...blob,
    });
    webhooks.deliver(webhookId, about, content);
  }

  /** Holds a webhook back until its hash is there, or for so long. */
  function hold(messageId: string, hash: Held['hash'], release: Held['release']): void {
    const waiting = held.get(messageId) ?? [];
    held.set(messageId, waiting);
    const timer = clock.after(contentHashWaitMs, 'platform content hash', () => letGo(messageId, one));
    const one: Held = { hash, release, timer };
    waiting.push(one);
  }

  function letGo(messageId: string, one: Held): void {
    const left = (held.get(messageId) ?? []).filter((other) => other !== one);
    if (left.length > 0) held.set(messageId, left);
    else held.delete(messageId);
    one.timer.cancel();
    one.release(one.hash());
  }

  const app = platformApp({
    tenant: options.tenant,
    deviceTokenKey: keys.deviceTokens,
    identify: options.identify,
    published: keys.webhooks.published,
    operatorToken: keys.operatorToken,
    webhooks,
    keySetMaxAgeS,
    announced: ({ custodian_hash }) => void enrolled.add(custodian_hash),
    claimed({ custodian_hash }, { message_id, version, content_hash }) {
      enrolled.add(custodian_hash);
      const agreed = hashes.claim(message_id, custodian_hash, { version, contentHash: content_hash });
      for (const one of held.get(message_id) ?? []) if (one.hash() !== null) letGo(message_id, one);
      return agreed;
    },
  });
  answerProblems(app, ({ problem, status, detail }) => {
    journal.append('archive.refused', { http_status: status, reason: `platform: ${problem}: ${detail}` });
  });

  return {
    app: async (request) => app.fetch(request),
    observe(event) {
      const sender_hash = keyedHash(keys.identifier, 'msisdn', event.from);
      const recipient_hash = keyedHash(keys.identifier, 'msisdn', event.to);
      const recipients = messages.ensure(event.message_id, () => new Map());
      const times = recipients.get(recipient_hash) ?? { seen: new Set() };
      recipients.set(recipient_hash, times);
      const stamped = advance(times, event);
      if (!stamped) return;
      const release = (content_hash: string | null): void =>
        schedule(
          {
            message_id: event.message_id,
            sender_hash,
            recipient_hash,
            conversation_hash: keyedHash(keys.identifier, 'conversation', event.conversation_id),
            ...stamped,
            content_hash,
            attachment_refs: [],
          },
          event,
        );
      const hash = (): string | null => hashes.find(event.message_id, sender_hash, recipient_hash);
      const known = hash();
      const willCome = enrolled.has(sender_hash) || enrolled.has(recipient_hash);
      if (known === null && willCome && contentHashWaitMs > 0) hold(event.message_id, hash, release);
      else release(known);
    },
    pending: () => webhooks.pending() + [...held.values()].reduce((sum, waiting) => sum + waiting.length, 0),
    disabled: webhooks.disabled,
    enable: webhooks.enable,
    replayDead: () => webhooks.replayAll({ state: 'dead' }),
  };
}
