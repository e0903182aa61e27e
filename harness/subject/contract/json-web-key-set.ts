import { z } from 'zod';

/** The public keys that webhooks are signed with (RFC 7517; Ed25519 per RFC 8037). */
export const jsonWebKeySet = z.looseObject({
  keys: z.array(
    z.looseObject({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      /** 32 bytes, base64url without padding. */
      x: z.string().regex(/^[\w-]{43}$/),
      kid: z.string().min(1),
    }),
  ),
});
