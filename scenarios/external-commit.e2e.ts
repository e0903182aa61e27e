import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'An iPhone that lost its keys comes back into its group from outside',
  {
    feature: 'Healing',
    story: 'Who lost everything needs nobody’s help to be in the group again, and is sent again what could not be read',
    cast: { cy: { carrier: 'north' } },
    invariants: [...everyMessage, 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, step, inject, advance, recorded }) => {
    const everybody = [ana, ben, cy];
    const group = await step('Ana, Ben and Cy have an encrypted group', async () => {
      await Promise.all(everybody.map((person) => person.opensMessages()));
      const title = await cy.createsGroupWith([ana, ben], 'Harbour');
      await cy.seesEncryption();
      const message = await cy.writes('Is the ship in?');
      for (const person of [ana, ben]) {
        await person.opensGroup(title);
        await person.receivesFrom(cy, message);
      }
      return title;
    });
    const before = await step('Ana looks at the epoch that they are in', () => ana.looksAtEncryptionDetails());
    await step("Messages is reinstalled on Ben's iPhone: new keys, no messages", async () => {
      await inject({ fault: 'phone.reinstalled', phone: ben.name });
      await ben.opensMessages();
      await ben.turns('airplane', 'on');
    });
    const message = await step('Ana writes to keys that are gone, and goes off the air', async () => {
      const written = await ana.writes('It docks at six.');
      await cy.receivesFrom(ana, written);
      await ana.turns('airplane', 'on');
      return written;
    });
    await step('Ben is back on the air, and in the group: what he cannot read is shown as such', async () => {
      await ben.turns('airplane', 'off');
      await advance('PT10S');
      await ben.opensMessages();
      await ben.opensGroup(group);
      await ben.seesAnUndecryptableMessage();
      await ben.seesEncryption();
    });
    await step('Ana is back on the air: it is sent again, and Ben reads it, once', async () => {
      await ana.turns('airplane', 'off');
      await advance('PT10S');
      await ben.receivesFrom(ana, message);
      assert.deepEqual(
        (await ben.looks()).map(({ body, status }) => [body, status]),
        [[message.body, null]],
        'what could not be read is still there',
      );
    });
    await step('To Ana and Cy it is one message', async () => {
      await ana.opensMessages();
      await ana.opensGroup(group);
      await ana.seesThat(message, 'delivered');
      for (const person of [ana, cy])
        assert.equal((await person.looks()).filter(({ body }) => body === message.body).length, 1);
    });
    await step('Ben replies, everybody reads it', async () => {
      const reply = await ben.writes('Then I will be there at six.');
      await Promise.all([ana, cy].map((person) => person.receivesFrom(ben, reply)));
      await ben.seesThat(reply, 'displayed');
    });
    await step('The details on both phones say Healthy, and the same code, one epoch further', async () => {
      const [hers, his] = await Promise.all([ana.looksAtEncryptionDetails(), ben.looksAtEncryptionDetails()]);
      assert.deepEqual([hers.health, his.health], ['Healthy', 'Healthy']);
      assert.deepEqual(his.epoch, hers.epoch);
      assert.deepEqual([hers.epoch?.era, Number(hers.epoch?.epoch)], [1, Number(before.epoch?.epoch) + 1]);
      assert.notEqual(hers.verificationCode, null, 'the details show no code to compare');
      assert.equal(hers.verificationCode, his.verificationCode, 'they do not see the same code');
    });
    await step('He came by an external commit, and the message was sent again once, as the same', async () => {
      const followed = (await recorded('mls.epoch')).filter(({ data }) => data.by === 'external-commit');
      assert.deepEqual(followed.map(({ data }) => data.phone).toSorted(), [ana.name, cy.name]);
      const resent = await recorded('mls.resent');
      assert.deepEqual(
        resent.map(({ data }) => [data.phone, data.count]),
        [[ana.name, 1]],
      );
      const queued = (await recorded('handset.queued')).find(({ data }) => data.canary === message.canary);
      assert.equal(resent[0]?.data.original_message_id, queued?.data.message_id);
    });
  },
);
