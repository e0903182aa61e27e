import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededCrypto } from '../crypto/seeded-provider.ts';
import { simulationLicence } from '../crypto/simulation-licence.ts';
import { seededRandom } from '../kernel/random.ts';
import { cipherSuite } from '../mls/engine/cipher-suite.ts';
import { createMlsEngine } from '../mls/engine/engine.ts';
import type { Group } from '../mls/engine/port.ts';
import { ana, ben, eve, good, groupId, lifetime, nowMs, seed, testMember, text } from '../mls/fixture.ts';
import { encodeAuthenticatedData } from '../mls/wire/authenticated-data.ts';
import { type Loot, loot } from './loot.ts';
import { overheard } from './overheard.ts';
import { pursuit } from './pursuit.ts';

const steps = fc.array(
  fc.record({ who: fc.constantFrom('ana', 'ben'), what: fc.constantFrom('sends', 'rotates') } as const),
  { minLength: 1, maxLength: 6 },
);

/** Ana, Ben and Eve in one group; the states of Ben and Eve are stolen, then Ana removes Eve. */
async function afterRemoval() {
  const [a, b, e] = [testMember(ana), testMember(ben), testMember(eve)];
  const [bens, eves] = [await b.bundle(), await e.bundle()];
  const alone = await a.engine.createGroup(text(groupId), a.identity, { era: 1, lifetime });
  const made = await a.engine.commit(alone, { add: [bens.message, eves.message] }, nowMs);
  const welcome = made.welcome ?? new Uint8Array(0);
  const bensGroup = good(await b.engine.join(welcome, [bens])).group;
  const evesGroup = good(await e.engine.join(welcome, [eves])).group;

  const crypto = seededCrypto(seededRandom(seed).split('thief'), simulationLicence('virtual'));
  const wire = overheard();
  const chase = pursuit(createMlsEngine(crypto), cipherSuite(2, crypto), wire);
  const steal = (from: Group, by: typeof a): Loot =>
    loot(new Map([[groupId, { group: by.engine.serialize(from), retained: [] }]]), [], chase);
  const stolen = { ben: steal(bensGroup, b), eve: steal(evesGroup, e) };

  const evesLeaf = made.group.members.find(({ uri }) => uri.endsWith(eve))?.leafIndex ?? -1;
  const removal = await a.engine.commit(made.group, { remove: [evesLeaf] }, nowMs);
  wire.listen(removal.commit);
  assert.equal((await e.engine.process(evesGroup, removal.commit)).ok, false, 'the removed member is told so');
  const members = {
    ana: { engine: a.engine, group: removal.group },
    ben: { engine: b.engine, group: good(await b.engine.process(bensGroup, removal.commit)).group },
  };
  return { members, stolen, wire };
}

test(`a removed member reads nothing that follows; a stolen state reads until its owner rotates (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const { members, stolen, wire } = await afterRemoval();
      let bensRotated = false;
      let sent = 0;
      for (const { who, what } of [...plan, { who: 'ana', what: 'sends' } as const]) {
        const [own, other] = who === 'ana' ? [members.ana, members.ben] : [members.ben, members.ana];
        if (what === 'rotates') {
          const { commit, group } = await own.engine.commit(own.group, {}, nowMs);
          wire.listen(commit);
          own.group = group;
          other.group = good(await other.engine.process(other.group, commit)).group;
          bensRotated ||= who === 'ben';
          continue;
        }
        const messageId = `Mx${sent++}`;
        const sealed = own.engine.protect(own.group, encodeAuthenticatedData({ messageId, era: 1 }), () => text('hi'));
        own.group = sealed.group;
        wire.listen(Buffer.concat([Buffer.from('MESSAGE sip:..\r\n\r\n'), sealed.message, Buffer.from('\r\n')]));
        const message = wire.ciphertext(messageId);
        assert.ok(message, 'the ciphertext was heard in its frame');
        assert.equal(await stolen.eve.reads(message), false, 'the removed member reads it');
        assert.equal(await stolen.ben.reads(message), !bensRotated, "Ben's state, stolen before");
      }
    }),
    { seed, numRuns: 15 },
  );
});
