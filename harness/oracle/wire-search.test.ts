import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { makeCanary } from '../../simulators/kernel/canary.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { testSeed } from '../../simulators/kernel/test-seed.ts';
import { searchBytes } from './wire-search.ts';

const seed = testSeed();
const canary = makeCanary(seededRandom(seed));
const text = (body: string): Buffer => Buffer.from(body, 'utf8');
const percent = (bytes: Buffer): string => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const broken = (base64: string): string => base64.replaceAll(/(.{7})/g, '$1\r\n');
const head = 'POST /x HTTP/1.1\r\nauthorization: Bearer abc\r\n\r\n';

const forms: Record<string, (body: Buffer) => Buffer> = {
  'as it is': (body) => body,
  'UTF-16LE': (body) => Buffer.from(body.toString(), 'utf16le'),
  'UTF-16BE': (body) => Buffer.from(body.toString(), 'utf16le').swap16(),
  base64: (body) => text(body.toString('base64')),
  base64url: (body) => text(`token=${body.toString('base64url')}&x=1`),
  'base64 in lines': (body) => text(broken(body.toString('base64'))),
  hex: (body) => text(body.toString('hex')),
  'HEX in capitals': (body) => text(body.toString('hex').toUpperCase()),
  percent: (body) => text(percent(body)),
  gzip: (body) => gzipSync(body),
  zlib: (body) => deflateSync(body),
  'raw deflate as an HTTP body': (body) => Buffer.concat([text(head), deflateRawSync(body)]),
  'gzip, cut short': (body) => gzipSync(Buffer.concat([body, text('and more '.repeat(90))])).subarray(0, -12),
};

for (const [name, form] of Object.entries(forms)) {
  test(`a token is found: ${name}, whatever its alignment`, () => {
    for (const before of ['', 'a', 'ab', 'abc', 'é, ', '/']) {
      const bytes = form(text(`${before}${canary} see you at 8`));
      assert.deepEqual([...new Set(searchBytes(bytes).sightings.map((seen) => seen.canary))], [canary], before);
    }
  });
}

test('a token is found in a form within a form', () => {
  for (const outer of ['base64', 'percent', 'gzip', 'zlib'] as const) {
    for (const [name, inner] of Object.entries(forms)) {
      const wrap = forms[outer];
      assert.ok(wrap);
      const found = searchBytes(wrap(inner(text(`hello ${canary} there, hello`)))).sightings;
      assert.ok(
        found.some((seen) => seen.canary === canary),
        `${name} in ${outer}`,
      );
    }
  }
});

test('how it stood is told', () => {
  const found = searchBytes(text(`a=${gzipSync(text(`hi ${canary}`)).toString('base64')}`)).sightings;
  assert.deepEqual(found, [{ canary, encodings: ['base64', 'inflated'] }]);
});

test('base64 is searched also where letters stand directly before it', () => {
  for (const before of ['x', 'xy', 'xyz', 'wxyz']) {
    const found = searchBytes(text(`/${before}${text(`hi ${canary}`).toString('base64')}`)).sightings;
    assert.deepEqual(
      found.map((seen) => seen.canary),
      [canary],
    );
  }
});

test(`ciphertext holds no token and is searched to its end (seed ${seed})`, () => {
  const random = seededRandom(seed).split('ciphertext');
  for (let i = 0; i < 300; i++) {
    const bytes = Buffer.concat([text(head), random.bytes(1 + random.below(3000))]);
    assert.deepEqual(searchBytes(bytes), { sightings: [], unsearched: [] });
    assert.deepEqual(searchBytes(text(bytes.toString('base64'))).sightings, []);
  }
});

test(`whatever the bytes are, the search ends (seed ${seed})`, () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 60 }).map((value) => new Uint8Array(text(value))),
    fc.constantFrom(
      ...['\x1f\x8b\x08\x1f', '\x78\x9c', '\r\n\r\n', '%47%5', 'R1I', 'G\0R\0'].map(
        (s) => new Uint8Array(Buffer.from(s, 'latin1')),
      ),
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      searchBytes(Buffer.concat([...pieces, text(canary)]));
    }),
    { seed, numRuns: 300 },
  );
});

test('a segment that opens to more than is searched is named', () => {
  const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
  assert.match(searchBytes(bomb).unsearched.join(), /more than/);
});
