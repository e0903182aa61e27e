import type { Migration } from '../migrations.ts';

/** Webhooks of other profiles than the contract's: what they told, as JSON. */
export const webhookProfiles: Migration = {
  name: '0007-webhook-profiles',
  statements: () => ['ALTER TABLE events ADD COLUMN told TEXT'],
};
