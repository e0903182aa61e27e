import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutCredentials } from './redact.ts';

const kept = (text: string): string => Buffer.from(withoutCredentials(Buffer.from(text))).toString();

test('credentials of HTTP and SIP are withheld, the scheme stays', () => {
  assert.equal(
    kept('POST http://x/ \r\nauthorization: Bearer enrol-123\r\nx: y\r\n\r\nbody'),
    'POST http://x/ \r\nauthorization: Bearer [withheld]\r\nx: y\r\n\r\nbody',
  );
  assert.equal(
    kept('REGISTER sip:x SIP/2.0\r\nAuthorization: Digest username="a", response="b"\r\n\r\n'),
    'REGISTER sip:x SIP/2.0\r\nAuthorization: Digest [withheld]\r\n\r\n',
  );
});

test('a body is kept to the last byte, whatever it says', () => {
  const frame = 'POST http://x/\r\n\r\nauthorization: Bearer this is text\r\n\r\n';
  assert.equal(kept(frame), frame);
  assert.equal(kept('no end of headers'), 'no end of headers');
});
