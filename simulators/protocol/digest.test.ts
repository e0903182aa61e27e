import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  answerDigest,
  type DigestChallenge,
  digestMatches,
  digestResponse,
  parseDigestChallenge,
  parseDigestCredentials,
  serialiseDigestChallenge,
  serialiseDigestCredentials,
} from './digest.ts';
import { plain, runs, seed, text, word } from './property.test-support.ts';
import { ProtocolError } from './protocol-error.ts';

// RFC 7616 section 3.9.1
const example = {
  username: 'Mufasa',
  realm: 'http-auth@example.org',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  uri: '/dir/index.html',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  nonceCount: 1,
} as const;

test('the responses of RFC 7616 section 3.9.1 come out, for MD5 and SHA-256', () => {
  assert.equal(
    digestResponse({ ...example, algorithm: 'MD5' }, 'Circle of Life', 'GET'),
    '8ca523f5e9506fed4657c9700eebdbec',
  );
  assert.equal(
    digestResponse({ ...example, algorithm: 'SHA-256' }, 'Circle of Life', 'GET'),
    '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  );
});

test('an answer matches its password and method, and no other', () => {
  const challenge: DigestChallenge = { realm: 'north.test', nonce: 'n', algorithm: 'SHA-256', stale: false };
  const credentials = parseDigestCredentials(
    answerDigest(challenge, {
      username: 'u',
      password: 'p',
      method: 'REGISTER',
      uri: 'sip:north.test',
      cnonce: 'c',
      nonceCount: 3,
    }),
  );
  assert.equal(credentials.nonceCount, 3);
  assert.equal(digestMatches(credentials, 'p', 'REGISTER'), true);
  assert.equal(digestMatches(credentials, 'q', 'REGISTER'), false);
  assert.equal(digestMatches(credentials, 'p', 'MESSAGE'), false);
  assert.equal(digestMatches({ ...credentials, response: 'short' }, 'p', 'REGISTER'), false);
});

for (const bad of [
  'Basic dTpw',
  'Digest realm="r", nonce="n", algorithm=SHA-512, qop="auth"',
  'Digest realm="r", nonce="n", algorithm=MD5, qop="auth-int"',
  'Digest nonce="n", algorithm=MD5, qop="auth"',
  `Digest realm="${'r'.repeat(5000)}", nonce="n", algorithm=MD5, qop="auth"`,
]) {
  test(`refused as a challenge: ${bad.slice(0, 60)}`, () => {
    assert.throws(() => parseDigestChallenge(bad), ProtocolError);
  });
}

const algorithm = fc.constantFrom('MD5' as const, 'SHA-256' as const);

test(`challenges and credentials are read as they were written, quotes and commas too (seed ${seed})`, () => {
  const challenge = fc.record({ realm: text, nonce: text, algorithm, stale: fc.boolean() });
  fc.assert(
    fc.property(challenge, (value) => {
      assert.deepEqual(parseDigestChallenge(serialiseDigestChallenge(value)), plain(value));
    }),
    runs,
  );
  const credentials = fc.record({
    username: text,
    realm: text,
    nonce: word,
    uri: text,
    algorithm,
    cnonce: text,
    nonceCount: fc.nat(),
    response: word.map((value) => value.toLowerCase()),
  });
  fc.assert(
    fc.property(credentials, (value) => {
      assert.deepEqual(parseDigestCredentials(serialiseDigestCredentials(value)), plain(value));
    }),
    runs,
  );
});
