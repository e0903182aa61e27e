import { createHash, timingSafeEqual } from 'node:crypto';
import { parameterValue, parseParameter, quote, splitOutsideQuotes } from './headers.ts';
import { ProtocolError } from './protocol-error.ts';

export type DigestAlgorithm = 'MD5' | 'SHA-256';

/** `WWW-Authenticate: Digest ..` (RFC 7616; RFC 8760 for SIP). qop is always `auth`. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: DigestAlgorithm;
  /** The password was right, the nonce is used up: answer again without asking the user. */
  readonly stale: boolean;
}

/** `Authorization: Digest ..` */
export interface DigestCredentials {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  /** The Request-URI it was computed over. */
  readonly uri: string;
  readonly algorithm: DigestAlgorithm;
  readonly cnonce: string;
  /** How many requests used this nonce, this one included. */
  readonly nonceCount: number;
  /** Lower-case hex. */
  readonly response: string;
}

function fail(reason: string): never {
  throw new ProtocolError('digest', reason);
}

function fields(value: string): (name: string) => string {
  if (value.length > 4096) fail(`${value.length} characters, more than 4096`);
  const match = /^Digest\s+(.*)$/is.exec(value);
  if (!match?.[1]) fail('not a Digest header');
  const parameters = splitOutsideQuotes(match[1], ',').map(parseParameter);
  return (name) => parameterValue(parameters, name) ?? fail(`no ${name}`);
}

function algorithmOf(text: string): DigestAlgorithm {
  const upper = text.toUpperCase();
  return upper === 'MD5' || upper === 'SHA-256'
    ? upper
    : fail(`algorithm "${text.slice(0, 20)}" is not MD5 or SHA-256`);
}

/** @throws ProtocolError */
export function parseDigestChallenge(value: string): DigestChallenge {
  const field = fields(value);
  if (
    !field('qop')
      .split(',')
      .some((qop) => qop.trim() === 'auth')
  )
    fail('qop does not offer auth');
  const stale = /[\s,]stale\s*=\s*"?true/i.test(value);
  return { realm: field('realm'), nonce: field('nonce'), algorithm: algorithmOf(field('algorithm')), stale };
}

export function serialiseDigestChallenge({ realm, nonce, algorithm, stale }: DigestChallenge): string {
  return `Digest realm=${quote(realm)}, nonce=${quote(nonce)}, algorithm=${algorithm}, qop="auth"${stale ? ', stale=true' : ''}`;
}

/** @throws ProtocolError */
export function parseDigestCredentials(value: string): DigestCredentials {
  const field = fields(value);
  if (field('qop') !== 'auth') fail('qop is not auth');
  const nc = field('nc');
  if (!/^[0-9a-f]{8}$/i.test(nc)) fail('nc is not 8 hex digits');
  return {
    username: field('username'),
    realm: field('realm'),
    nonce: field('nonce'),
    uri: field('uri'),
    algorithm: algorithmOf(field('algorithm')),
    cnonce: field('cnonce'),
    nonceCount: Number.parseInt(nc, 16),
    response: field('response').toLowerCase(),
  };
}

const hex8 = (count: number): string => count.toString(16).padStart(8, '0');

export function serialiseDigestCredentials(credentials: DigestCredentials): string {
  const { username, realm, nonce, uri, algorithm, cnonce, nonceCount, response } = credentials;
  return (
    `Digest username=${quote(username)}, realm=${quote(realm)}, nonce=${quote(nonce)}, uri=${quote(uri)}, ` +
    `algorithm=${algorithm}, qop=auth, nc=${hex8(nonceCount)}, cnonce=${quote(cnonce)}, response=${quote(response)}`
  );
}

/** The `response` of RFC 7616 section 3.4.1 for qop=auth. */
export function digestResponse(
  credentials: Omit<DigestCredentials, 'response'>,
  password: string,
  method: string,
): string {
  const { username, realm, nonce, uri, algorithm, cnonce, nonceCount } = credentials;
  const hash = (text: string): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const a1 = hash(`${username}:${realm}:${password}`);
  const a2 = hash(`${method}:${uri}`);
  return hash(`${a1}:${nonce}:${hex8(nonceCount)}:${cnonce}:auth:${a2}`);
}

export interface DigestAnswer {
  readonly username: string;
  readonly password: string;
  /** `REGISTER`, `POST`. */
  readonly method: string;
  /** The Request-URI, or the path of an HTTP request with its query. */
  readonly uri: string;
  readonly cnonce: string;
  readonly nonceCount: number;
}

/** The Authorization value that answers a challenge. */
export function answerDigest(challenge: DigestChallenge, answer: DigestAnswer): string {
  const { username, password, method, uri, cnonce, nonceCount } = answer;
  const { realm, nonce, algorithm } = challenge;
  const open = { username, realm, nonce, uri, algorithm, cnonce, nonceCount };
  return serialiseDigestCredentials({ ...open, response: digestResponse(open, password, method) });
}

/** Whether the credentials were made with this password, for this method. Takes the same time for every wrong answer. */
export function digestMatches(credentials: DigestCredentials, password: string, method: string): boolean {
  const expected = Buffer.from(digestResponse(credentials, password, method));
  const given = Buffer.from(credentials.response);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
