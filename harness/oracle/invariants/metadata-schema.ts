import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import type { WebhookProfile } from '../../subject/contract/webhook-profiles.ts';
import { answer } from '../answer.ts';
import type { Fold, Invariant, Violation } from '../invariant.ts';
import { contractBreaches } from '../metadata-row.ts';

/** Violations kept; one is enough. */
const maxViolations = 1000;

/**
 * Every webhook, as it is signed, and every metadata row, as the subject gives it, has the fields of the contract, in its
 * formats, and no field beside them: one more is where a number, a name or a text gets in. Which fields these are depends on
 * the profile of the run's webhooks.
 */
export const metadataSchema: Invariant = {
  id: 'metadata-schema',
  title: "Every webhook and every metadata row has the contract's fields and no other",
  source: "The subject's contract: POST /webhooks/messages and GET /events; data minimisation, GDPR article 5(1)(c)",
  observes: ['webhook.scheduled', 'subject.event'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: () => fold(),
};

function fold(): Fold {
  const violations: Violation[] = [];
  let rows = 0;
  let webhooks = 0;
  let refused: string | undefined;
  let profile: WebhookProfile = 'standard';

  function check(what: string, { seq, data }: JournalEntry<'webhook.scheduled' | 'subject.event'>): void {
    const breaches = contractBreaches(data.event, profile);
    if (breaches.length === 0 || violations.length >= maxViolations) return;
    const id = data.event['message_id'] ?? data.event['messageId'];
    violations.push({
      what: `${what} ${data.webhook_id}: ${breaches.join('; ')}`,
      message_id: typeof id === 'string' ? id : null,
      canary: null,
      entries: [seq],
    });
  }

  return {
    entry(entry) {
      if (entry.kind === 'world.started') profile = entry.data.webhook_profile ?? profile;
      else if (entry.kind === 'webhook.scheduled') {
        webhooks++;
        check('the webhook', entry);
      } else if (entry.kind === 'subject.event') {
        rows++;
        check('the row of', entry);
      } else if (entry.kind === 'subject.error' && entry.data.operation === 'events') refused ??= entry.data.reason;
      else if (entry.kind === 'world.settled') refused = undefined; // everything is asked for again
    },
    finish: () =>
      answer({
        judged: rows + webhooks,
        violations,
        unknown: refused
          ? `the subject could not give its metadata rows: ${refused}`
          : webhooks > 0 && rows === 0
            ? 'the subject gave no metadata row'
            : undefined,
        nothing: 'no webhook and no metadata row was seen',
      }),
    open: () => violations.length,
  };
}
