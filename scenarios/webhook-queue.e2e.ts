import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'One push that gets no answer holds up every other one of its partner',
  {
    feature: 'Webhooks',
    story: 'A partner of RCS for Business learns late of everything, of nothing wrongly, and of each thing once',
    invariants: everyMessage,
    webhooks: 'rbm',
  },
  async ({ ana, ben, step, inject, heal, advance, recorded }) => {
    await step('Ana and Ben are in touch, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
    });
    const stalled = await step('Pushes of deliveries get no answer', () =>
      inject({ fault: 'webhook.stalled', status: 'delivered' }),
    );
    await step('Ana writes, Ben reads it and replies', async () => {
      const message = await ana.writes('Is anybody telling the office?');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ana.seesThat(message, 'displayed');
      const answer = await ben.writes('Not yet, it seems.');
      await ana.receives(answer);
    });
    await step('Ten seconds later nothing behind the first delivery has arrived', async () => {
      await advance('PT10S');
      const scheduled = (await recorded('webhook.scheduled')).map(({ data }) => data);
      const first = scheduled.findIndex(({ status }) => status === 'delivered');
      assert.ok(first >= 0 && first < scheduled.length - 1, 'nothing stands behind a delivery');
      const taken = new Set((await recorded('webhook.received')).map(({ data }) => data.webhook_id));
      assert.deepEqual(
        scheduled.slice(first).filter(({ webhook_id }) => taken.has(webhook_id)),
        [],
      );
    });
    await step('Pushes are answered again, and all arrive in the order in which they were to', async () => {
      await heal(stalled);
      await advance('PT30S');
      const scheduled = (await recorded('webhook.scheduled')).map(({ data }) => data.webhook_id);
      const taken = (await recorded('webhook.received')).filter(({ data }) => !data.duplicate);
      assert.deepEqual(
        taken.map(({ data }) => data.webhook_id),
        scheduled,
      );
    });
  },
);
