import type { Clock, Timer } from '../../kernel/clock.ts';
import { exchange, failureCode } from '../../kernel/exchange.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { Fetch } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import type { About } from '../told-event.ts';
import { type AlertLimits, type Alerts, alerts as alertsOf } from './alerts.ts';
import { type DeliveryFilter, type DeliveryLog, deliveryLog } from './delivery-log.ts';
import { type RetrySchedule, retryAfterMs } from './retry.ts';
import type { WireFormat } from './wire/wire-format.ts';

export interface DeliveryOptions {
  readonly clock: Clock;
  /** Draws jitter and the secrets of handshakes. */
  readonly random: Random;
  readonly fetch: Fetch;
  readonly journal: Journal;
  /** Where webhooks go. */
  readonly endpoint: string;
  readonly retry: RetrySchedule;
  /** Asked at every attempt: a retry is signed with the keys of its own time. */
  readonly format: WireFormat;
  /** Webhooks of which the log knows: the last ones. Default 10,000. */
  readonly deliveriesKept?: number;
  readonly alertLimits?: AlertLimits;
}

/** Gets webhooks to one endpoint, each tried again until acknowledged or abandoned; on its own, or in its turn. */
export interface Delivery {
  /** Starts delivering; the first attempt is a turn of its own, now. */
  deliver(webhookId: string, about: About, content: Uint8Array<ArrayBuffer>): void;
  /**
   * Sends again what was acknowledged or abandoned, under the same id and with the whole schedule. False when the log has
   * forgotten it, or it is under way.
   */
  replay(webhookId: string): boolean;
  /** Sends again what the log has of that kind, a hundred a second. Returns how many. */
  replayAll(filter: DeliveryFilter): number;
  /** Webhooks neither acknowledged nor abandoned. */
  pending(): number;
  readonly log: DeliveryLog;
  readonly alerts: Alerts;
  /** Whether the endpoint said 410 Gone: nothing more is sent to it. */
  disabled(): boolean;
  /** The endpoint's owner wants webhooks again. Those abandoned meanwhile stay abandoned until they are replayed. */
  enable(): void;
}

const gone = 'the endpoint is gone (410)';
/** Between the deliveries that are replayed at once: an endpoint that has just come back is not to fall over them. */
const replayGapMs = 10;

interface Underway {
  readonly id: string;
  readonly content: Uint8Array<ArrayBuffer>;
  /** In its life, and before its schedule began anew. */
  attempts: number;
  readonly before: number;
  /** When its schedule began, ms. */
  readonly sinceMs: number;
  timer?: Timer;
}

interface Outcome {
  readonly http_status: number | null;
  readonly error: string | null;
  readonly retryAfterMs: number;
}

export function delivery(options: DeliveryOptions): Delivery {
  const { clock, random, fetch, journal, endpoint, retry, format, deliveriesKept = 10_000 } = options;
  const { keptMs = Number.POSITIVE_INFINITY } = retry;
  const underway = new Map<string, Underway>();
  const log = deliveryLog(deliveriesKept);
  const alerts = alertsOf(clock, journal, options.alertLimits);
  let disabled = false;
  /** How often it was enabled: an answer to what was sent before says nothing of the endpoint now. */
  let enabled = 0;
  let trusted = format.handshake === undefined;
  let handshakes = 0;

  function abandon(webhook: Underway, reason: string): void {
    end(webhook, 'dead');
    journal.append('webhook.abandoned', { webhook_id: webhook.id, attempts: webhook.attempts, reason });
  }

  function end(webhook: Underway, state: 'acknowledged' | 'dead'): void {
    webhook.timer?.cancel();
    underway.delete(webhook.id);
    log.ended(webhook.id, state);
    const [head] = underway.values();
    if (format.queue === 'partner' && head && !head.timer) schedule(head, 0);
  }

  /**
   * Asks whether the endpoint is the one that was configured, until it is; what is in the way, if anything.
   * @throws TypeError with a coded cause, as `fetch` does
   */
  async function shakeHands(): Promise<Outcome | undefined> {
    if (trusted || !format.handshake) return undefined;
    handshakes++;
    const secret = Buffer.from(random.split(`handshake ${handshakes}`).bytes(16)).toString('hex');
    const { http_status, verified, headers } = await format.handshake(fetch, secret);
    journal.append('webhook.handshake', { http_status, verified });
    trusted = verified;
    if (verified) return undefined;
    // Of a refusal in so many words the status counts: 410 here is the same 410. Any other answer is not the endpoint's.
    const told = format.acknowledges(http_status) ? null : http_status;
    return { http_status: told, error: 'handshake refused', retryAfterMs: retryAfterMs(headers, clock.now()) };
  }

  async function send({ id, content, attempts }: Underway): Promise<Outcome> {
    const refused = await shakeHands();
    if (refused) return refused;
    const request = format.request({ webhookId: id, content, number: attempts, atMs: clock.now() });
    return exchange(
      { clock, fetch, timeoutMs: retry.timeoutMs },
      endpoint,
      { method: 'POST', ...request },
      async (response) => {
        // The status is the acknowledgement: a body may drip for ever, or break off.
        await response.body?.cancel().catch(() => {});
        const { status, headers } = response;
        return { http_status: status, error: null, retryAfterMs: retryAfterMs(headers, clock.now()) };
      },
    );
  }

  async function attempt(webhook: Underway): Promise<void> {
    webhook.attempts++;
    const { id, attempts: number } = webhook;
    const begun = enabled;
    const outcome = await send(webhook).catch(
      (error: unknown): Outcome => ({ http_status: null, error: failureCode(error), retryAfterMs: 0 }),
    );
    const { http_status, error } = outcome;
    const acknowledged = http_status !== null && format.acknowledges(http_status);
    const scheduledMs = retry.delaysMs[number - webhook.before - 1];
    const isGone = http_status === 410 && begun === enabled;
    const again = !acknowledged && !isGone && underway.get(id) === webhook && scheduledMs !== undefined;
    const delayMs = again ? Math.max(jittered(webhook, scheduledMs), outcome.retryAfterMs) : null;
    const tooOld = delayMs !== null && clock.now() + delayMs > webhook.sinceMs + keptMs;
    const next_ms = tooOld ? null : delayMs;
    journal.append('webhook.attempt', { webhook_id: id, attempt: number, http_status, error, next_ms });
    log.attempted(id, { attempt: number, atMs: clock.now(), http_status, error, next_ms });
    if (acknowledged) alerts.succeeded();
    else alerts.failed();
    if (isGone) disable();
    else if (underway.get(id) !== webhook) return;
    else if (acknowledged) end(webhook, 'acknowledged');
    else if (next_ms !== null) schedule(webhook, next_ms);
    else {
      abandon(webhook, tooOld ? 'it is too old to be tried again' : 'the retry schedule is used up');
      alerts.deadLettered(id);
    }
  }

  /** Longer by a part that is drawn, a whole number of ms. */
  function jittered({ id, attempts }: Underway, delayMs: number): number {
    const { jitter = 0 } = retry;
    if (jitter === 0) return delayMs;
    return delayMs + Math.floor(random.split(`jitter ${id} ${attempts}`).fraction() * jitter * delayMs);
  }

  function schedule(webhook: Underway, delayMs: number): void {
    webhook.timer = clock.after(delayMs, `webhook ${webhook.id}`, () => attempt(webhook));
  }

  function disable(): void {
    if (disabled) return;
    disabled = true;
    alerts.disabled();
    const all = [...underway.values()];
    for (const { timer } of all) timer?.cancel();
    underway.clear();
    for (const webhook of all) abandon(webhook, gone);
  }

  function start(webhook: Underway, delayMs = 0): void {
    underway.set(webhook.id, webhook);
    const [head] = underway.values();
    if (disabled) abandon(webhook, gone);
    else if (format.queue === 'each' || head === webhook) schedule(webhook, delayMs);
  }

  function replay(webhookId: string, delayMs = 0): boolean {
    const logged = log.find(webhookId);
    if (!logged || disabled || underway.has(webhookId)) return false;
    const { content, attempts } = logged;
    log.replayed(webhookId);
    journal.append('webhook.replayed', { webhook_id: webhookId, attempts });
    start({ id: webhookId, content, attempts, before: attempts, sinceMs: clock.now() }, delayMs);
    return true;
  }

  function replayAll(filter: DeliveryFilter): number {
    let replayed = 0;
    for (const { webhookId } of log.list(filter, 0, deliveriesKept))
      if (replay(webhookId, replayed * replayGapMs)) replayed++;
    return replayed;
  }

  return {
    log,
    alerts,
    replay: (webhookId) => replay(webhookId),
    replayAll,
    deliver(id, about, content) {
      log.scheduled(id, about, content, clock.now());
      start({ id, content, attempts: 0, before: 0, sinceMs: clock.now() });
    },
    pending: () => underway.size,
    disabled: () => disabled,
    enable() {
      disabled = false;
      enabled++;
    },
  };
}
