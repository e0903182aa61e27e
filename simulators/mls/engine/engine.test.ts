import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, base64, ben, eve, good, groupId, nowMs, testMember, testPair, text } from '../fixture.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import type { Group } from './port.ts';
import { retire } from './retire.ts';

const said = (group: Group): string => base64(group.epochAuthenticator);

for (const suite of [1, 2] as const) {
  test(`suite ${suite}: a pair agrees, talks, rotates keys both ways and talks on`, async () => {
    const pair = await testPair(suite);
    let { group, otherGroup } = pair;
    assert.equal(said(group), said(otherGroup));
    assert.equal(group.era, 1);
    assert.deepEqual(
      group.members.map(({ uri }) => uri),
      [`tel:${ana}`, `tel:${ben}`],
    );
    for (let round = 0; round < 4; round++) {
      const sent = pair.one.engine.protect(group, text('aad'), (generation) => text(`${round} ${generation}`));
      group = sent.group;
      const read = good(pair.other.engine.unprotect(otherGroup.messages, sent.message));
      assert.deepEqual(
        [read.sender.uri, Buffer.from(read.plaintext).toString(), read.generation],
        [`tel:${ana}`, `${round} 0`, 0],
      );
      otherGroup = { ...otherGroup, messages: read.epoch };

      if (round % 2 === 0) {
        const staged = await pair.one.engine.commit(group, {}, nowMs);
        assert.equal(staged.welcome, undefined);
        otherGroup = good(await pair.other.engine.process(otherGroup, staged.commit)).group;
        group = staged.group;
      } else {
        const staged = await pair.other.engine.commit(otherGroup, {}, nowMs);
        group = good(await pair.one.engine.process(group, staged.commit)).group;
        otherGroup = staged.group;
      }
      assert.equal(said(group), said(otherGroup));
      assert.equal(group.epoch, BigInt(round + 2));
    }
  });
}

test('members are added and removed; who is removed cannot follow', async () => {
  const pair = await testPair();
  const third = testMember(eve);
  const bundle = await third.bundle();
  const grown = await pair.one.engine.commit(pair.group, { add: [bundle.message] }, nowMs);
  const thirdGroup = good(await third.engine.join(grown.welcome ?? new Uint8Array(0), [bundle])).group;
  const otherGroup = good(await pair.other.engine.process(pair.otherGroup, grown.commit)).group;
  assert.deepEqual([said(grown.group), said(otherGroup)], [said(thirdGroup), said(thirdGroup)]);

  const shrunk = await pair.one.engine.commit(grown.group, { remove: [2] }, nowMs);
  const remaining = good(await pair.other.engine.process(otherGroup, shrunk.commit)).group;
  assert.equal(said(shrunk.group), said(remaining));
  assert.equal(remaining.members.length, 2);
  const gone = await third.engine.process(thirdGroup, shrunk.commit);
  assert.equal(!gone.ok && gone.problem, 'removed');
  const later = pair.one.engine.protect(shrunk.group, text(''), () => text('without eve'));
  assert.ok(!third.engine.unprotect(thirdGroup.messages, later.message).ok);
});

test('a staged commit that is dropped leaves the group as it was', async () => {
  const pair = await testPair();
  const before = pair.one.engine.serialize(pair.group);
  await pair.one.engine.commit(pair.group, {}, nowMs);
  assert.deepEqual(pair.one.engine.serialize(pair.group), before);
  const sent = pair.one.engine.protect(pair.group, text('a'), () => text('still here'));
  assert.ok(pair.other.engine.unprotect(pair.otherGroup.messages, sent.message).ok);
});

test('a group comes back from bytes with everything it could do', async () => {
  const pair = await testPair();
  const messages = [0, 1, 2].map(() => text('m'));
  let group = pair.group;
  const sealed = messages.map((message) => {
    const sent = pair.one.engine.protect(group, text('a'), () => message);
    group = sent.group;
    return sent.message;
  });
  const late = good(pair.other.engine.unprotect(pair.otherGroup.messages, sealed[2] ?? text('')));
  const bytes = pair.other.engine.serialize({ ...pair.otherGroup, messages: late.epoch });
  const restored = pair.other.engine.deserialize(bytes);
  assert.deepEqual(pair.other.engine.serialize(restored), bytes);
  assert.ok(pair.other.engine.unprotect(restored.messages, sealed[0] ?? text('')).ok, 'a skipped key survives');
  const staged = await pair.one.engine.commit(group, {}, nowMs);
  assert.equal(said(good(await pair.other.engine.process(restored, staged.commit)).group), said(staged.group));
  for (const cut of [0, 1, 10, bytes.length - 1]) {
    assert.throws(() => pair.other.engine.deserialize(bytes.subarray(0, cut)), { name: 'MlsUsageError' });
  }
});

test('a retired epoch reads what is late and sends nothing', async () => {
  const pair = await testPair();
  const sent = pair.one.engine.protect(pair.group, text('a'), () => text('late'));
  const past = retire(pair.otherGroup.messages);
  assert.ok(pair.other.engine.unprotect(past, sent.message).ok);
  assert.throws(() => pair.other.engine.protect({ ...pair.otherGroup, messages: past }, text(''), () => text('')), {
    name: 'MlsUsageError',
  });
});

test('commits are refused for the reason that is theirs', async () => {
  const pair = await testPair();
  const { engine } = pair.other;
  const problem = async (group: Group, bytes: Uint8Array): Promise<string> => {
    const result = await engine.process(group, bytes);
    return result.ok ? 'accepted' : result.problem;
  };
  const staged = await pair.one.engine.commit(pair.group, {}, nowMs);
  const own = await engine.commit(pair.otherGroup, {}, nowMs);
  const after = good(await engine.process(pair.otherGroup, staged.commit)).group;
  assert.equal(await problem(after, staged.commit), 'past-epoch');
  const next = await pair.one.engine.commit(staged.group, {}, nowMs);
  assert.equal(await problem(pair.otherGroup, next.commit), 'future-epoch');
  assert.equal(await problem(pair.otherGroup, own.commit), 'own-message');
  assert.equal(await problem(pair.otherGroup, pair.welcome), 'wrong-kind');
  assert.equal(await problem(pair.otherGroup, text('')), 'malformed');
  const elsewhere = await testPair(2, 'another');
  const foreign = await elsewhere.one.engine.commit(elsewhere.group, {}, nowMs);
  assert.equal(await problem(pair.otherGroup, foreign.commit), 'wrong-group');
  const changed = Uint8Array.from(staged.commit);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  assert.equal(await problem(pair.otherGroup, changed), 'not-authentic');
});

test('a KeyPackage is added within its lifetime only, and only for this suite', async () => {
  const pair = await testPair();
  const add = (message: Uint8Array, at: number) => pair.one.engine.commit(pair.group, { add: [message] }, at);
  const third = await testMember(eve).bundle();
  const day = 86_400_000;
  await assert.rejects(add(third.message, nowMs - day), /outside its lifetime/);
  await assert.rejects(add(third.message, nowMs + 77 * day), /outside its lifetime/);
  await add(third.message, nowMs + 75 * day);
  await assert.rejects(add((await testMember(eve, 1).bundle()).message, nowMs), /cipher suite 1/);
  await assert.rejects(add(pair.welcome, nowMs), /cannot be read/);
  const forged = Uint8Array.from(third.message);
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
  await assert.rejects(add(forged, nowMs), /the commit cannot be made/);
  await assert.rejects(add((await pair.other.bundle()).message, nowMs), /already in the group/);
});

test('a GroupInfo carries external_pub as RFC 9420 writes it: a struct with a length of its own', async () => {
  const pair = await testPair();
  const info = parseMlsMessage(await pair.one.engine.groupInfo(pair.group));
  assert.ok(info.ok && info.value.wireFormat === 'group-info');
  assert.equal(info.value.groupContext.era, 1);
  assert.equal(Buffer.from(info.value.groupContext.groupId).toString(), groupId);
  const externalPub = info.value.extensions.find(({ type }) => type === 4);
  assert.equal(Buffer.from(externalPub?.data.subarray(0, 3) ?? []).toString('hex'), '404104');
  assert.equal(externalPub?.data.length, 67);
});
