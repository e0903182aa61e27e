import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { exchange } from '../../kernel/exchange.ts';
import { readBody } from '../../kernel/http-body.ts';
import type { Fetch } from '../../kernel/network.ts';
import type { Ed25519VerifyingKey } from '../standard-webhooks/keys.ts';

/**
 * RFC 7517 as far as Ed25519 goes (RFC 8037); keys of other kinds are passed over, and so is one that is published with its
 * private half: anybody may have signed with it.
 */
const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(32) });
const okp = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().max(64),
  x: z.string().regex(/^[\w-]{43}$/),
  d: z.undefined().optional(),
});

const limitBytes = 32_768;
const timeoutMs = 5000;
/** A set that was just fetched is not fetched again for a signature it cannot verify: strangers send those too. */
const shortestAgeMs = 10_000;

/** However long a set says that it may be kept, a day later it is asked for again, s. */
const longestAgeS = 86_400;

/** The platform's published keys, cached as it allows. */
export interface KeySet {
  /** The keys known now, fetched first when there are none or they are too old. An unreachable platform leaves the old ones. */
  current(): Promise<readonly Ed25519VerifyingKey[]>;
  /** Asks again, for a signature that no current key made; false when the set is too young for that or did not change. */
  renew(): Promise<boolean>;
}

export function keySet(clock: Clock, fetch: Fetch, url: string): KeySet {
  let keys: readonly Ed25519VerifyingKey[] = [];
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let freshUntilMs = Number.NEGATIVE_INFINITY;
  /** What the platform calls the set that is at hand. */
  let entityTag: string | undefined;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    askedAtMs = clock.now();
    const headers = { accept: 'application/json', ...(entityTag !== undefined && { 'if-none-match': entityTag }) };
    const answer = await exchange({ clock, fetch, timeoutMs }, url, { headers }, async (response) => {
      const known = response.status === 304 && entityTag !== undefined;
      if (!known && response.status !== 200) throw new Error(`the key set answered ${response.status}`);
      const maxAge = /\bmax-age=(\d{1,8})\b/.exec(response.headers.get('cache-control') ?? '')?.[1];
      const maxAgeS = Math.min(Number(maxAge ?? 300), longestAgeS);
      if (known) await response.body?.cancel();
      return { maxAgeS, etag: response.headers.get('etag'), body: known ? null : await readBody(response, limitBytes) };
    });
    if (answer.body !== null) {
      const set = jwks.parse(JSON.parse(Buffer.from(answer.body).toString()));
      keys = set.keys.flatMap((key) => {
        const { data } = okp.safeParse(key);
        return data ? [{ kid: data.kid, publicKey: Buffer.from(data.x, 'base64url') }] : [];
      });
      entityTag = answer.etag ?? undefined;
    }
    freshUntilMs = clock.now() + answer.maxAgeS * 1000;
  }

  /** One question at a time; whatever goes wrong leaves the keys as they were. */
  const asked = (): Promise<void> => {
    asking ??= ask()
      .catch(() => {})
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };

  const mayAsk = (): boolean => asking !== undefined || clock.now() - askedAtMs >= shortestAgeMs;

  return {
    async current() {
      if (clock.now() >= freshUntilMs && mayAsk()) await asked();
      return keys;
    },
    async renew() {
      if (!mayAsk()) return false;
      const before = keys;
      await asked();
      return keys !== before;
    },
  };
}
