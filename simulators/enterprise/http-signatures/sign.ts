import { type Parameters, serializeInnerList } from 'structured-headers';
import { ed25519Sign } from '../../crypto/ed25519.ts';
import { hmacSha256 } from '../../crypto/hmac.ts';
import type { SigningKeys } from '../standard-webhooks/signature.ts';
import { coveredComponents, type SignedMessage, signatureBase } from './signature-base.ts';

/** The application that a signature is for (RFC 9421 section 2.3, `tag`): one made for something else does not count. */
export const webhookTag = 'greenroom-webhook';

export interface SignOptions {
  /** Seconds since the epoch. */
  readonly created: number;
  readonly expires: number;
  readonly nonce: string;
  /** Names of components, in the order in which they are signed. */
  readonly components: readonly string[];
}

/** One signature a key: the dictionaries `Signature-Input` and `Signature` (RFC 9421 section 4). */
export function httpSignatures(
  keys: SigningKeys,
  message: SignedMessage,
  { created, expires, nonce, components }: SignOptions,
): { 'signature-input': string; signature: string } {
  const signers = [
    ...keys.ed25519.map(({ kid, privateKey }) => ({
      kid,
      alg: 'ed25519',
      make: (base: Uint8Array) => ed25519Sign(privateKey, base),
    })),
    ...keys.secrets.map(({ kid, key }) => ({
      kid,
      alg: 'hmac-sha256',
      make: (base: Uint8Array) => hmacSha256(key, base),
    })),
  ];
  const made = signers.map(({ kid, alg, make }, index) => {
    const parameters: Parameters = new Map<string, string | number>([
      ['created', created],
      ['expires', expires],
      ['nonce', nonce],
      ['alg', alg],
      ['keyid', kid],
      ['tag', webhookTag],
    ]);
    const covered = coveredComponents(components, parameters);
    const bytes = make(Buffer.from(signatureBase(message, covered)));
    const label = `sig${index + 1}`;
    return {
      input: `${label}=${serializeInnerList(covered)}`,
      signature: `${label}=:${Buffer.from(bytes).toString('base64')}:`,
    };
  });
  return {
    'signature-input': made.map(({ input }) => input).join(', '),
    signature: made.map(({ signature }) => signature).join(', '),
  };
}
