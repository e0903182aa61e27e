import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Cpim, cpimLimits, parseCpim, serialiseCpim } from './cpim.ts';
import { bytes, plain, runs, seed, text, token, uri, word } from './property.test-support.ts';
import { ProtocolError } from './protocol-error.ts';

const authenticator = Buffer.alloc(32, 7).toString('base64');
const head = [
  'From: <tel:+15550001>',
  'To: <tel:+15550002>',
  'NS: imdn <urn:ietf:params:imdn>',
  'NS: mls <http://www.gsma.com/rcs/mls>',
  'imdn.Message-ID: Mx0123456789012345678901',
  'DateTime: 2026-11-22T07:00:00Z',
  'imdn.Disposition-Notification: positive-delivery, negative-delivery, display',
  'mls.Era-ID: 1',
  `mls.Epoch-Authenticator: ${authenticator}`,
];
const wire = (
  lines: readonly string[],
  content = ['Content-Type: message/mls', 'Content-Length: 3'],
  body = 'abc',
): Uint8Array => Buffer.from(`${lines.join('\r\n')}\r\n\r\n${content.join('\r\n')}\r\n\r\n${body}`);

test('an MLS message gives its id, era, authenticator and body', () => {
  const cpim = parseCpim(wire(head));
  assert.equal(cpim.messageId, 'Mx0123456789012345678901');
  assert.equal(cpim.from, 'tel:+15550001');
  assert.equal(cpim.eraId, 1);
  assert.equal(cpim.epochAuthenticator, authenticator);
  assert.deepEqual(cpim.dispositionNotification, ['positive-delivery', 'negative-delivery', 'display']);
  assert.equal(Buffer.from(cpim.body).toString(), 'abc');
});

test("Apple's mls.Era-Id, other prefixes and lower-case names mean the same", () => {
  const variant = head.map((line) =>
    line
      .replace('mls.Era-ID', 'mls.Era-Id')
      .replace('NS: imdn <', 'ns: i <')
      .replace('imdn.Message-ID', 'I.message-id')
      .replace('imdn.Disp', 'i.disp'),
  );
  assert.deepEqual(parseCpim(wire(variant)), parseCpim(wire(head)));
});

test('a message without mls.* headers parses: what to do about it is the client’s business', () => {
  const cpim = parseCpim(wire(head.filter((line) => !line.startsWith('mls.'))));
  assert.equal('eraId' in cpim, false);
  assert.equal('epochAuthenticator' in cpim, false);
});

test('a display name before a URI, an unknown namespace and unknown dispositions are tolerated', () => {
  const lines = [
    'From: Ana <tel:+15550001>',
    'To: <tel:+15550002>',
    'NS: my <urn:example:my>',
    'my.Thing: 7',
    'Subject: hi',
    'NS: imdn <urn:ietf:params:imdn>',
    'imdn.Disposition-Notification: display, levitation',
  ];
  const cpim = parseCpim(wire(lines));
  assert.deepEqual(cpim.extensions, [
    { namespace: 'urn:example:my', name: 'Thing', value: '7' },
    { namespace: '', name: 'Subject', value: 'hi' },
  ]);
  assert.deepEqual(cpim.dispositionNotification, ['display']);
});

const without = (start: string): string[] => head.filter((line) => !line.startsWith(start));
for (const [name, bad] of [
  ['no From', wire(without('From'))],
  ['no To', wire(without('To'))],
  ['a prefix that was never declared', wire(without('NS: mls'))],
  ['an era beyond 32 bits', wire(head.map((line) => line.replace('Era-ID: 1', 'Era-ID: 4294967296')))],
  ['an era that is no number', wire(head.map((line) => line.replace('Era-ID: 1', 'Era-ID: one')))],
  ['an authenticator that is no base64', wire(head.map((line) => line.replace(authenticator, '?!')))],
  ['From without angle brackets', wire(head.map((line) => line.replace('<tel:+15550001>', 'tel:+15550001')))],
  ['no Content-Type', wire(head, ['Content-Length: 3'])],
  ['a body shorter than it says', wire(head, ['Content-Type: a/b', 'Content-Length: 9'])],
  ['no content headers', Buffer.from(`${head.join('\r\n')}\r\n\r\n`)],
  ['nothing', new Uint8Array(0)],
  ['too many headers', wire([...head, ...Array.from({ length: cpimLimits.headers }, () => 'X: y')])],
  ['more bytes than the limit', new Uint8Array(cpimLimits.messageBytes + 1)],
] as const) {
  test(`refused: ${name}`, () => assert.throws(() => parseCpim(bad), ProtocolError));
}

test('a value cannot smuggle a header in', () => {
  const cpim = parseCpim(wire(head));
  assert.throws(() => serialiseCpim({ ...cpim, messageId: 'a\r\nFrom: <tel:+1>' }), ProtocolError);
  assert.throws(() => serialiseCpim({ ...cpim, from: 'tel:+1>\r\nX: y' }), ProtocolError);
  assert.throws(() => serialiseCpim({ ...cpim, contentType: 'a/b\r\n\r\nx' }), ProtocolError);
});

const extension = fc.record({
  namespace: fc.oneof(
    fc.constant(''),
    word.map((value) => `urn:example:${value}`),
  ),
  name: word.map((value) => `X-${value}`),
  value: text,
});
const anyCpim: fc.Arbitrary<Cpim> = fc.record(
  {
    from: uri,
    to: uri,
    messageId: token,
    dateTime: word,
    dispositionNotification: fc.subarray(['positive-delivery', 'negative-delivery', 'display'] as const),
    eraId: fc.integer({ min: 0, max: 0xffff_ffff }),
    epochAuthenticator: fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((value) => Buffer.from(value).toString('base64')),
    extensions: fc.array(extension, { maxLength: 4 }),
    contentType: fc.constantFrom('text/plain;charset=UTF-8', 'message/mls'),
    contentHeaders: fc.array(fc.record({ name: word.map((value) => `X-${value}`), value: text }), { maxLength: 3 }),
    body: bytes,
  },
  { requiredKeys: ['from', 'to', 'dispositionNotification', 'extensions', 'contentType', 'contentHeaders', 'body'] },
);

test(`CPIM: parsing what was written gives what was written, any bytes in the body (seed ${seed})`, () => {
  fc.assert(
    fc.property(anyCpim, (value) => {
      const parsed = parseCpim(serialiseCpim(value));
      assert.deepEqual(plain(parsed), plain(value));
    }),
    runs,
  );
});
