import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { mlsControlLimits, parseMlsControl, serialiseMlsControl } from './mls-control.ts';
import { plain, runs, seed } from './property.test-support.ts';
import { ProtocolError } from './protocol-error.ts';

test('lengths are those of RFC 9420 section 2.1.2', () => {
  assert.deepEqual([...serialiseMlsControl([Uint8Array.of(9)])], [1, 9]);
  assert.deepEqual([...serialiseMlsControl([new Uint8Array(64)]).subarray(0, 2)], [0x40, 0x40]);
  assert.deepEqual([...serialiseMlsControl([new Uint8Array(0x4000)]).subarray(0, 4)], [0x80, 0, 0x40, 0]);
});

for (const [name, bad] of [
  ['nothing', []],
  ['an empty message', [0]],
  ['a cut off message', [5, 1, 2]],
  ['a cut off length', [0x40]],
  ['a length of a form that does not exist', [0xc0, 0, 0, 0, 0, 0, 0, 1, 1]],
  ['a length that is not minimal', [0x40, 1, 1]],
  ['too many messages', Array.from({ length: mlsControlLimits.messages + 1 }, () => [1, 1]).flat()],
] as const) {
  test(`refused: ${name}`, () => assert.throws(() => parseMlsControl(Uint8Array.from(bad)), ProtocolError));
}

test('refused: no message to write, an empty one, one over the limit', () => {
  assert.throws(() => serialiseMlsControl([]), ProtocolError);
  assert.throws(() => serialiseMlsControl([new Uint8Array(0)]), ProtocolError);
  assert.throws(() => serialiseMlsControl([new Uint8Array(mlsControlLimits.bytes + 1)]), ProtocolError);
});

test(`control bodies are read as they were written (seed ${seed})`, () => {
  const messages = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20_000, size: 'max' }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(messages, (value) => {
      assert.deepEqual(plain(parseMlsControl(serialiseMlsControl(value))), plain(value));
    }),
    { ...runs, numRuns: 50 },
  );
});
