import type { Random } from '../../kernel/random.ts';
import {
  type Ed25519SigningKey,
  type Ed25519VerifyingKey,
  ed25519Key,
  type WebhookSecret,
  webhookSecret,
} from './keys.ts';
import type { SigningKeys } from './signature.ts';

/** Which kinds of signature a platform makes: `v1` is shared-secret HMAC, `v1a` is Ed25519. */
export type SignatureVersion = 'v1' | 'v1a';

/**
 * The keys that a platform signs webhooks with. During a rotation two generations sign every delivery, so a receiver
 * that knows either accepts it. The public key of the next generation can be published before it signs, so that receivers
 * that keep the key set have it by then.
 */
export interface WebhookKeyRing {
  /** The generations that sign now, oldest first. */
  signing(): SigningKeys;
  /** The public keys in use, and the announced one. */
  published(): readonly Ed25519VerifyingKey[];
  /** Publishes the public key of the next generation. Once is enough: a second time changes nothing. */
  announce(): void;
  /** Starts the next generation, announced or not; it signs beside the older ones from the next attempt on. */
  introduce(): { readonly secret: WebhookSecret; readonly ed25519: Ed25519SigningKey };
  /** Drops every generation but the newest. */
  retireOld(): void;
}

interface Generation {
  readonly secret: WebhookSecret;
  readonly ed25519: Ed25519SigningKey;
}

export function webhookKeyRing(random: Random, versions: readonly SignatureVersion[] = ['v1', 'v1a']): WebhookKeyRing {
  let made = 0;
  let generations: Generation[] = [];
  let announced: Generation | undefined;

  function make(): Generation {
    made++;
    const own = random.split(`generation ${made}`);
    return {
      secret: webhookSecret(`hmac-${made}`, own.split('secret')),
      ed25519: ed25519Key(`ed25519-${made}`, own.split('ed25519')),
    };
  }

  function introduce(): Generation {
    const generation = announced ?? make();
    announced = undefined;
    generations.push(generation);
    return generation;
  }

  introduce();
  return {
    signing: () => ({
      secrets: versions.includes('v1') ? generations.map(({ secret }) => secret) : [],
      ed25519: versions.includes('v1a') ? generations.map(({ ed25519 }) => ed25519) : [],
    }),
    published: () =>
      versions.includes('v1a') ? [...generations, ...(announced ? [announced] : [])].map(({ ed25519 }) => ed25519) : [],
    announce() {
      announced ??= make();
    },
    introduce,
    retireOld() {
      generations = generations.slice(-1);
    },
  };
}
