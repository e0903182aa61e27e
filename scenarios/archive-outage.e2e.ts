import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'The archive is away for twenty seconds, and the phones hand in together what waited',
  {
    feature: 'Archive',
    story: 'An outage costs no message, and its end no storm of requests',
    invariants: everyMessage,
  },
  async ({ ana, ben, step, inject, heal, advance, recorded }) => {
    await step('Ana and Ben are in touch, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      await ben.opensConversationWith(ana);
    });
    const outage = await step("The enterprise's process is gone", () =>
      inject({ fault: 'enterprise.killed', moment: 'at-once' }),
    );
    const written = await step('They write four messages meanwhile', async () => {
      const messages = [];
      for (const text of ['First.', 'Second.']) {
        const message = await ana.writes(text);
        await ben.receives(message);
        const answer = await ben.writes(`${text} And again.`);
        await ana.receives(answer);
        messages.push(message, answer);
      }
      await advance('PT10S');
      return messages;
    });
    await step('None of them is archived yet', async () => {
      const queued = (await recorded('handset.queued')).flatMap(({ data }) =>
        written.some(({ canary }) => canary === data.canary) ? [data.message_id] : [],
      );
      const kept = (await recorded('archive.stored')).map(({ data }) => data.message_id);
      assert.equal(queued.length, written.length);
      assert.deepEqual(
        kept.filter((id) => queued.includes(id)),
        [],
      );
    });
    await step('It is back, and within half a minute has them all from both', async () => {
      await heal(outage);
      await advance('PT30S');
      const queued = (await recorded('handset.queued')).map(({ data }) => data.message_id);
      const kept = (await recorded('archive.stored')).filter(({ data }) => queued.includes(data.message_id));
      assert.equal(kept.filter(({ data }) => !data.duplicate).length, 2 * queued.length);
    });
  },
);
