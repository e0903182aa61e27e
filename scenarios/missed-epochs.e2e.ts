import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'An iPhone in airplane mode misses two key rotations of its group and what was written after each',
  {
    feature: 'Healing',
    story: 'Who was away while the keys of a group changed follows, reads everything in order, and needs no repair',
    cast: { cy: { carrier: 'north' }, dee: { carrier: 'south', os: 'ios' } },
    invariants: [...everyMessage, 'mls-forward-secrecy', 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, dee, step, inject, advance, recorded }) => {
    const group = await step('Ana, Ben, Cy and Dee have an encrypted group', async () => {
      await Promise.all([ana, ben, cy, dee].map((person) => person.opensMessages()));
      const title = await ana.createsGroupWith([ben, cy, dee], 'Flight 12');
      await ana.seesEncryption();
      const message = await ana.writes('Boarding now?');
      for (const person of [ben, cy, dee]) {
        await person.opensGroup(title);
        await person.receivesFrom(ana, message);
      }
      return title;
    });
    const before = await step('Ben looks at the epoch that his iPhone is in', () => ben.looksAtEncryptionDetails());
    await step('Ben takes off, and nobody keeps for him what becomes of the keys', async () => {
      await ben.turns('airplane', 'on');
      await inject({ fault: 'mls.commitLost', phone: ben.name });
    });
    const hers = await step("Ana's phone rotates its keys, and she writes two messages that Cy reads", async () => {
      await inject({ fault: 'mls.rotateKeys', phone: ana.name });
      const written = [await ana.writes('The gate has changed.'), await ana.writes('It is 12 now.')];
      await cy.receivesInOrder(written);
      return written;
    });
    const cys = await step("Cy's phone rotates its keys, too, and Cy writes, which Ana reads", async () => {
      await inject({ fault: 'mls.rotateKeys', phone: cy.name });
      const written = await cy.writes('I see the plane.');
      await ana.receivesFrom(cy, written);
      return written;
    });
    await step('Ana sees that hers were sent, and no more than that: not everybody has them', async () => {
      for (const message of hers) await ana.seesThat(message, 'sent');
      const bodies = new Set(hers.map(({ body }) => body));
      const statuses = (await ana.looks()).filter(({ body }) => bodies.has(body)).map(({ status }) => status);
      assert.deepEqual(statuses, ['sent', 'sent']);
    });
    await step('Ben lands, in the Settings of his iPhone, and ten seconds pass', async () => {
      await ben.turns('airplane', 'off');
      await advance('PT10S');
    });
    await step('Ben reads all three, in order and under their names, encrypted', async () => {
      await ben.opensMessages();
      await ben.opensGroup(group);
      await ben.receivesInOrder([...hers, cys]);
      for (const message of hers) await ben.receivesFrom(ana, message);
      await ben.receivesFrom(cy, cys);
      await ben.seesEncryption();
      assert.deepEqual(
        (await ben.looks()).filter(({ status }) => status === 'undecryptable' || status === 'failed'),
        [],
      );
    });
    await step('Ben replies, everybody reads it', async () => {
      const reply = await ben.writes('Landed. I am two epochs wiser.');
      await Promise.all([ana, cy, dee].map((person) => person.receivesFrom(ben, reply)));
      await ben.seesThat(reply, 'displayed');
    });
    await step('The details on both phones say Healthy, and the same epoch and code', async () => {
      const [anas, bens] = await Promise.all([ana.looksAtEncryptionDetails(), ben.looksAtEncryptionDetails()]);
      assert.deepEqual([anas.health, bens.health], ['Healthy', 'Healthy']);
      assert.deepEqual(bens.epoch, anas.epoch);
      assert.equal(bens.epoch?.era, before.epoch?.era, 'the group was made anew');
      assert.equal(Number(bens.epoch?.epoch), Number(before.epoch?.epoch) + 2, 'it is not two epochs further');
      assert.notEqual(bens.verificationCode, null);
      assert.equal(bens.verificationCode, anas.verificationCode, 'they do not see the same code');
      assert.notEqual(bens.verificationCode, before.verificationCode, 'the keys did not change');
    });
    await step('His iPhone had asked for both commits, and followed one by one: it did not come in anew', async () => {
      const caughtUp = (await recorded('carrier.caught_up')).filter(({ data }) => data.to === ben.msisdn);
      assert.deepEqual(
        caughtUp.map(({ data }) => data.messages),
        [2],
      );
      const steps = (await recorded('mls.epoch')).filter(({ data }) => data.phone === ben.name);
      const missed = steps.filter(({ data }) => BigInt(data.epoch) > BigInt(before.epoch?.epoch ?? 0));
      assert.deepEqual(
        missed.map(({ data }) => data.by),
        ['commit', 'commit'],
      );
      const health = (await recorded('mls.health')).filter(({ data }) => data.phone === ben.name);
      assert.deepEqual(
        health.map(({ data }) => data.to),
        ['Healthy', 'EpochAdvancementRequested', 'OngoingEpochAdvancement', 'Healthy'],
      );
    });
  },
);
