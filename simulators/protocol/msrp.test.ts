import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  isMsrp,
  type MsrpFrame,
  type MsrpRequest,
  msrpFrameLimitBytes,
  msrpResponse,
  parseMsrp,
  serialiseMsrp,
} from './msrp.ts';
import { msrpChunkBytes, msrpChunks, msrpReassembly } from './msrp-message.ts';
import { bytes, plain, runs, seed, text, word } from './property.test-support.ts';
import { ProtocolError } from './protocol-error.ts';

// RFC 4975 section 7.1, with the paths of this wire
const example =
  'MSRP a786hjs2 SEND\r\nTo-Path: msrps://north/2c26b46b;tcp\r\nFrom-Path: msrps://ana/9f86d081;tcp\r\n' +
  'Message-ID: 87652491\r\nByte-Range: 1-25/25\r\nContent-Type: text/plain\r\n\r\n' +
  'Hey Bob, are you there?\r\n\r\n-------a786hjs2$\r\n';

test('a SEND is read to its parts, and its answer swaps the paths', () => {
  const frame = parseMsrp(Buffer.from(example));
  assert.equal(frame.kind, 'request');
  if (frame.kind !== 'request') return;
  assert.deepEqual(frame.byteRange, { start: 1, end: 25, total: 25 });
  assert.equal(Buffer.from(frame.content?.body ?? []).toString(), 'Hey Bob, are you there?\r\n');
  assert.equal(frame.continuation, '$');
  const answer = msrpResponse(frame, 200, 'OK');
  assert.equal(answer.toPath, frame.fromPath);
  assert.deepEqual(parseMsrp(serialiseMsrp(answer)), answer);
});

test('an MSRP frame is told from SIP by its first bytes', () => {
  assert.equal(isMsrp(Buffer.from(example)), true);
  assert.equal(isMsrp(Buffer.from('MESSAGE tel:+1 SIP/2.0\r\n\r\n')), false);
  assert.equal(isMsrp(new Uint8Array(0)), false);
});

for (const [name, bad] of [
  ['the end-line of another transaction', example.replace('-------a786hjs2', '-------a786hjs3')],
  ['no continuation flag', example.replace('$\r\n', '\r\n')],
  ['bytes after the end-line', `${example}x`],
  ['no To-Path', example.replace(/To-Path.*\r\n/, '')],
  ['no Message-ID', example.replace(/Message-ID.*\r\n/, '')],
  ['a body without Content-Type', example.replace(/Content-Type.*\r\n/, '')],
  ['a range that starts at 0', example.replace('1-25/25', '0-25/25')],
  ['an unknown method', example.replace('SEND', 'TAKE')],
  ['an id that is too short', example.replaceAll('a786hjs2', 'a7')],
  ['nothing', ''],
] as const) {
  test(`refused: ${name}`, () => assert.throws(() => parseMsrp(Buffer.from(bad)), ProtocolError));
}

test('refused: a frame over the limit', () => {
  assert.throws(
    () => parseMsrp(Buffer.concat([Buffer.from('MSRP aaaa SEND\r\n'), Buffer.alloc(msrpFrameLimitBytes)])),
    ProtocolError,
  );
});

test('a body that holds its own end-line is not written', () => {
  const frame = parseMsrp(Buffer.from(example)) as MsrpRequest;
  const content = { type: 'text/plain', body: Buffer.from('x-------a786hjs2$y') };
  assert.throws(() => serialiseMsrp({ ...frame, content }), ProtocolError);
});

const path = word.map((value) => `msrps://${value}/1;tcp`);
const transactionId = word.map((value) => `id${value}zz`.slice(0, 32));
const position = fc.integer({ min: 1, max: 1_000_000 });
const paths = { toPath: path, fromPath: path };
const anyFrame: fc.Arbitrary<MsrpFrame> = fc.oneof(
  fc.record({
    kind: fc.constant('response' as const),
    transactionId,
    status: fc.integer({ min: 100, max: 999 }),
    comment: text,
    ...paths,
  }),
  fc.record(
    {
      kind: fc.constant('request' as const),
      transactionId,
      method: fc.constantFrom('SEND' as const, 'REPORT' as const),
      ...paths,
      messageId: word,
      byteRange: fc.record({
        start: position,
        end: fc.oneof(position, fc.constant('*' as const)),
        total: fc.oneof(position, fc.constant('*' as const)),
      }),
      status: word,
      headers: fc.constantFrom([], [{ name: 'Success-Report', value: 'yes' }]),
      content: fc.record({ type: fc.constant('message/cpim'), body: bytes }),
      continuation: fc.constantFrom('$' as const, '+' as const, '#' as const),
    },
    { requiredKeys: ['kind', 'transactionId', 'method', 'toPath', 'fromPath', 'messageId', 'headers', 'continuation'] },
  ),
);

test(`MSRP: parsing what was written gives what was written (seed ${seed})`, () => {
  fc.assert(
    fc.property(anyFrame, (value) => {
      assert.deepEqual(plain(parseMsrp(serialiseMsrp(value))), plain(value));
    }),
    runs,
  );
});

function chunksOf(body: Uint8Array): MsrpRequest[] {
  let count = 0;
  return msrpChunks({
    toPath: 'msrps://north/1;tcp',
    fromPath: 'msrps://ana/1;tcp',
    messageId: 'm',
    contentType: 'message/cpim',
    body,
    transactionId: () => `tran${count++}`,
  });
}

test(`a message comes together from its chunks in any order, doubled or not (seed ${seed})`, () => {
  const body = fc.integer({ min: 0, max: 5 * msrpChunkBytes + 1 }).map((length) => Buffer.alloc(length, 'abc'));
  fc.assert(
    fc.property(body, fc.infiniteStream(fc.nat()), (whole, draws) => {
      const chunks = chunksOf(whole);
      const shuffled = [...chunks, ...chunks.slice(0, 2)];
      for (let at = shuffled.length - 1; at > 0; at--) {
        const other = (draws.next().value ?? 0) % (at + 1);
        const [a, b] = [shuffled[at], shuffled[other]];
        if (a && b) [shuffled[at], shuffled[other]] = [b, a];
      }
      const reassembly = msrpReassembly();
      const seen = new Set<MsrpRequest>();
      for (const chunk of shuffled) {
        seen.add(chunk);
        const got = reassembly.accept(parseMsrp(serialiseMsrp(chunk)) as MsrpRequest);
        assert.equal(got !== undefined, seen.size === chunks.length);
        if (got) assert.deepEqual(Buffer.from(got.body), whole);
      }
    }),
    { ...runs, numRuns: 60 },
  );
});

test('reassembly refuses chunks that contradict each other, an abandoned message and one that grows past its limit', () => {
  const [first, second] = chunksOf(Buffer.alloc(3000));
  assert.ok(first && second);
  const contradiction = msrpReassembly();
  contradiction.accept(first);
  assert.throws(
    () => contradiction.accept({ ...second, byteRange: { start: 2049, end: 3000, total: 4000 } }),
    ProtocolError,
  );
  assert.throws(() => msrpReassembly().accept({ ...first, continuation: '#' }), ProtocolError);
  assert.throws(() => msrpReassembly(1000).accept(first), ProtocolError);
});
