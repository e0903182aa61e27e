import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'A group forks: Ana and Ben were told different things of the same epoch',
  {
    feature: 'Healing',
    story: 'Two halves of a group that cannot read each other are noticed, named, and become one again',
    cast: { cy: { carrier: 'north' }, dee: { carrier: 'south', os: 'ios' } },
    invariants: [...everyMessage, 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, dee, step, inject, advance, recorded }) => {
    const everybody = [ana, ben, cy, dee];
    await step('Ana, Ben, Cy and Dee have an encrypted group', async () => {
      await Promise.all(everybody.map((person) => person.opensMessages()));
      const title = await ana.createsGroupWith([ben, cy, dee], 'Crossroads');
      await ana.seesEncryption();
      const message = await ana.writes('Left or right?');
      for (const person of [ben, cy, dee]) {
        await person.opensGroup(title);
        await person.receivesFrom(ana, message);
      }
    });
    await step('Ana and Ben commit at once, and the carrier tells both that theirs was taken', () =>
      inject({ fault: 'mls.fork', phone: ana.name, peer: ben.name }),
    );
    const written = await step('Ana writes in one half, and Ben in the other, and thirty seconds pass', async () => {
      const hers = await ana.writes('Left.');
      const his = await ben.writes('Right.');
      await advance('PT30S');
      return { hers, his };
    });
    await step('Everybody reads both in the end, encrypted', async () => {
      const { hers, his } = written;
      await Promise.all([
        ana.receivesFrom(ben, his),
        ben.receivesFrom(ana, hers),
        ...[cy, dee].flatMap((person) => [person.receivesFrom(ana, hers), person.receivesFrom(ben, his)]),
      ]);
      await Promise.all(everybody.map((person) => person.seesEncryption()));
      await Promise.all([ana.seesThat(hers, 'displayed'), ben.seesThat(his, 'displayed')]);
    });
    await step('There had been two epochs of one number, with different secrets, and it was named', async () => {
      const forks = await recorded('mls.fork');
      assert.ok(forks.length > 0, 'nobody noticed the fork');
      for (const { data } of forks) {
        assert.notEqual(data.ours, data.theirs);
        const branches = (await recorded('mls.epoch')).filter(
          (entry) => entry.data.epoch === data.epoch && entry.data.by === 'own-commit',
        );
        assert.deepEqual(branches.map((entry) => entry.data.phone).toSorted(), [ana.name, ben.name]);
        assert.deepEqual(
          branches.map((entry) => entry.data.epoch_authenticator).toSorted(),
          [data.ours, data.theirs].toSorted(),
        );
      }
    });
    await step('Ten seconds later everybody is Healthy, in the same epoch, with the same code', async () => {
      await advance('PT10S');
      const details = await Promise.all(everybody.map((person) => person.looksAtEncryptionDetails()));
      for (const { health, epoch, verificationCode } of details) {
        assert.equal(health, 'Healthy');
        assert.deepEqual(epoch, details[0]?.epoch);
        assert.notEqual(verificationCode, null, 'the details show no code to compare');
        assert.equal(verificationCode, details[0]?.verificationCode, 'they do not see the same code');
      }
    });
    await step('Dee writes, everybody reads it', async () => {
      const message = await dee.writes('Straight on, then.');
      await Promise.all([ana, ben, cy].map((person) => person.receivesFrom(dee, message)));
    });
  },
);
