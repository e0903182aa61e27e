import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'Webhooks carry their signature in the body, and somebody changes one on its way',
  {
    feature: 'Webhooks',
    story: 'A flat event with a signature in it tells as much, and nobody can make it say anything else',
    invariants: [...everyMessage, 'webhook-idempotent'],
    webhooks: 'article',
  },
  async ({ ana, ben, step, inject, heal, advance, recorded }) => {
    await step('Ana and Ben are in touch, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
    });
    const altered = await step('Somebody changes what webhooks say', () =>
      inject({ fault: 'webhook.wrongSignature', altered: 'body' }),
    );
    const repeated = await step('And sends each one twice', () => inject({ fault: 'webhook.duplicate' }));
    await step('Ana writes, Ben reads it', async () => {
      const message = await ana.writes('The programme says eight o’clock.');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ana.seesThat(message, 'displayed');
    });
    await step('Nobody changes anything any more, then nobody repeats anything', async () => {
      await advance('PT2S');
      await heal(altered);
      await advance('PT15S');
      await heal(repeated);
      await advance('PT5S');
    });
    await step('What was changed was refused; each event is there once, in its own words', async () => {
      const tampered = await recorded('webhook.tampered');
      assert.ok(tampered.length > 0, 'nothing was changed: the fault did not fire');
      assert.ok(tampered.every(({ data }) => data.http_status === 401));
      const received = await recorded('webhook.received');
      assert.ok(received.some(({ data }) => data.duplicate));
      const told = (await recorded('webhook.scheduled')).map(({ data }) => Object.keys(data.event));
      const fields = [
        'message_id',
        'sender_hash',
        'recipient_hash',
        'timestamp',
        'status',
        'content_hash',
        'attachment_refs',
      ];
      for (const names of told) assert.deepEqual(names.toSorted(), fields.toSorted());
    });
  },
);
