import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'Ana and Ben change the keys of their group in the same instant',
  {
    feature: 'Healing',
    story: 'Of two changes at once the carrier takes one; who was refused follows and tries again, and nothing is lost',
    cast: { cy: { carrier: 'north' } },
    invariants: [...everyMessage, 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, step, inject, advance, recorded }) => {
    const everybody = [ana, ben, cy];
    await step('Ana, Ben and Cy have an encrypted group', async () => {
      await Promise.all(everybody.map((person) => person.opensMessages()));
      const title = await ana.createsGroupWith([ben, cy], 'Relay');
      await ana.seesEncryption();
      const message = await ana.writes('Ready?');
      for (const person of [ben, cy]) {
        await person.opensGroup(title);
        await person.receivesFrom(ana, message);
      }
    });
    const before = await step('Ana looks at the epoch that they are in', () => ana.looksAtEncryptionDetails());
    await step('The phones of Ana and Ben rotate their keys at once', () =>
      inject({ fault: 'mls.concurrentCommits', phone: ana.name, peer: ben.name }),
    );
    await step('Both write at once, and everybody reads both', async () => {
      const [hers, his] = await Promise.all([ana.writes('Go!'), ben.writes('Going!')]);
      await Promise.all([
        ana.receivesFrom(ben, his),
        ben.receivesFrom(ana, hers),
        cy.receivesFrom(ana, hers),
        cy.receivesFrom(ben, his),
      ]);
      await Promise.all([ana.seesThat(hers, 'displayed'), ben.seesThat(his, 'displayed')]);
    });
    await step('One of the two was refused, for its epoch had passed', async () => {
      const injected = (await recorded('fault.injected')).find(({ data }) => data.fault === 'mls.concurrentCommits');
      assert.ok(injected, 'the fault was not recorded');
      const commits = (await recorded('carrier.commit')).filter(({ seq }) => seq > injected.seq);
      const rivals = commits.filter(({ data }) => String(data.epoch) === before.epoch?.epoch);
      assert.deepEqual(
        rivals.map(({ data }) => [data.accepted, data.reason]),
        [
          [true, null],
          [false, 'incorrect-epoch'],
        ],
      );
      assert.notEqual(rivals[0]?.data.from, rivals[1]?.data.from, 'both commits were of one phone');
    });
    await step('Ten seconds later all three stand in the same epoch, with one code, and it is a new one', async () => {
      await advance('PT10S');
      const details = await Promise.all(everybody.map((person) => person.looksAtEncryptionDetails()));
      for (const { health, epoch, verificationCode } of details) {
        assert.equal(health, 'Healthy');
        assert.deepEqual(epoch, details[0]?.epoch);
        assert.notEqual(verificationCode, null, 'the details show no code to compare');
        assert.equal(verificationCode, details[0]?.verificationCode, 'they do not see the same code');
      }
      assert.equal(details[0]?.epoch?.era, before.epoch?.era, 'the group was made anew');
      assert.notEqual(details[0]?.verificationCode, before.verificationCode, 'the keys did not change');
    });
  },
);
