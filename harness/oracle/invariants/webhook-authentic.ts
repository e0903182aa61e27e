import { canonical, type JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import { erasedMessages } from '../erased-messages.ts';
import type { Fold, Invariant, Violation } from '../invariant.ts';
import { metadataRow } from '../metadata-row.ts';
import { recent } from '../recent.ts';

/** Webhooks whose rows are held against what was scheduled: those scheduled last. */
const rememberedWebhooks = 60_000;

/**
 * What the receiver took was signed. A metadata row is there only for a webhook that the platform scheduled, and says what
 * the platform said, but for the content hash of a text that is erased; a delivery that was changed on its way is refused.
 */
export const webhookAuthentic: Invariant = {
  id: 'webhook-authentic',
  title: 'Only what the platform signed becomes a metadata row: nothing forged, nothing changed on its way',
  source: 'Standard Webhooks 1.0.0: the receiver verifies webhook-signature over id, timestamp and body',
  observes: ['webhook.scheduled', 'subject.event'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: () => fold(),
};

function fold(): Fold {
  const scheduled = recent<{ readonly seq: number; readonly event: string; readonly bare: string }>(rememberedWebhooks);
  /** What was scheduled, whatever a subject calls it. */
  const signed = recent<true>(rememberedWebhooks);
  /** The same, as it is kept of a message whose text is erased. */
  const signedBare = recent<true>(rememberedWebhooks);
  const erased = erasedMessages();
  /** Rows that are right if their message is erased: that is known in the end. */
  const bareRows: Violation[] = [];
  const violations: Violation[] = [];
  let forgotten = false;
  let rows = 0;
  let refused = 0;
  let taken = 0;
  let unverifiable = 0;

  function row(entry: JournalEntry<'subject.event'>): void {
    if (!metadataRow(entry)) return; // it breaks the contract, which is another rule
    const { seq, data } = entry;
    const { webhook_id, event } = data;
    const origin = scheduled.get(webhook_id);
    if (!origin && forgotten) {
      unverifiable++;
      return;
    }
    rows++;
    if (signed.has(canonical(event)) && (!origin || origin.event === canonical(event))) return;
    const id = event['message_id'] ?? event['messageId'];
    const isBare = signedBare.has(canonical(event)) && (!origin || origin.bare === canonical(event));
    (isBare ? bareRows : violations).push({
      what: origin
        ? `the row of ${webhook_id} does not say what the platform signed`
        : `the platform never scheduled what the row of ${webhook_id} says`,
      message_id: typeof id === 'string' ? id : null,
      canary: null,
      entries: origin ? [origin.seq, seq] : [seq],
    });
  }

  function tampered({ seq, data }: JournalEntry<'webhook.tampered'>): void {
    const { webhook_id, what, http_status } = data;
    if (http_status === null) return; // it got nowhere
    if (http_status < 200 || http_status >= 300) {
      refused++;
      return;
    }
    taken++;
    violations.push({
      what: `a delivery${webhook_id && ` of ${webhook_id}`} whose ${what} had been changed was taken (${http_status})`,
      message_id: null,
      canary: null,
      entries: [...new Set([scheduled.get(webhook_id)?.seq ?? seq, seq])],
    });
  }

  /** Of these what was signed is missing, and no record of their message is erased. */
  function bareForNothing(): readonly Violation[] {
    const { messages, unseen } = erased.all();
    const left = bareRows.filter(({ message_id }) => message_id === null || !messages.has(message_id));
    if (!unseen) return left;
    unverifiable += left.length;
    rows -= left.length;
    return [];
  }

  return {
    entry(entry) {
      erased.entry(entry);
      if (entry.kind === 'webhook.scheduled') {
        forgotten ||= scheduled.size() === rememberedWebhooks;
        const event = canonical(entry.data.event);
        const bare = canonical(withoutHash(entry.data.event));
        scheduled.set(entry.data.webhook_id, { seq: entry.seq, event, bare });
        signed.set(event, true);
        if (bare !== event) signedBare.set(bare, true);
      } else if (entry.kind === 'subject.event') row(entry);
      else if (entry.kind === 'webhook.tampered') tampered(entry);
    },
    finish() {
      const all = [...violations, ...bareForNothing()];
      return answer({
        judged: rows + refused + taken,
        violations: all,
        nothing: 'no metadata row and no tampered delivery was seen',
        note:
          unverifiable > 0 ? `${counted(unverifiable, 'row')} of webhooks too long ago to be remembered` : undefined,
      });
    },
    open: () =>
      scheduled.size() + signed.size() + signedBare.size() + erased.size() + bareRows.length + violations.length,
  };
}

const withoutHash = (event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  'content_hash' in event ? { ...event, content_hash: null } : event;
