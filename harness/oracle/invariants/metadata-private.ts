import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer } from '../answer.ts';
import type { Fold, Invariant, OracleContext, Violation } from '../invariant.ts';
import { privateDetails } from '../private-details.ts';

/** Violations kept; one is enough. */
const maxViolations = 1000;
/** The platform's node of the network: what phones send there is its edge. */
const platform = 'platform';

/**
 * Metadata is no content: no webhook, no metadata row and nothing that a phone hands to the platform holds a text that
 * somebody typed, a number of the cast, the name of a file, or a plain hash of one of these, which anybody could try out. In
 * profile `rbm` the push itself names its user by number, as it does at its origin; there the row alone is held to that.
 */
export const metadataPrivate: Invariant = {
  id: 'metadata-private',
  title:
    'No text, number or file name, nor a hash that can be guessed, is in a webhook, a metadata row or at the platform',
  source: 'GDPR article 5(1)(c), data minimisation; the contract: pseudonyms and content hashes are keyed',
  observes: ['webhook.scheduled', 'subject.event'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: fold,
};

function fold(context: OracleContext): Fold {
  const details = privateDetails();
  const violations: Violation[] = [];
  let judged = 0;
  let pushes = 0;

  function search(where: string, { seq }: JournalEntry, messageId: unknown, bytes: Uint8Array, numbers = true): void {
    judged++;
    for (const { what, canary } of details.found(bytes, numbers)) {
      if (violations.length >= maxViolations) return;
      const message_id = typeof messageId === 'string' ? messageId : null;
      violations.push({ what: `${what} in ${where}`, message_id, canary, entries: [seq] });
    }
  }

  const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

  return {
    entry(entry) {
      if (entry.kind === 'world.started') for (const { msisdn } of entry.data.phones) details.number(msisdn);
      else if (entry.kind === 'ui.sent') details.text(entry.data.body);
      else if (entry.kind === 'webhook.scheduled') {
        const { webhook_id, message_id, event, blob } = entry.data;
        search(`the webhook ${webhook_id}`, entry, message_id, json(event));
        const push = blob === undefined ? undefined : context.blob(blob);
        if (push) {
          pushes++;
          search(`the push ${webhook_id}`, entry, message_id, push, false);
        }
      } else if (entry.kind === 'subject.event') {
        const { webhook_id, event } = entry.data;
        search(`the row of ${webhook_id}`, entry, event['message_id'] ?? event['messageId'], json(event));
      } else if (entry.kind === 'wire.sent' && entry.data.to === platform) {
        const bytes = context.blob(entry.data.blob);
        if (bytes) search(`what ${entry.data.from} sent to the platform`, entry, null, bytes);
      }
    },
    finish: () =>
      answer({
        judged,
        violations,
        nothing: 'no webhook and no metadata row was seen',
        note:
          pushes > 0
            ? 'the push of profile rbm names its user by number: rows alone were searched for numbers'
            : undefined,
      }),
    open: () => details.size() + violations.length,
  };
}
