import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTraceparent, writeTraceparent } from './traceparent.ts';

/** The example of W3C Trace Context, section 3.2.4. */
const example = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

test('the header of the specification is read and written as it was', () => {
  const context = readTraceparent(example);
  assert.ok(context);
  assert.equal(context.traceId, '4bf92f3577b34da6a3ce929d0e0e4736');
  assert.equal(context.isRemote, true);
  assert.equal(writeTraceparent(context), example);
});

test('what is malformed or all zeros is no trace', () => {
  for (const header of [
    null,
    '',
    'garbage',
    example.toUpperCase(),
    `${example}-more`,
    example.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32)),
    example.replace('00f067aa0ba902b7', '0'.repeat(16)),
  ])
    assert.equal(readTraceparent(header), undefined, String(header));
});
