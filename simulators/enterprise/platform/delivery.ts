import type { Clock, Timer } from '../../kernel/clock.ts';
import { exchange, failureCode } from '../../kernel/exchange.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { Fetch } from '../../kernel/network.ts';
import { type SigningKeys, signedHeaders } from '../standard-webhooks/signature.ts';
import { type RetrySchedule, retryAfterMs } from './retry.ts';

export interface DeliveryOptions {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly journal: Journal;
  /** Where webhooks go. */
  readonly endpoint: string;
  readonly retry: RetrySchedule;
  /** Asked at every attempt: a retry is signed with the keys of its own time. */
  readonly signing: () => SigningKeys;
}

/** Gets webhooks to one endpoint: each on its own, tried again until acknowledged or abandoned. */
export interface Delivery {
  /** Starts delivering; the first attempt is a turn of its own, now. */
  deliver(webhookId: string, body: Uint8Array<ArrayBuffer>): void;
  /** Webhooks neither acknowledged nor abandoned. */
  pending(): number;
  /** Whether the endpoint said 410 Gone: nothing more is sent to it. */
  disabled(): boolean;
  /** The endpoint's owner wants webhooks again. Those abandoned meanwhile stay abandoned. */
  enable(): void;
}

const gone = 'the endpoint is gone (410)';

interface Underway {
  readonly id: string;
  readonly body: Uint8Array<ArrayBuffer>;
  attempts: number;
  timer?: Timer;
}

export function delivery({ clock, fetch, journal, endpoint, retry, signing }: DeliveryOptions): Delivery {
  const underway = new Map<string, Underway>();
  let disabled = false;

  function abandon(webhook: Underway, reason: string): void {
    webhook.timer?.cancel();
    underway.delete(webhook.id);
    journal.append('webhook.abandoned', { webhook_id: webhook.id, attempts: webhook.attempts, reason });
  }

  function send({ id, body }: Underway): Promise<{ status: number; retryAfterMs: number }> {
    const headers = { 'content-type': 'application/json', ...signedHeaders(signing(), id, clock.now(), body) };
    return exchange(
      { clock, fetch, timeoutMs: retry.timeoutMs },
      endpoint,
      { method: 'POST', headers, body },
      async (response) => {
        // The status is the acknowledgement: a body may drip for ever, or break off.
        await response.body?.cancel().catch(() => {});
        return { status: response.status, retryAfterMs: retryAfterMs(response.headers, clock.now()) };
      },
    );
  }

  async function attempt(webhook: Underway): Promise<void> {
    webhook.attempts++;
    const number = webhook.attempts;
    const outcome = await send(webhook).then(
      ({ status, retryAfterMs }) => ({ http_status: status, error: null, retryAfterMs }),
      (error: unknown) => ({ http_status: null, error: failureCode(error), retryAfterMs: 0 }),
    );
    const { http_status, error } = outcome;
    const acknowledged = http_status !== null && http_status >= 200 && http_status < 300;
    const scheduledMs = retry.delaysMs[number - 1];
    const again = !acknowledged && http_status !== 410 && underway.has(webhook.id) && scheduledMs !== undefined;
    const next_ms = again ? Math.max(scheduledMs, outcome.retryAfterMs) : null;
    journal.append('webhook.attempt', { webhook_id: webhook.id, attempt: number, http_status, error, next_ms });
    if (acknowledged) underway.delete(webhook.id);
    else if (http_status === 410) disable();
    else if (next_ms !== null) schedule(webhook, next_ms);
    else if (underway.has(webhook.id)) abandon(webhook, 'the retry schedule is used up');
  }

  function schedule(webhook: Underway, delayMs: number): void {
    webhook.timer = clock.after(delayMs, `webhook ${webhook.id}`, () => attempt(webhook));
  }

  function disable(): void {
    disabled = true;
    for (const webhook of [...underway.values()]) abandon(webhook, gone);
  }

  return {
    deliver(id, body) {
      const webhook: Underway = { id, body, attempts: 0 };
      underway.set(id, webhook);
      if (disabled) abandon(webhook, gone);
      else schedule(webhook, 0);
    },
    pending: () => underway.size,
    disabled: () => disabled,
    enable() {
      disabled = false;
    },
  };
}
