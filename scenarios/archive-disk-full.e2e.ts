import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  "The archive's disk is full, and refuses what it cannot keep",
  {
    feature: 'Archive',
    story: 'An archive that cannot write says so; the phones keep what it does not take until it can',
    invariants: everyMessage,
  },
  async ({ ana, ben, step, inject, heal, advance, recorded }) => {
    await step('Ana and Ben write to each other, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      const message = await ana.writes('Is there room for one more?');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await advance('PT5S');
    });
    const full = await step('The disk is full', () => inject({ fault: 'enterprise.diskFull' }));
    const answer = await step('Ben answers, Ana reads it all the same', async () => {
      const written = await ben.writes('There is always room.');
      await ana.receives(written);
      await advance('PT10S');
      return written;
    });
    await step('Uploads and webhooks were refused with 503, and nothing of them was kept', async () => {
      const refused = (await recorded('archive.refused')).filter(({ data }) => data.http_status === 503);
      assert.ok(refused.length > 0, 'nothing was refused');
      const queued = (await recorded('handset.queued')).find(({ data }) => data.canary === answer.canary);
      const kept = (await recorded('archive.stored')).map(({ data }) => data.message_id);
      assert.ok(queued && !kept.includes(queued.data.message_id), 'a full archive kept a message');
    });
    await step('There is room again, and everything comes', async () => {
      await heal(full);
      await advance('PT20S');
      const queued = (await recorded('handset.queued')).find(({ data }) => data.canary === answer.canary);
      const kept = (await recorded('archive.stored')).filter(({ data }) => data.message_id === queued?.data.message_id);
      assert.equal(kept.length, 2, 'one record for each of the two phones');
    });
  },
);
