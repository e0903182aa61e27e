import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCpim, serialiseCpim } from './cpim.ts';
import { mlsContentTypes, mlsControlLimits, parseMlsControl, serialiseMlsControl } from './mls-control.ts';
import { type MsrpRequest, msrpFrameLimitBytes, parseMsrp, serialiseMsrp } from './msrp.ts';
import { msrpChunks, msrpMessageLimitBytes, msrpReassembly } from './msrp-message.ts';
import { ProtocolError } from './protocol-error.ts';
import { sipLimits } from './sip.ts';

/** What creates a group of certified leaves: the commit with a KeyPackage of each, the Welcome, the GroupInfo with the tree. */
const creationOf = (members: number): Uint8Array[] =>
  [1600, 1700, 1500].map((bytes) => Buffer.alloc(members * bytes, 7));

const cpimOf = (body: Uint8Array): Uint8Array =>
  serialiseCpim({
    from: 'tel:+447700900001',
    to: 'sip:crew@conf.north.test',
    messageId: 'Mx0123456789012345678901',
    dispositionNotification: [],
    extensions: [],
    contentType: mlsContentTypes.control,
    contentHeaders: [],
    body,
  });

function chunksOf(body: Uint8Array): MsrpRequest[] {
  const paths = { toPath: 'msrps://north/1;tcp', fromPath: 'msrps://ana/1;tcp', messageId: 'm' };
  let count = 0;
  return msrpChunks({ ...paths, contentType: 'message/cpim', body, transactionId: () => `tran${count++}` });
}

test('what creates a group of 256 passes every layer between two phones', () => {
  const messages = creationOf(256);
  const chunks = chunksOf(cpimOf(serialiseMlsControl(messages)));
  assert.ok(chunks.length < 64, `${chunks.length} chunks, each of them a round trip`);
  const reassembly = msrpReassembly();
  let whole: Uint8Array | undefined;
  for (const chunk of chunks) {
    const frame = serialiseMsrp(chunk);
    assert.ok(frame.length <= msrpFrameLimitBytes);
    const read = parseMsrp(frame);
    assert.equal(read.kind, 'request');
    if (read.kind === 'request') whole = reassembly.accept(read)?.body;
  }
  assert.ok(whole, 'the message came together');
  const got = parseMlsControl(parseCpim(whole).body);
  assert.deepEqual(
    got.map((one) => one.length),
    messages.map((one) => one.length),
  );
});

test('each layer takes the greatest body of the layer within it', () => {
  const cpim = cpimOf(Buffer.alloc(mlsControlLimits.bytes));
  assert.equal(parseCpim(cpim).body.length, mlsControlLimits.bytes);
  assert.ok(cpim.length <= msrpMessageLimitBytes);
  assert.ok(msrpMessageLimitBytes + sipLimits.headBytes <= sipLimits.messageBytes);
  assert.throws(() => parseMlsControl(Buffer.alloc(mlsControlLimits.bytes + 1)), ProtocolError);
  const [first] = chunksOf(Buffer.alloc(msrpMessageLimitBytes + 1));
  assert.throws(() => first && msrpReassembly().accept(first), ProtocolError);
});
