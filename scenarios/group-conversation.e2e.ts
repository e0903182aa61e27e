import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'Four people on both systems and both carriers write to each other in an encrypted group',
  {
    feature: 'Groups',
    story: 'Everybody in a group reads what everybody writes, encrypted, and can tell that nobody sits in between',
    cast: { cy: { carrier: 'north' }, dee: { carrier: 'south', os: 'ios' } },
    invariants: [...everyMessage, 'mls-forward-secrecy', 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, dee, step }) => {
    const everybody = [ana, ben, cy, dee];
    await step('Everybody opens Messages', () => Promise.all(everybody.map((person) => person.opensMessages())));
    const trip = await step('Ana creates a group with Ben, Cy and Dee, and it is encrypted', async () => {
      const title = await ana.createsGroupWith([ben, cy, dee], 'Night train');
      await ana.seesEncryption();
      return title;
    });
    const question = await step('Ana writes', () => ana.writes('Who has the tickets?'));
    await step('Ben, Cy and Dee find the group and read it under her name, encrypted', () =>
      Promise.all(
        [ben, cy, dee].map(async (person) => {
          await person.opensGroup(trip);
          await person.receivesFrom(ana, question);
          await person.seesEncryption();
        }),
      ),
    );
    await step('Ana sees that everybody read it', () => ana.seesThat(question, 'displayed'));
    const answers = await step('Ben, Cy and Dee reply, one after the other', async () => {
      const bens = await ben.writes('Not me.');
      await cy.receivesFrom(ben, bens);
      const cys = await cy.writes('Nor me.');
      await dee.receivesFrom(cy, cys);
      return { bens, cys, dees: await dee.writes('I have all four.') };
    });
    await step('Everybody reads every reply, in order', async () => {
      const { bens, cys, dees } = answers;
      await Promise.all([
        ana.receivesInOrder([bens, cys, dees]),
        ben.receivesInOrder([question, cys, dees]),
        cy.receivesInOrder([question, bens, dees]),
        dee.receivesInOrder([question, bens, cys]),
      ]);
    });
    await step('Ben sees that everybody read his', () => ben.seesThat(answers.bens, 'displayed'));
    await step('All four are listed, and all see the same code', async () => {
      for (const [person, others] of [
        [ana, [ben, cy, dee]],
        [ben, [ana, cy, dee]],
        [cy, [ana, ben, dee]],
        [dee, [ana, ben, cy]],
      ] as const)
        await person.seesMembers(others);
      const details = await Promise.all(everybody.map((person) => person.looksAtEncryptionDetails()));
      for (const { encrypted, words } of details) assert.ok(encrypted, `the details say "${words}"`);
      const codes = new Set(details.map(({ verificationCode }) => verificationCode));
      assert.equal(codes.size, 1, 'they do not see the same code');
      assert.ok(!codes.has(null), 'the details show no code to compare');
    });
  },
);
