import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'No way into the group is left but a new era',
  {
    feature: 'Healing',
    story: 'When commits from outside are used up, the same group goes on in a new era, and both phones say so',
    cast: { cy: { carrier: 'north' } },
    invariants: [...everyMessage, 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, step, inject, advance, recorded }) => {
    const everybody = [ana, ben, cy];
    const group = await step('Ana, Ben and Cy have an encrypted group', async () => {
      await Promise.all(everybody.map((person) => person.opensMessages()));
      const title = await ana.createsGroupWith([ben, cy], 'Ferry');
      await ana.seesEncryption();
      const message = await ana.writes('Last boat at nine.');
      for (const person of [ben, cy]) {
        await person.opensGroup(title);
        await person.receivesFrom(ana, message);
      }
      return title;
    });
    const before = await step('Ana looks at the era that they are in', () => ana.looksAtEncryptionDetails());
    await step('Commits from outside are used up for today', () => inject({ fault: 'mls.externalCommitQuota' }));
    await step("Messages is reinstalled on Ben's iPhone: new keys, no messages", async () => {
      await inject({ fault: 'phone.reinstalled', phone: ben.name });
      await ben.opensMessages();
    });
    const message = await step('Ana writes to keys that are gone', () => ana.writes('Make that ten.'));
    await step('Thirty seconds pass, in which nobody lets Ben in from outside', () => advance('PT30S'));
    await step('Ben finds the group and reads the message, once, encrypted', async () => {
      await ben.opensGroup(group);
      await ben.receivesFrom(ana, message);
      await ben.seesEncryption();
      assert.deepEqual(
        (await ben.looks()).map(({ body, status }) => [body, status]),
        [[message.body, null]],
      );
    });
    await step('Everybody goes on in the new era', async () => {
      const his = await ben.writes('Ten it is.');
      await Promise.all([ana, cy].map((person) => person.receivesFrom(ben, his)));
      const hers = await cy.writes('I will bring the rope.');
      await Promise.all([ana, ben].map((person) => person.receivesFrom(cy, hers)));
      await ben.seesThat(his, 'displayed');
    });
    await step('The details of both phones show the new era, Healthy, and the same code', async () => {
      const [hers, his] = await Promise.all([ana.looksAtEncryptionDetails(), ben.looksAtEncryptionDetails()]);
      assert.deepEqual([hers.epoch?.era, his.epoch?.era], [2, 2]);
      assert.equal(before.epoch?.era, 1);
      assert.deepEqual([hers.health, his.health], ['Healthy', 'Healthy']);
      assert.notEqual(hers.verificationCode, null, 'the details show no code to compare');
      assert.equal(hers.verificationCode, his.verificationCode, 'they do not see the same code');
      assert.notEqual(hers.verificationCode, before.verificationCode, 'the keys did not change');
    });
    await step('It is the same group, and Ben had tried to come in from outside before', async () => {
      const epochs = await recorded('mls.epoch');
      assert.equal(new Set(epochs.map(({ data }) => data.group_id)).size, 1);
      const refused = (await recorded('carrier.commit')).filter(({ data }) => !data.accepted);
      assert.ok(refused.length > 0, 'nobody was refused: the fault did not fire');
      for (const { data } of refused)
        assert.deepEqual([data.from, data.reason], [ben.msisdn, 'epoch-advancement-quota-reached']);
      const ways = epochs.filter(({ data }) => data.era === 2).map(({ data }) => `${data.phone} ${data.by}`);
      assert.deepEqual(ways.toSorted(), [`${ana.name} era-advance`, `${ben.name} joined`, `${cy.name} era-advance`]);
    });
  },
);
