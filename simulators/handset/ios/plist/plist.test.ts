import assert from 'node:assert/strict';
import { test } from 'node:test';
import createBinaryPlist from 'bplist-creator';
import { parseBuffer } from 'bplist-parser';
import { build } from 'plist';
import { readBinaryPlist } from './binary-reader.ts';
import { framedPlist, plistChannel } from './framed.ts';
import { readPlist, writeXmlPlist } from './plist.ts';
import { ArchiveUid, type PlistDictionary, PlistError, type PlistValue } from './value.ts';

const sample = {
  text: 'GetValue',
  wide: 'ąčę 😀',
  long: 'x'.repeat(70_000),
  small: 7,
  negative: -3,
  large: 2 ** 40,
  real: 1.5,
  yes: true,
  no: false,
  data: Buffer.from([0, 255]),
  list: [1, ['a', { b: 'c' }]],
  many: Array.from({ length: 300 }, (_, n) => `item ${n}`),
  empty: {},
};

/** Without null prototypes and Uint8Arrays, which compare as different. */
function plain(value: PlistValue): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null && !(value instanceof Date) && !(value instanceof ArchiveUid)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
  }
  return value;
}

test('a binary plist reads as another implementation reads it', () => {
  const bytes = createBinaryPlist(sample);
  assert.deepEqual(plain(readPlist(bytes)), sample);
  assert.deepEqual(parseBuffer(bytes)[0], sample);
});

test('an XML plist of another implementation reads as it was', () => {
  assert.deepEqual(plain(readPlist(Buffer.from(build(sample)))), sample);
});

test('what is written in XML reads back, less the characters that XML cannot carry', () => {
  assert.deepEqual(plain(readPlist(writeXmlPlist({ a: 'x\u0000y', 'k\u0001': ['z\ud800'] }))), { a: 'xy', k: ['z'] });
});

test('XML comments, CDATA, entities, dates and integers beyond 2^53 are understood', () => {
  const text = `<?xml version="1.0"?><!DOCTYPE plist PUBLIC "x" "y"><plist version="1.0"><!-- c --><dict>
    <key>a</key><string>&lt;&#65;<![CDATA[&b]]>&amp;</string><key>b</key><date>2026-11-22T10:00:00Z</date>
    <key>c</key><integer>9223372036854775807</integer><key>d</key><data> AP8= </data></dict></plist>`;
  assert.deepEqual(plain(readPlist(Buffer.from(text))), {
    a: '<A&b&',
    b: new Date('2026-11-22T10:00:00Z'),
    c: 9223372036854775807n,
    d: Buffer.from([0, 255]),
  });
});

for (const [name, text] of Object.entries({
  'an internal entity': '<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>',
  'an unknown entity': '<plist><string>&a;</string></plist>',
  'a dictionary without a key': '<plist><dict><string>a</string></dict></plist>',
  'a value that is not closed': '<plist><array><string>a</string></plist>',
  'two values': '<plist><true/><true/></plist>',
  'another root': '<html></html>',
  'an empty file': '',
  'deep nesting': `<plist>${'<array>'.repeat(100_000)}`,
  'an old-style list': '{ a = b; }',
  'a number that is none': '<plist><integer>x</integer></plist>',
})) {
  test(`XML with ${name} is refused`, () => {
    assert.throws(() => readPlist(Buffer.from(text)), PlistError);
  });
}

/** A binary plist from its objects' bytes, one byte for each offset and reference. */
function binary(...objects: readonly (readonly number[])[]): Buffer {
  const body = Buffer.concat(objects.map((bytes) => Buffer.from(bytes)));
  const offsets = objects.map((_, n) => 8 + objects.slice(0, n).flat().length);
  const trailer = Buffer.alloc(32);
  trailer.set([1, 1], 6);
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(8 + body.length), 24);
  return Buffer.concat([Buffer.from('bplist00'), body, Buffer.from(offsets), trailer]);
}

test('a binary plist by hand: an array of true and a reference', () => {
  assert.deepEqual(readBinaryPlist(binary([0xa2, 1, 2], [0x09], [0x80, 5])), [true, new ArchiveUid(5)]);
});

test('a binary plist that contains itself is refused', () => {
  assert.throws(() => readBinaryPlist(binary([0xa1, 0])), /contains itself/);
});

test('a binary plist that unfolds exponentially is refused', () => {
  const levels = Array.from({ length: 40 }, (_, n) => [0xa2, n + 1, n + 1]);
  assert.throws(() => readBinaryPlist(binary(...levels, [0x09])), /more than 20000 values/);
});

test('a binary plist that claims more elements than it has is refused at once', () => {
  assert.throws(() => readBinaryPlist(binary([0xaf, 0x13, 0, 0, 0, 1, 0, 0, 0, 0])), /cut off/);
});

test('keys from outside cannot reach the prototype', () => {
  const read = readPlist(
    Buffer.from('<plist><dict><key>__proto__</key><dict><key>x</key><true/></dict></dict></plist>'),
  );
  assert.equal(({} as Record<string, unknown>)['x'], undefined);
  assert.deepEqual(Object.keys(read as PlistDictionary), ['__proto__']);
});

test('frames arrive byte by byte, and two at once', () => {
  const seen: PlistDictionary[] = [];
  const channel = plistChannel((message) => void seen.push(message) as undefined);
  const bytes = Buffer.concat([framedPlist({ a: 1 }), framedPlist({ b: 2 })]);
  for (const byte of bytes.subarray(0, 200)) channel.receive(Buffer.from([byte]));
  channel.receive(bytes.subarray(200));
  assert.deepEqual(seen.map(plain), [{ a: 1 }, { b: 2 }]);
});

test('a frame that is too long ends the connection before it is collected', () => {
  const channel = plistChannel(() => undefined);
  assert.throws(() => channel.receive(Buffer.from([0x7f, 0xff, 0xff, 0xff])), /too large/);
});

test('what follows the last message of a channel is left for whoever comes next', () => {
  const channel = plistChannel(() => 'stop');
  channel.receive(Buffer.concat([framedPlist({ a: 1 }), Buffer.from('next')]));
  assert.equal(channel.rest().toString(), 'next');
});
