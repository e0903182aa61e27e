import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

const isTaken = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

scenario(
  'Webhooks arrive twice and in another order',
  {
    feature: 'Webhooks',
    story: 'A receiver keeps one row for each message and status, whatever arrives how often and when',
    invariants: [...everyMessage, 'webhook-idempotent'],
  },
  async ({ ana, ben, step, inject, heal, advance, recorded }) => {
    const repeated = await step('Every webhook is to arrive twice', () => inject({ fault: 'webhook.duplicate' }));
    await step('Ana writes, Ben reads it', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      const message = await ana.writes('Two tickets for Tuesday.');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ana.seesThat(message, 'displayed');
    });
    await step('Five seconds pass, and webhooks arrive once again', async () => {
      await advance('PT5S');
      await heal(repeated);
    });
    const reordered = await step('Webhooks are to overtake one another', () => inject({ fault: 'webhook.reordered' }));
    await step('Ben replies, Ana reads it', async () => {
      const answer = await ben.writes('Row 4, then.');
      await ana.receives(answer);
      await ben.seesThat(answer, 'displayed');
    });
    await step('Five seconds pass, and webhooks keep their order', async () => {
      await advance('PT5S');
      await heal(reordered);
    });
    await step('Copies were recognised, and something overtook something', async () => {
      const scheduled = (await recorded('webhook.scheduled')).map(({ data }) => data.webhook_id);
      assert.ok(scheduled.length > 0, 'no webhook was to be delivered');
      const taken = (await recorded('webhook.attempt')).filter(({ data }) => isTaken(data.http_status));
      const firsts = taken.map(({ data }) => data.webhook_id);
      assert.deepEqual([...firsts].sort(), [...scheduled].sort());
      assert.notDeepEqual(firsts, scheduled, 'they came in order: the fault did not fire');
      // Nobody sees what somebody else's receiver does with a copy.
      const received = await recorded('webhook.received');
      if (received.length > 0) assert.ok(received.some(({ data }) => data.duplicate));
    });
  },
);
