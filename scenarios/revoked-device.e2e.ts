import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'Ana loses her tablet and has it revoked',
  {
    feature: 'Devices',
    story:
      'Who finds a lost device reads nothing that was written after it was reported, and everybody can tell by the code',
    cast: { anaTablet: { pairedWith: 'ana' }, cy: { carrier: 'north' } },
    invariants: [...everyMessage, 'mls-removed-cannot-read', 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, anaTablet, step, inject, advance, recorded }) => {
    const everybody = [ana, anaTablet, ben, cy];
    const devicesOfAna = (devices: readonly { readonly msisdn: string; readonly count: number }[]) =>
      devices.find(({ msisdn }) => msisdn === ana.msisdn)?.count;
    const before = await step('Ben creates a group, and Ana reads in it on her phone and on her tablet', async () => {
      await Promise.all(everybody.map((person) => person.opensMessages()));
      const title = await ben.createsGroupWith([ana, cy], 'Lost property');
      await ben.seesEncryption();
      const message = await ben.writes('Where did you have it last?');
      for (const person of [ana, anaTablet, cy]) {
        await person.opensGroup(title);
        await person.receivesFrom(ben, message);
      }
      return message;
    });
    const details = await step('The details say that she has two devices', async () => {
      const shown = await ben.looksAtEncryptionDetails();
      assert.equal(devicesOfAna(shown.devices), 2);
      return shown;
    });
    await step('Ana reports her tablet as lost', async () => {
      await inject({ fault: 'phone.deviceRevoked', phone: anaTablet.name });
      await advance('PT10S');
    });
    const after = await step('Ben and Cy write, and Ana reads it on her phone, encrypted', async () => {
      const bens = await ben.writes('The cloakroom has it.');
      await ana.receivesFrom(ben, bens);
      const cys = await cy.writes('They will keep it for you.');
      await Promise.all([ana, ben].map((person) => person.receivesFrom(cy, cys)));
      await ana.seesEncryption();
      await ben.seesThat(bens, 'displayed');
      return [bens, cys];
    });
    await step('The tablet shows what it had, and nothing more', async () => {
      const bodies = (await anaTablet.looks()).map(({ body }) => body);
      assert.deepEqual(bodies, [before.body], `it has ${after.length} messages that are not for it`);
    });
    await step('Both phones say one device for Ana, and the same code, which is a new one', async () => {
      const [hers, his] = await Promise.all([ana.looksAtEncryptionDetails(), ben.looksAtEncryptionDetails()]);
      for (const { devices, health } of [hers, his]) {
        assert.equal(devicesOfAna(devices), 1);
        assert.equal(health, 'Healthy');
      }
      assert.notEqual(his.verificationCode, null, 'the details show no code to compare');
      assert.equal(hers.verificationCode, his.verificationCode, 'they do not see the same code');
      assert.notEqual(his.verificationCode, details.verificationCode, 'the keys did not change');
    });
    await step('Its leaf was removed by a commit, and no message reached it afterwards', async () => {
      const [revoked] = await recorded('carrier.revoked');
      assert.ok(revoked, 'the carrier has heard of no lost device');
      const epochs = (await recorded('mls.epoch')).filter(({ seq, data }) => seq > revoked.seq && data.members === 3);
      assert.deepEqual(
        new Set(epochs.map(({ data }) => data.phone)),
        new Set([ana.name, ben.name, cy.name]),
        'not everybody followed the commit that removes it',
      );
      const reached = (await recorded('carrier.delivered')).filter(
        ({ seq, data }) => seq > revoked.seq && data.device === revoked.data.device,
      );
      assert.deepEqual(reached, []);
    });
  },
);
