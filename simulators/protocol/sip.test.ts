import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { headerValue, headerValues } from './headers.ts';
import { bytes, plain, runs, seed, text, token, uri } from './property.test-support.ts';
import { ProtocolError } from './protocol-error.ts';
import { parseSip, type SipMessage, serialiseSip, sipEnvelope, sipLength, sipLimits } from './sip.ts';
import { reasonOf, serialiseReason, sipResponse } from './sip-response.ts';

const wire = (lines: string[], body = ''): Uint8Array => Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
const message = [
  'MESSAGE tel:+447700900002 SIP/2.0',
  'v: SIP/2.0/UDP ana ; branch=z9hG4bK1 , SIP/2.0/UDP other;branch=z9hG4bK0',
  'f: <sip:+447700900001@north.test>;tag=1',
  'T: <tel:+447700900002>',
  'i: abc',
  'CSeq: 7   MESSAGE',
];

test('compact names, folded lines and bytes after Content-Length are read as RFC 3261 has them', () => {
  const parsed = parseSip(wire([...message, 'Subject: one', '  two', 'l: 3'], 'abcdef'));
  assert.equal(parsed.kind, 'request');
  assert.deepEqual(sipEnvelope(parsed), { branch: 'z9hG4bK1', callId: 'abc', cseq: 7, method: 'MESSAGE' });
  assert.equal(headerValue(parsed.headers, 'subject'), 'one two');
  assert.equal(headerValues(parsed.headers, 'VIA').length, 2);
  assert.equal(Buffer.from(parsed.body).toString(), 'abc');
});

test('a request in compact form is smaller, reads the same, and is known for one', () => {
  const long = parseSip(
    wire(['MESSAGE tel:+1 SIP/2.0', 'Via: SIP/2.0/UDP ana;branch=z9hG4bK1', ...message.slice(-4)], 'abc'),
  );
  assert.ok(long.kind === 'request');
  const compact = { ...long, form: 'compact' as const };
  const bytes = serialiseSip(compact);
  assert.match(Buffer.from(bytes).toString(), /^MESSAGE .*\r\nv: .*\r\nl: 3\r\n\r\nabc$/s);
  assert.equal(bytes.length, sipLength(compact));
  assert.ok(bytes.length < serialiseSip(long).length);
  assert.deepEqual(parseSip(bytes), compact);
});

for (const [name, lines, body] of [
  ['no empty line', undefined, ''],
  ['a start line of four words', ['MESSAGE tel:+1 SIP/2.0 x'], ''],
  ['another version', ['MESSAGE tel:+1 SIP/3.0'], ''],
  ['a status that is none', ['SIP/2.0 999 x'], ''],
  ['a header without a colon', ['OPTIONS tel:+1 SIP/2.0', 'nothing'], ''],
  ['a header name with a space', ['OPTIONS tel:+1 SIP/2.0', 'a b: c'], ''],
  ['a continuation without a header', ['OPTIONS tel:+1 SIP/2.0', ' x'], ''],
  ['a body shorter than it says', ['OPTIONS tel:+1 SIP/2.0', 'Content-Length: 4'], 'abc'],
  ['a length that is no number', ['OPTIONS tel:+1 SIP/2.0', 'Content-Length: -1'], ''],
  ['too many headers', ['OPTIONS tel:+1 SIP/2.0', ...Array.from({ length: sipLimits.headers + 1 }, () => 'A: b')], ''],
] as const) {
  test(`refused: ${name}`, () => {
    assert.throws(
      () => parseSip(lines ? wire([...lines], body) : Buffer.from('OPTIONS tel:+1 SIP/2.0\r\n')),
      ProtocolError,
    );
  });
}

test('refused: more bytes than the limit', () => {
  assert.throws(() => parseSip(new Uint8Array(sipLimits.messageBytes + 1)), ProtocolError);
});

test('a message without Via, Call-ID or CSeq has no envelope, and CSeq must name the method', () => {
  for (const missing of ['v:', 'i:', 'CSeq:', 'f:', 'T:']) {
    const parsed = parseSip(wire(message.filter((line) => !line.startsWith(missing))));
    assert.throws(() => sipEnvelope(parsed), ProtocolError, missing);
  }
  const other = parseSip(wire(message.map((line) => line.replace('7   MESSAGE', '7 OPTIONS'))));
  assert.throws(() => sipEnvelope(other), ProtocolError);
});

test('a header cannot smuggle in another one', () => {
  for (const bad of [
    { name: 'A', value: 'b\r\nEvil: yes' },
    { name: 'A: b\r\nEvil', value: 'yes' },
  ]) {
    assert.throws(
      () => serialiseSip({ kind: 'response', status: 200, reason: 'OK', headers: [bad], body: new Uint8Array(0) }),
      ProtocolError,
    );
  }
});

test('an answer carries the Vias, From, Call-ID and CSeq of its request, and tags To once', () => {
  const request = parseSip(wire(message));
  assert.equal(request.kind, 'request');
  if (request.kind !== 'request') return;
  const response = sipResponse(request, 202, 'mine');
  assert.deepEqual(sipEnvelope(response), sipEnvelope(request));
  assert.equal(headerValue(response.headers, 'To'), '<tel:+447700900002>;tag=mine');
  const again = {
    ...request,
    headers: request.headers.map((header) => (header.name === 'To' ? { ...header, value: '<tel:+1>;tag=x' } : header)),
  };
  assert.equal(headerValue(sipResponse(again, 200, 'mine').headers, 'To'), '<tel:+1>;tag=x');
});

test('a Reason header is read as it was written', () => {
  const reason = { protocol: 'MLS', cause: 2, text: 'incorrect-epoch' };
  assert.deepEqual(reasonOf({ headers: [{ name: 'reason', value: serialiseReason(reason) }] }), reason);
  assert.equal(reasonOf({ headers: [] }), undefined);
  assert.equal(reasonOf({ headers: [{ name: 'Reason', value: 'SIP;cause=x' }] }), undefined);
});

const headers = fc.array(fc.record({ name: token.map((name) => `X${name}`), value: text }), { maxLength: 10 });
const anyMessage: fc.Arbitrary<SipMessage> = fc.oneof(
  fc.record({
    kind: fc.constant('request' as const),
    method: fc.constantFrom('MESSAGE', 'OPTIONS', 'BYE'),
    uri,
    headers,
    body: bytes,
  }),
  fc.record({
    kind: fc.constant('response' as const),
    status: fc.integer({ min: 100, max: 699 }),
    reason: text,
    headers,
    body: bytes,
  }),
);

test(`SIP: parsing what was written gives what was written, of the length that was foretold (seed ${seed})`, () => {
  fc.assert(
    fc.property(anyMessage, (value) => {
      const written = serialiseSip(value);
      const parsed = parseSip(written);
      assert.deepEqual(plain(parsed), plain(value));
      assert.equal(written.length, sipLength(value));
    }),
    runs,
  );
});
