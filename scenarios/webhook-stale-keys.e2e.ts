import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'The platform changes its webhook keys, and a cache goes on giving out the old ones',
  {
    feature: 'Webhooks',
    story: 'A receiver that cannot tell whose a delivery is refuses it, and has it as soon as it sees the right keys',
    invariants: everyMessage,
    webhooks: 'rfc9421',
  },
  async ({ ana, ben, step, inject, heal, advance, recorded }) => {
    await step('Ana and Ben are in touch, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
    });
    const stale = await step('The keys are other ones now, and the receiver is shown the old', () =>
      inject({ fault: 'webhook.keysStale' }),
    );
    await step('Ana writes, Ben reads it', async () => {
      const message = await ana.writes('New locks on the stage door.');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ana.seesThat(message, 'displayed');
    });
    await step('Twelve seconds later the receiver is shown the new ones', async () => {
      await advance('PT12S');
      await heal(stale);
      await advance('PT30S');
    });
    await step('What had been refused was taken in the end', async () => {
      const refused = await recorded('webhook.refused');
      assert.ok(
        refused.some(({ data }) => data.http_status === 401),
        'nothing was refused: the fault did not fire',
      );
      const taken = new Set((await recorded('webhook.received')).map(({ data }) => data.webhook_id));
      const scheduled = await recorded('webhook.scheduled');
      assert.ok(scheduled.length >= 3, 'sent, delivered and read');
      assert.deepEqual(
        scheduled.filter(({ data }) => !taken.has(data.webhook_id)),
        [],
      );
    });
  },
);
