import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'The KeyPackages of one member run out before a group is made',
  {
    feature: 'Groups',
    story: 'Somebody whose keys were all taken is still asked into an encrypted group, by the last resort',
    cast: { cy: { carrier: 'north' } },
    invariants: [...everyMessage, 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, step, inject, recorded }) => {
    const everybody = [ana, ben, cy];
    await step("Ben's one-time KeyPackages are all taken", () =>
      inject({ fault: 'mls.keyPackagesExhausted', phone: ben.name }),
    );
    const group = await step('Ana creates a group with Ben and Cy, and it is encrypted', async () => {
      await Promise.all(everybody.map((person) => person.opensMessages()));
      const title = await ana.createsGroupWith([ben, cy], 'Last orders');
      await ana.seesEncryption();
      return title;
    });
    const message = await step('Ana writes', () => ana.writes('Is there a table left?'));
    await step('Ben and Cy read it, encrypted', async () => {
      for (const person of [ben, cy]) {
        await person.opensGroup(group);
        await person.receivesFrom(ana, message);
        await person.seesEncryption();
      }
    });
    await step("It was Ben's last resort that Ana's phone was given, and none of Cy", async () => {
      const claimed = (await recorded('carrier.claimed')).map(({ data }) => [data.msisdn, data.last_resort]);
      assert.deepEqual(
        claimed.filter(([msisdn]) => msisdn === ben.msisdn || msisdn === cy.msisdn).toSorted(),
        [
          [ben.msisdn, true],
          [cy.msisdn, false],
        ].toSorted(),
      );
    });
    await step('Ben replies, everybody reads it', async () => {
      const reply = await ben.writes('The last one.');
      await Promise.all([ana, cy].map((person) => person.receivesFrom(ben, reply)));
      await ben.seesThat(reply, 'displayed');
    });
    await step('All three see the same code', async () => {
      const codes = await Promise.all(
        everybody.map(async (person) => (await person.looksAtEncryptionDetails()).verificationCode),
      );
      assert.ok(!codes.includes(null), 'the details show no code to compare');
      assert.equal(new Set(codes).size, 1, 'they do not see the same code');
    });
  },
);
