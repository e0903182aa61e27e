import { answer } from '../answer.ts';
import type { Fold, Invariant, Violation } from '../invariant.ts';
import { rowKey } from '../metadata-row.ts';
import { recent } from '../recent.ts';

/** Webhooks of which copies and rows are counted: those seen last. */
const rememberedWebhooks = 60_000;

/** How often the receiver took one webhook. */
interface Taken {
  copies: number;
  /** Where it was taken last. */
  seq: number;
}

/** A delivery that is received more than once gives one metadata row: one a webhook, and one a message, recipient and status. */
export const webhookIdempotent: Invariant = {
  id: 'webhook-idempotent',
  title: 'A webhook that is received twice gives one metadata row',
  source: 'Standard Webhooks 1.0.0: webhook-id is the idempotency key; deliveries come at least once',
  observes: ['webhook.received', 'subject.event'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: () => fold(),
};

function fold(): Fold {
  const taken = recent<Taken>(rememberedWebhooks);
  const byWebhook = recent<number>(rememberedWebhooks);
  const byEvent = recent<{ readonly seq: number; readonly webhookId: string }>(rememberedWebhooks);
  const violations: Violation[] = [];
  /** Rows of webhooks that were received more than once: what there is to judge. */
  let judged = 0;

  return {
    entry(entry) {
      if (entry.kind === 'webhook.received') {
        const { webhook_id } = entry.data;
        taken.set(webhook_id, { copies: (taken.get(webhook_id)?.copies ?? 0) + 1, seq: entry.seq });
      } else if (entry.kind === 'subject.event') {
        const { webhook_id, event } = entry.data;
        const key = rowKey(event);
        const message_id = event['message_id'] ?? event['messageId'];
        const first = byWebhook.get(webhook_id) ?? byEvent.get(key)?.seq;
        const receipt = taken.get(webhook_id) ?? taken.get(byEvent.get(key)?.webhookId ?? '');
        if (first === undefined && (receipt?.copies ?? 0) > 1) judged++;
        if (first !== undefined) {
          violations.push({
            what: `a second row for ${key}, under ${webhook_id}`,
            message_id: typeof message_id === 'string' ? message_id : null,
            canary: null,
            entries: [...(receipt ? [receipt.seq] : []), first, entry.seq],
          });
        }
        byWebhook.set(webhook_id, first ?? entry.seq);
        byEvent.set(key, { seq: first ?? entry.seq, webhookId: webhook_id });
      }
    },
    finish: () => answer({ judged, violations, nothing: 'no webhook was received twice' }),
    open: () => taken.size() + byWebhook.size() + byEvent.size() + violations.length,
  };
}
