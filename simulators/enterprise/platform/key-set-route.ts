import type { Hono } from 'hono';
import { sha256Hex } from '../../crypto/sha256.ts';
import type { Ed25519VerifyingKey } from '../standard-webhooks/keys.ts';

/**
 * `GET /.well-known/jwks.json`: the public keys of signatures as a JSON Web Key Set (RFC 7517, RFC 8037), with how long it
 * may be kept and an entity tag, so that who has it already is told so in 304 (RFC 9110 section 13.1.2).
 * @param published the keys in use or soon to be
 * @param maxAgeS how long receivers may keep the set, s
 */
export function keySetRoute(app: Hono, published: () => readonly Ed25519VerifyingKey[], maxAgeS: number): void {
  app.get('/.well-known/jwks.json', (context) => {
    const keys = published().map(({ kid, publicKey }) => ({
      kty: 'OKP',
      crv: 'Ed25519',
      x: Buffer.from(publicKey).toString('base64url'),
      kid,
      use: 'sig',
      alg: 'EdDSA',
    }));
    const body = JSON.stringify({ keys });
    const etag = `"${sha256Hex(Buffer.from(body)).slice(0, 32)}"`;
    const headers = { 'cache-control': `public, max-age=${maxAgeS}`, etag };
    const known = (context.req.header('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    if (known.includes(etag) || known.includes('*')) return context.body(null, 304, headers);
    return context.body(body, 200, { ...headers, 'content-type': 'application/json' });
  });
}
