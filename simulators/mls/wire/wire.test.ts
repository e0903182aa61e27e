import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, groupId, nowMs, testMember, testPair, text } from '../fixture.ts';
import { groupIdBytes, groupIdText } from './group-id.ts';
import { parseKeyPackage } from './key-package.ts';
import { parseMlsMessage } from './mls-message.ts';
import { reader } from './reader.ts';
import { parsed } from './result.ts';
import { lengthHeader, opaque, uint16, uint32, uint64 } from './writer.ts';

const value = <T>(result: { ok: true; value: T } | { ok: false; error: { problem: string; detail: string } }): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.error.problem}: ${result.error.detail}`);
};
const problem = (bytes: Uint8Array): string => {
  const result = parseMlsMessage(bytes);
  return result.ok ? 'fine' : result.error.problem;
};

test('numbers and vectors read back as they were written', () => {
  for (const length of [0, 1, 63, 64, 65, 16383, 16384, 70000]) {
    const from = reader(Buffer.concat([opaque(new Uint8Array(length).fill(7)), Uint8Array.of(9)]));
    assert.equal(from.opaque('field').length, length);
    assert.equal(from.uint8('after'), 9);
    from.end('all');
  }
  const from = reader(Buffer.concat([uint16(0xfffe), uint32(0xfffffffe), uint64(2n ** 64n - 2n)]));
  assert.deepEqual([from.uint16('a'), from.uint32('b'), from.uint64('c')], [0xfffe, 0xfffffffe, 2n ** 64n - 2n]);
  assert.throws(() => lengthHeader(2 ** 30), RangeError);
});

test('a length written in more bytes than it needs is malformed (RFC 9420 section 2.1.2)', () => {
  const read = (header: number[]) => {
    const result = parsed(() => reader(Uint8Array.from([...header, ...new Uint8Array(100)])).opaque('field'));
    return result.ok ? 'fine' : result.error.problem;
  };
  assert.equal(read([0x40, 0x3f]), 'non-minimal-length');
  assert.equal(read([0x40, 0x40]), 'fine');
  assert.equal(read([0x80, 0, 0, 1]), 'non-minimal-length');
  assert.equal(read([0x80, 0, 0x3f, 0xff]), 'non-minimal-length');
  assert.equal(read([0x80, 0, 0x40, 0]), 'truncated');
  assert.equal(read([0xc0, 0, 0, 0, 0, 0, 0, 1]), 'unknown-value');
});

test('what the engine writes reads as what it is', async () => {
  const pair = await testPair();
  const commit = value(parseMlsMessage(pair.commit));
  assert.ok(commit.wireFormat === 'public-message' && commit.content.type === 'commit');
  assert.deepEqual(commit.sender, { type: 'member', leafIndex: 0 });
  assert.equal(commit.epoch, 0n);
  assert.equal(groupIdText(commit.groupId), groupId);
  assert.equal(commit.membershipTag?.length, 32);
  assert.equal(commit.content.confirmationTag.length, 32);
  assert.deepEqual(
    commit.content.commit.proposals.map(({ type }) => type),
    ['add'],
  );
  assert.equal(commit.content.commit.path, undefined);

  const rotation = value(parseMlsMessage((await pair.one.engine.commit(pair.group, {}, nowMs)).commit));
  assert.ok(rotation.wireFormat === 'public-message' && rotation.content.type === 'commit');
  assert.deepEqual(rotation.content.commit.proposals, []);
  assert.equal(rotation.content.commit.path?.nodes, 1);
  assert.equal(rotation.content.commit.path?.leafNode.source.type, 'commit');

  const welcome = value(parseMlsMessage(pair.welcome));
  assert.ok(welcome.wireFormat === 'welcome');
  assert.equal(welcome.cipherSuite, 2);
  const add = commit.content.commit.proposals[0];
  assert.ok(add?.type === 'add');

  const sent = pair.one.engine.protect(pair.group, text('shown to all'), () => text('not shown'));
  const message = value(parseMlsMessage(sent.message));
  assert.ok(message.wireFormat === 'private-message');
  assert.deepEqual([message.contentType, message.epoch], ['application', 1n]);
  assert.equal(Buffer.from(message.authenticatedData).toString(), 'shown to all');
  assert.ok(!Buffer.from(sent.message).includes('not shown'));
});

test('a KeyPackage tells whose it is, for whom and until when', async () => {
  const member = testMember(ben);
  for (const lastResort of [false, true]) {
    const bundle = await member.bundle(lastResort);
    const view = value(parseKeyPackage(bundle.message));
    assert.equal(view.msisdn, ben);
    assert.equal(view.cipherSuite, 2);
    assert.equal(view.lastResort, lastResort);
    assert.equal(view.initKeyHash, bundle.initKeyHash);
    assert.equal(view.ref, bundle.ref);
    assert.ok(view.lifetime.notBefore < view.lifetime.notAfter);
  }
  const pair = await testPair();
  assert.ok(!parseKeyPackage(pair.commit).ok);
  const nameless = testMember(ana).engine.createIdentity('mailto:ana@example.net');
  await assert.rejects(
    testMember(ana).engine.createKeyPackage(nameless, { lifetime: { notBefore: 0n, notAfter: 1n }, lastResort: false }),
    /not a URI tel:/,
  );
});

test('malformed messages are named for what is wrong with them', async () => {
  const pair = await testPair();
  assert.equal(problem(pair.commit), 'fine');
  assert.equal(problem(text('')), 'truncated');
  assert.equal(problem(pair.commit.subarray(0, 50)), 'truncated');
  assert.equal(problem(Buffer.concat([pair.commit, text('x')])), 'trailing-bytes');
  assert.equal(problem(Uint8Array.of(0, 2, 0, 1)), 'unknown-value');
  assert.equal(problem(Uint8Array.of(0, 1, 0, 9)), 'unknown-value');
  assert.equal(problem(new Uint8Array(1_100_000)), 'too-long');
  for (let length = 0; length < pair.welcome.length; length++) {
    assert.notEqual(problem(pair.welcome.subarray(0, length)), 'fine', `cut to ${length}`);
  }
});

test('group ids are text where they can be, and come back from either form', () => {
  for (const bytes of [text(groupId), Uint8Array.of(0, 255), text('with space'), text('hex:41'), new Uint8Array(0)]) {
    assert.deepEqual(groupIdBytes(groupIdText(bytes)), bytes);
  }
  assert.equal(groupIdText(text('hex:41')), 'hex:6865783a3431');
});
