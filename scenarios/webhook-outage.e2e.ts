import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

const isTaken = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

scenario(
  'The webhook receiver is down for twenty seconds and then resets connections for ten',
  {
    feature: 'Webhooks',
    story: 'People notice nothing of it, and when the receiver is back it learns of every message, once',
    invariants: everyMessage,
  },
  async ({ ana, ben, step, inject, advance, recorded }) => {
    await step('Ana and Ben are in touch, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
    });
    await step('The receiver answers 503 and asks for twenty seconds', () =>
      inject({ fault: 'webhook.unavailable', status: 503, retryAfter: 20, for: 'PT20S' }),
    );
    await step('Ana writes, Ben reads it', async () => {
      const message = await ana.writes('The shop opens at eight.');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ana.seesThat(message, 'displayed');
    });
    await step('Twenty seconds pass', () => advance('PT20S'));
    await step('The receiver is back, and resets every connection', () =>
      inject({ fault: 'webhook.reset', for: 'PT10S' }),
    );
    await step('Ben replies, Ana reads it', async () => {
      const answer = await ben.writes('I will be there at seven.');
      await ana.receives(answer);
      await ben.seesThat(answer, 'displayed');
    });
    await step('Ten seconds pass, and the retries after them', () => advance('PT40S'));
    await step('Deliveries failed in both ways, and each came through in the end', async () => {
      const attempts = await recorded('webhook.attempt');
      const scheduled = await recorded('webhook.scheduled');
      assert.ok(scheduled.length > 0, 'no webhook was to be delivered');
      assert.ok(attempts.some(({ data }) => data.http_status === 503));
      assert.ok(attempts.some(({ data }) => data.http_status === null));
      const through = new Set(
        attempts.filter(({ data }) => isTaken(data.http_status)).map(({ data }) => data.webhook_id),
      );
      assert.deepEqual(
        scheduled.filter(({ data }) => !through.has(data.webhook_id)),
        [],
      );
    });
  },
);
