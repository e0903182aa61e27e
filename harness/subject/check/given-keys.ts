import { formatSecret } from '../../../simulators/enterprise/standard-webhooks/keys.ts';
import type { SigningKeys } from '../../../simulators/enterprise/standard-webhooks/signature.ts';
import type { WebhookKeys } from '../contract/webhook-keys.ts';

/**
 * What a platform that signs with these keys gives to whoever receives its webhooks.
 * @param keySetUrl where it publishes the public ones; default: they go along
 */
export const givenKeys = ({ secrets, ed25519 }: SigningKeys, keySetUrl?: string): WebhookKeys => ({
  secrets: secrets.map((secret) => ({ kid: secret.kid, secret: formatSecret(secret) })),
  ...(keySetUrl === undefined
    ? {
        jwks: {
          keys: ed25519.map(({ kid, publicKey }) => {
            return {
              kty: 'OKP' as const,
              crv: 'Ed25519' as const,
              x: Buffer.from(publicKey).toString('base64url'),
              kid,
            };
          }),
        },
      }
    : { jwks_url: keySetUrl }),
});
