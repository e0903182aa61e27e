import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'Ana has a second device, and writes and reads on both',
  {
    feature: 'Devices',
    story: 'A paired device is let in together with the phone, shows the same, and speaks in its owner’s name',
    cast: { anaTablet: { pairedWith: 'ana' }, cy: { carrier: 'north' } },
    invariants: [...everyMessage, 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, anaTablet, step, recorded }) => {
    const everybody = [ana, anaTablet, ben, cy];
    await step('Everybody opens Messages, Ana on her phone and on her tablet', () =>
      Promise.all(everybody.map((person) => person.opensMessages())),
    );
    const group = await step('Ben creates a group with Ana and Cy, and it is encrypted', async () => {
      const title = await ben.createsGroupWith([ana, cy], 'Two screens');
      await ben.seesEncryption();
      return title;
    });
    const question = await step('Ben writes, and Ana reads it on both of hers, encrypted', async () => {
      const message = await ben.writes('Which one do you read this on?');
      for (const person of [ana, anaTablet, cy]) {
        await person.opensGroup(group);
        await person.receivesFrom(ben, message);
        await person.seesEncryption();
      }
      return message;
    });
    await step('Ana replies on her tablet: Ben and Cy read it as hers', async () => {
      const reply = await anaTablet.writes('On the big one.');
      await Promise.all([ben, cy].map((person) => person.receivesFrom(ana, reply)));
      await anaTablet.seesThat(reply, 'displayed');
    });
    await step('Ana writes on her phone, too: both are one person to Ben', async () => {
      const second = await ana.writes('And now on the small one.');
      await ben.receivesFrom(ana, second);
      await ben.seesMembers([ana, cy]);
      await ben.seesThat(question, 'displayed');
    });
    await step('The details of both phones say two devices for Ana, and one for each other', async () => {
      const [hers, his] = await Promise.all([ana.looksAtEncryptionDetails(), ben.looksAtEncryptionDetails()]);
      for (const { devices } of [hers, his]) {
        const counts = new Map(devices.map(({ msisdn, count }) => [msisdn, count]));
        assert.deepEqual(
          [ana, ben, cy].map(({ msisdn }) => counts.get(msisdn)),
          [2, 1, 1],
        );
      }
      assert.notEqual(hers.verificationCode, null);
      assert.equal(hers.verificationCode, his.verificationCode, 'they do not see the same code');
    });
    await step('Phone and tablet came in by one commit', async () => {
      const epochs = await recorded('mls.epoch');
      const [first] = epochs.filter(({ data }) => data.phone === ben.name);
      assert.deepEqual([first?.data.by, first?.data.members], ['created', 4]);
      for (const { name } of [ana, anaTablet]) {
        const [joined] = epochs.filter(({ data }) => data.phone === name);
        assert.deepEqual([joined?.data.by, joined?.data.epoch], ['joined', first?.data.epoch]);
      }
    });
  },
);
