import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Random, seededRandom } from '../../kernel/random.ts';
import { good, lifetime, nowMs, seed, type TestMember, testMember, text } from '../fixture.ts';
import type { Group } from './port.ts';

/** A group as all its members hold it, by leaf index of each. */
interface Everyone {
  readonly members: Map<string, { readonly member: TestMember; group: Group }>;
  made: number;
}

const said = (group: Group): string =>
  `${group.epoch} ${Buffer.from(group.epochAuthenticator).toString('hex')} ${group.members.map(({ uri }) => uri)}`;

function pick<T>(random: Random, of: readonly T[]): T {
  const found = of[random.below(of.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

function newMember(everyone: Everyone): TestMember {
  everyone.made += 1;
  return testMember(`+4477009${String(10_000 + everyone.made)}`);
}

/** Everybody but `from` applies the commit; those whom it removes are told so. Then all agree. */
async function apply(everyone: Everyone, from: string, commit: Uint8Array, next: Group): Promise<void> {
  const uris = new Set(next.members.map(({ uri }) => uri));
  for (const [uri, held] of everyone.members) {
    if (uri === from) {
      held.group = next;
      continue;
    }
    const result = await held.member.engine.process(held.group, commit);
    if (result.ok) held.group = result.group;
    else {
      assert.equal(result.problem, 'removed', result.detail);
      assert.ok(!uris.has(uri));
      everyone.members.delete(uri);
    }
  }
  for (const { group } of everyone.members.values()) assert.equal(said(group), said(next));
}

/** One random commit: a rotation, several added and removed, a leaver, a resync from outside, or a new subject. */
async function step(random: Random, everyone: Everyone): Promise<string> {
  const uris = [...everyone.members.keys()];
  const by = pick(random, uris);
  const held = everyone.members.get(by);
  assert.ok(held);
  const { member, group } = held;
  const others = group.members.filter(({ uri }) => uri !== by);
  switch (random.below(6)) {
    case 0: {
      const staged = await member.engine.commit(group, {}, nowMs);
      await apply(everyone, by, staged.commit, staged.group);
      return 'rotation';
    }
    case 1:
    case 2: {
      const newcomers = Array.from({ length: random.below(3) + 1 }, () => newMember(everyone));
      const bundles = await Promise.all(newcomers.map((newcomer) => newcomer.bundle()));
      const remove = others.filter(() => random.below(4) === 0).map(({ leafIndex }) => leafIndex);
      const add = bundles.map(({ message }) => message);
      const staged = await member.engine.commit(group, { add, remove }, nowMs);
      await apply(everyone, by, staged.commit, staged.group);
      for (const newcomer of newcomers) {
        const joined = good(
          await newcomer.engine.join(
            staged.welcome ?? text(''),
            bundles.filter((_, index) => newcomers[index] === newcomer),
          ),
        );
        assert.equal(said(joined.group), said(staged.group));
        everyone.members.set(newcomer.identity.uri, { member: newcomer, group: joined.group });
      }
      return 'membership';
    }
    case 3: {
      const leaver = others.length > 1 ? everyone.members.get(pick(random, others).uri) : undefined;
      if (!leaver) return 'nothing';
      const proposal = await leaver.member.engine.propose(leaver.group, { selfRemove: true });
      for (const each of everyone.members.values()) {
        each.group = good(await each.member.engine.receiveProposal(each.group, proposal)).group;
      }
      const staged = await member.engine.commit(held.group, { proposals: [proposal] }, nowMs);
      await apply(everyone, by, staged.commit, staged.group);
      return 'leaving';
    }
    case 4: {
      if (others.length === 0) return 'nothing';
      everyone.made += 1;
      const again = testMember(by.slice('tel:'.length), 2, `${by} again ${everyone.made}`);
      const info = await member.engine.groupInfo(group);
      const options = { lifetime, resync: [group.ownLeaf] };
      const joined = good(await again.engine.joinExternally(info, again.identity, options, nowMs));
      everyone.members.set(by, { member: again, group: joined.group });
      await apply(everyone, by, joined.commit, joined.group);
      return 'resync';
    }
    default: {
      const extensions = [{ type: 0xf005, data: random.bytes(8) }];
      const staged = await member.engine.commit(group, { extensions }, nowMs);
      await apply(everyone, by, staged.commit, staged.group);
      return 'subject';
    }
  }
}

test('whatever members do to a group, all who are in it agree, and who is out is told', async () => {
  const random = seededRandom(seed).split('groups of many');
  const seen = new Set<string>();
  for (let run = 0; run < 4; run++) {
    const everyone: Everyone = { members: new Map(), made: run * 1000 };
    const first = newMember(everyone);
    const group = await first.engine.createGroup(text('many'), first.identity, { era: 1, lifetime });
    everyone.members.set(first.identity.uri, { member: first, group });
    for (let made = 0; made < 14; made++) seen.add(await step(random, everyone));
  }
  for (const what of ['rotation', 'membership', 'leaving', 'resync', 'subject']) assert.ok(seen.has(what), what);
});
