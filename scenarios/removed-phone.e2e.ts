import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'The phone that is removed says so, keeps its messages and closes the group',
  {
    feature: 'Groups',
    story: 'Who was removed is told by whom, loses nothing of what was said, and cannot write into the void',
    cast: { cy: { carrier: 'north' } },
    invariants: [...everyMessage, 'no-silent-downgrade', 'mls-removed-cannot-read'],
  },
  async ({ ana, ben, cy, step, recorded }) => {
    const { title, before } = await step('Ben makes a group with Ana and Cy, and they talk, encrypted', async () => {
      await Promise.all([ana, ben, cy].map((person) => person.opensMessages()));
      const title = await ben.createsGroupWith([ana, cy], 'Board meeting');
      await ben.seesEncryption();
      const question = await ben.writes('Who takes the minutes?');
      await Promise.all([ana, cy].map((person) => person.opensGroup(title)));
      await Promise.all([ana, cy].map((person) => person.receivesFrom(ben, question)));
      await ana.seesEncryption();
      const answer = await ana.writes('I did, last time.');
      await Promise.all([ben, cy].map((person) => person.receivesFrom(ana, answer)));
      await ana.seesThat(answer, 'displayed');
      return { title, before: [question, answer] };
    });
    await step('Ben removes Ana, on his iPhone', () => ben.removes(ana));
    await step("Ana's phone says by whom, and has no field to write in any more", async () => {
      await ana.seesNotice('removed', { by: ben, whom: [ana] });
      await ana.seesThatItIsClosed();
    });
    await step('Ben and Cy see it, too, and go on, encrypted', async () => {
      for (const person of [ben, cy]) await person.seesNotice('removed', { by: ben, whom: [ana] });
      await ben.seesMembers([cy]);
      const question = await ben.writes('Now we are two.');
      await cy.receivesFrom(ben, question);
      const answer = await cy.writes('I will take them.');
      await ben.receivesFrom(cy, answer);
      await ben.seesEncryption();
    });
    await step('Ana still sees what was said while she was there, and nothing else', async () => {
      assert.deepEqual(
        (await ana.looks()).map(({ direction, body, status }) => [direction, body, status]),
        [
          ['in', before[0]?.body, null],
          ['out', before[1]?.body, 'displayed'],
        ],
      );
      await ana.seesThatItIsClosed();
    });
    await step('It is the same when she opens Messages anew', async () => {
      await ana.opensMessages();
      await ana.opensGroup(title);
      await ana.seesThatItIsClosed();
      await ana.seesNotice('removed', { by: ben, whom: [ana] });
      assert.deepEqual(
        (await ana.looks()).map(({ body }) => body),
        before.map(({ body }) => body),
      );
    });
    await step('Her phone has no keys of the group any more', async () => {
      const forgotten = (await recorded('mls.forgotten')).filter(({ data }) => data.phone === ana.name);
      assert.equal(forgotten.length, 1, 'her phone did not give the group up');
    });
  },
);
