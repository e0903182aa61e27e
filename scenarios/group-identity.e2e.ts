import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'A group gets another name and another picture, and nobody on the way reads the name',
  {
    feature: 'Groups',
    story: 'What a group is called and looks like is as private as what is said in it',
    cast: { cy: { carrier: 'south' } },
    invariants: [...everyMessage, 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, step, recorded }) => {
    await step('Ana, Ben and Cy talk in an encrypted group', async () => {
      await Promise.all([ana, ben, cy].map((person) => person.opensMessages()));
      const title = await ana.createsGroupWith([ben, cy], 'Holidays');
      await ana.seesEncryption();
      const question = await ana.writes('Sea or mountains?');
      await Promise.all([ben, cy].map((person) => person.opensGroup(title)));
      await Promise.all([ben, cy].map((person) => person.receivesFrom(ana, question)));
    });
    const name = await step('Ben renames it, on his iPhone', () => ben.renamesRecognisably('Secret harbour'));
    await step('Everybody sees who did, and the new name', async () => {
      for (const person of [ana, ben, cy]) await person.seesNotice('renamed', { by: ben });
      for (const person of [ana, cy]) {
        await person.opensMessages();
        await person.opensGroup(name);
      }
    });
    await step('Ana changes the picture', () => ana.changesIconTo('lantern'));
    await step('Everybody sees that she did, and which it is now', async () => {
      for (const person of [ana, ben, cy]) {
        await person.seesNotice('icon-changed', { by: ana });
        await person.seesIcon('lantern');
      }
    });
    await step('Both phones have the new name and picture in their lists', () =>
      Promise.all([ana, ben].map((person) => person.opensMessages())),
    );
    await step('It is the same group: Ana writes there, and everybody reads it, encrypted', async () => {
      await Promise.all([ana, ben, cy].map((person) => person.opensGroup(name)));
      const message = await ana.writes('The harbour it is.');
      await Promise.all([ben, cy].map((person) => person.receivesFrom(ana, message)));
      await Promise.all([ana, ben, cy].map((person) => person.seesEncryption()));
    });
    await step('A name and a picture passed the carriers: every byte of it is searched for the name', async () => {
      const changes = (await recorded('carrier.group')).map(({ data }) => data.change);
      for (const what of ['subject', 'icon'] as const)
        assert.ok(changes.includes(what), `no ${what} reached a carrier`);
    });
  },
);
