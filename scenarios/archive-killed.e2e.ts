import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  "The archive's process dies after it stored a message and before it said so",
  {
    feature: 'Archive',
    story: 'What was stored and not acknowledged comes a second time, and is one record',
    invariants: everyMessage,
  },
  async ({ ana, ben, step, inject, advance, recorded }) => {
    await step('Ana and Ben are in touch, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
    });
    await step('The next write ends the process before the answer leaves; it is back ten seconds later', () =>
      inject({ fault: 'enterprise.killed', moment: 'before-answer', for: 'PT10S' }),
    );
    await step('Ana writes, Ben reads it, and nobody notices', async () => {
      const message = await ana.writes('The audit begins on Monday.');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ana.seesThat(message, 'displayed');
    });
    await step('The process is back, and both phones and the platform have tried again', () => advance('PT40S'));
    await step('Somebody got no answer, and everything was taken in the end', async () => {
      const uploads = (await recorded('archive.upload')).map(({ data }) => data.http_status);
      const deliveries = (await recorded('webhook.attempt')).map(({ data }) => data.http_status);
      assert.ok([...uploads, ...deliveries].includes(null), 'nobody noticed that the process was gone');
      assert.ok(
        uploads.some((status) => status === 200 || status === 201),
        'no upload was taken',
      );
    });
  },
);
