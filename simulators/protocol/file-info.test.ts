import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../kernel/test-seed.ts';
import { type FileInfo, parseFileInfo, serialiseFileInfo } from './file-info.ts';
import { ProtocolError } from './protocol-error.ts';

const seed = testSeed();
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const part = fc.record(
  {
    keyMaterial: bytes(32),
    iv: bytes(12),
    hmacTag: bytes(32),
    contentType: fc.constantFrom('text/plain', 'image/png'),
  },
  { noNullPrototype: true },
);
const info = fc.record(
  { subject: part, icon: part },
  { requiredKeys: [], noNullPrototype: true },
) as fc.Arbitrary<FileInfo>;

test(`a FileInfo is read as it was written (seed ${seed})`, () => {
  fc.assert(
    fc.property(info, (given) => assert.deepEqual(parseFileInfo(serialiseFileInfo(given)), given)),
    { seed },
  );
});

test(`whatever bytes come end in a FileInfo or the protocol's own error (seed ${seed})`, () => {
  const changed = fc.tuple(info, fc.nat(), fc.nat(255)).map(([given, at, by]) => {
    const written = Uint8Array.from(serialiseFileInfo(given));
    if (written.length > 0) written[at % written.length] = by;
    return written;
  });
  fc.assert(
    fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 300 })), (given) => {
      try {
        parseFileInfo(given);
      } catch (error) {
        assert.ok(error instanceof ProtocolError);
      }
    }),
    { seed, numRuns: 2000 },
  );
});
