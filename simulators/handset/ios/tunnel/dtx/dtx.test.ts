import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readArguments, writeArguments } from './auxiliary.ts';
import { type DtxMessage, dtxReader, writeDtx } from './frame.ts';
import { type Archivable, ArchivedError, archive, unarchive } from './keyed-archive.ts';
import { type ProcessControl, processControlService } from './process-control.ts';
import { serviceHub } from './service-hub.ts';

const launch = 'launchSuspendedProcessWithDevicePath:bundleIdentifier:environment:arguments:options:';

function call(
  identifier: number,
  channel: number,
  selector: string,
  values: readonly Archivable[],
  expectsReply = true,
): Buffer {
  return writeDtx({
    identifier,
    conversation: 0,
    channel,
    expectsReply,
    arguments: writeArguments(values),
    object: archive(selector),
  });
}

/** A connection with the handshake done, and what came back. */
function connected(control: Partial<ProcessControl>): { receive(bytes: Uint8Array): void; answers: DtxMessage[] } {
  const answers: DtxMessage[] = [];
  const read = dtxReader((message) => answers.push(message));
  const all: ProcessControl = { pid: () => 0, launch: async () => 0, kill: async () => false, ...control };
  return { receive: serviceHub(all, read), answers };
}

test('a frame has the bytes of the protocol', () => {
  const frame = writeDtx({
    identifier: 3,
    conversation: 0,
    channel: 1,
    expectsReply: true,
    arguments: Buffer.from('aa', 'hex'),
    object: Buffer.from('bbcc', 'hex'),
  });
  const head = '795b3d1f 20000000 0000 0100 13000000 03000000 00000000 01000000 01000000';
  const payload = '02100000 01000000 0300000000000000 aa bbcc';
  assert.equal(frame.toString('hex'), `${head}${payload}`.replaceAll(' ', ''));
});

test('arguments are read as objects and as plain integers', () => {
  const item = (type: number, ...body: number[]): number[] => [10, 0, 0, 0, type, 0, 0, 0, ...body];
  const items = Buffer.from([...item(3, 1, 0, 0, 0), ...item(6, 2, 0, 0, 0, 0, 0, 0, 0)]);
  const head = Buffer.alloc(16);
  head.writeBigUInt64LE(0x1f0n, 0);
  head.writeBigUInt64LE(BigInt(items.length), 8);
  assert.deepEqual(readArguments(Buffer.concat([head, items])), [1, 2n]);
  const values: Archivable[] = ['a', 1, true, null, ['b', { c: 'ąčę' }]];
  assert.equal(JSON.stringify(readArguments(writeArguments(values))), JSON.stringify(values));
});

test('an archive is in the form of NSKeyedArchiver, and reads back', () => {
  const bytes = archive({ a: [1, 'two'], b: { c: null } });
  assert.equal(bytes.toString('latin1', 0, 8), 'bplist00');
  assert.equal(JSON.stringify(unarchive(bytes)), '{"a":[1,"two"],"b":{"c":null}}');
  const error = unarchive(archive(new ArchivedError('D', 4, 'why')));
  assert.equal(JSON.stringify(error), '{"NSCode":4,"NSDomain":"D","NSUserInfo":{"NSLocalizedDescription":"why"}}');
});

test('the handshake tells the process control service, and a channel opens with an empty answer', async () => {
  const { receive, answers } = connected({});
  receive(call(1, 0, '_notifyOfPublishedCapabilities:', [{ 'com.apple.private.DTXConnection': 1 }], false));
  receive(call(2, 0, '_requestChannelWithCode:identifier:', [1, processControlService]));
  await nextTurn();
  const [hello, opened] = answers;
  assert.equal(hello && unarchive(hello.object), '_notifyOfPublishedCapabilities:');
  assert.deepEqual(JSON.stringify(hello && readArguments(hello.arguments)), `[{"${processControlService}":1}]`);
  assert.deepEqual([opened?.identifier, opened?.conversation, opened?.object.length], [2, 1, 0]);
});

test('a launched process answers with its number, after it is up', async () => {
  const launched: unknown[] = [];
  const { receive, answers } = connected({
    pid: (bundle) => (bundle === 'up' ? 77 : 0),
    async launch(bundle, environment) {
      await nextTurn();
      launched.push(bundle, environment.get('USE_PORT'));
      return 4001;
    },
  });
  receive(call(1, 0, '_requestChannelWithCode:identifier:', [1, processControlService]));
  receive(call(2, 1, launch, ['', 'runner', { USE_PORT: '8100' }, [], {}]));
  receive(call(3, 1, 'processIdentifierForBundleIdentifier:', ['up']));
  receive(call(4, 1, 'processIdentifierForBundleIdentifier:', ['down']));
  while (answers.length < 4) await nextTurn();
  assert.deepEqual(launched, ['runner', '8100']);
  assert.deepEqual(
    answers.slice(1).map(({ channel, object }) => [channel, unarchive(object)]),
    [
      [1, 4001],
      [1, 77],
      [1, 0],
    ],
  );
});

test('a launch that fails, an unknown service and an unknown call are answered with an NSError', async () => {
  const { receive, answers } = connected({ launch: () => Promise.reject(new Error('no such app')) });
  receive(call(1, 0, '_requestChannelWithCode:identifier:', [1, 'com.apple.nothing']));
  receive(call(2, 0, '_requestChannelWithCode:identifier:', [1, processControlService]));
  receive(call(3, 1, launch, ['', 'nope', {}, [], {}]));
  receive(call(4, 1, 'explode:', []));
  receive(call(5, 9, 'killPid:', [1]));
  while (answers.length < 5) await nextTurn();
  const described = answers.map(({ object }) => (object.length > 0 ? JSON.stringify(unarchive(object)) : ''));
  assert.match(described[0] ?? '', /Unable to provide a channel for com.apple.nothing/);
  assert.match(described[2] ?? '', /no such app/);
  assert.match(described[3] ?? '', /Unable to invoke/);
  assert.match(described[4] ?? '', /There is no channel 9/);
});

test('killPid is obeyed without an answer', async () => {
  const killed: number[] = [];
  const { receive, answers } = connected({ kill: async (pid) => killed.push(pid) > 0 });
  receive(call(1, 0, '_requestChannelWithCode:identifier:', [1, processControlService]));
  receive(call(2, 1, 'killPid:', [401], false));
  receive(call(3, 0, '_channelCanceled:', [1], false));
  await nextTurn();
  assert.deepEqual([killed, answers.length], [[401], 1]);
});

test('a message in fragments, byte by byte, is put together', () => {
  const whole = call(7, 0, 'hello:', ['x'.repeat(100)]);
  const [head, body] = [whole.subarray(0, 32), whole.subarray(32)];
  const fragment = (n: number, part: Buffer): Buffer => {
    const own = Buffer.from(head);
    own.writeUInt16LE(n, 8);
    own.writeUInt16LE(3, 10);
    own.writeUInt32LE(part.length, 12);
    return Buffer.concat([own, n === 0 ? Buffer.alloc(0) : part]);
  };
  const seen: DtxMessage[] = [];
  const read = dtxReader((message) => seen.push(message));
  const stream = Buffer.concat([fragment(0, body), fragment(1, body.subarray(0, 40)), fragment(2, body.subarray(40))]);
  for (const byte of stream) read(Buffer.from([byte]));
  assert.deepEqual(
    seen.map(({ identifier, object }) => [identifier, unarchive(object)]),
    [[7, 'hello:']],
  );
});

for (const [name, offset, value] of [
  ['another magic', 0, 1],
  ['a giant length', 12, 0x7fffffff],
  ['more arguments than payload', 36, 0x00ffffff],
] as const) {
  test(`a frame with ${name} ends the connection`, () => {
    const frame = call(1, 0, 'a:', []);
    frame.writeUInt32LE(value, offset);
    assert.throws(() => dtxReader(() => undefined)(frame), { name: 'DtxError' });
  });
}

test('fragments out of order end the connection', () => {
  const frame = call(1, 0, 'a:', []);
  frame.writeUInt16LE(2, 8);
  frame.writeUInt16LE(3, 10);
  assert.throws(() => dtxReader(() => undefined)(frame), /out of order/);
});
