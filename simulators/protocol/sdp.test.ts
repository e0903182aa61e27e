import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plain, runs, seed, word } from './property.test-support.ts';
import { ProtocolError } from './protocol-error.ts';
import { type MsrpSdp, parseSdp, serialiseSdp, wrappedTypes } from './sdp.ts';

const offer: MsrpSdp = {
  sessionId: '1795330800',
  host: 'ana',
  path: 'msrps://ana/9f86d081;tcp',
  setup: 'actpass',
  acceptTypes: ['message/cpim'],
  acceptWrappedTypes: wrappedTypes,
};

test('lines that end in LF alone and unknown attributes are tolerated', () => {
  const text = Buffer.from(serialiseSdp(offer)).toString().replaceAll('\r\n', '\n');
  assert.deepEqual(parseSdp(Buffer.from(`${text}a=unheard:of\n`)), offer);
});

test('refused: no SDP, another medium, a session id that is no number, no path, no end', () => {
  const text = Buffer.from(serialiseSdp(offer)).toString();
  for (const bad of [
    '',
    text.replace('v=0', 'v=1'),
    text.replace('TCP/TLS/MSRP', 'RTP/AVP'),
    text.replace('o=- 17', 'o=- x'),
    text.replace('a=path:', 'a=road:'),
    text.replace('actpass', 'maybe'),
    text.padEnd(9000),
  ]) {
    assert.throws(() => parseSdp(Buffer.from(bad)), ProtocolError);
  }
  assert.throws(() => serialiseSdp({ ...offer, path: 'a\r\na=setup:active' }), ProtocolError);
});

test(`SDP: parsing what was written gives what was written (seed ${seed})`, () => {
  const types = fc.array(
    word.map((value) => `x/${value}`),
    { minLength: 1, maxLength: 4 },
  );
  const any = fc.record({
    sessionId: fc.nat().map(String),
    host: word,
    path: word.map((value) => `msrps://${value}/1;tcp`),
    setup: fc.constantFrom('actpass' as const, 'active' as const, 'passive' as const),
    acceptTypes: types,
    acceptWrappedTypes: types,
  });
  fc.assert(
    fc.property(any, (value) => {
      assert.deepEqual(parseSdp(serialiseSdp(value)), plain(value));
    }),
    runs,
  );
});
