import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import type { Random } from '../kernel/random.ts';
import {
  type DigestAlgorithm,
  digestMatches,
  parseDigestCredentials,
  serialiseDigestChallenge,
} from '../protocol/digest.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import type { Device, Subscribers } from './subscribers.ts';

/** Who it is, or the `WWW-Authenticate` value to answer 401 with; `stale`: the password was right, the nonce is used up. */
export type Authorisation = { readonly device: Device } | { readonly challenge: string; readonly stale: boolean };

export interface DigestGuard {
  /**
   * Checks an Authorization header against the provisioned credentials.
   * @param uri what the credentials must have been computed over: the Request-URI, or the path with its query
   */
  authorise(authorization: string | undefined, method: string, uri: string): Authorisation;
}

export interface DigestGuardOptions {
  readonly realm: string;
  readonly algorithm: DigestAlgorithm;
  readonly clock: Clock;
  readonly random: Random;
  readonly nonceMs: number;
  readonly subscribers: Subscribers;
}

/**
 * Digest authentication (RFC 7616) for one edge of a carrier. A nonce is its time of issue with a MAC, so that
 * none needs to be kept until it is used; each counts its uses upwards, so that a captured answer cannot be replayed.
 */
export function digestGuard({
  realm,
  algorithm,
  clock,
  random,
  nonceMs,
  subscribers,
}: DigestGuardOptions): DigestGuard {
  const key = random.bytes(32);
  const uses = new Map<string, number>();
  let issued = 0;

  const mac = (stamp: string): string => createHmac('sha256', key).update(stamp).digest('hex').slice(0, 32);

  function challenge(stale: boolean): Authorisation {
    const stamp = `${clock.now()}-${issued++}`;
    const nonce = `${stamp}.${mac(stamp)}`;
    return { challenge: serialiseDigestChallenge({ realm, nonce, algorithm, stale }), stale };
  }

  function issuedAt(nonce: string): number | undefined {
    const match = /^(([0-9]{1,16})-[0-9]{1,16})\.([0-9a-f]{32})$/.exec(nonce);
    if (!match?.[1] || !match[3]) return undefined;
    return timingSafeEqual(Buffer.from(mac(match[1])), Buffer.from(match[3])) ? Number(match[2]) : undefined;
  }

  function forgetOld(): void {
    for (const nonce of uses.keys()) {
      if (Number(nonce.split('-')[0]) + nonceMs > clock.now()) return; // in the order of first use, about that of issue
      uses.delete(nonce);
    }
  }

  return {
    authorise(authorization, method, uri) {
      if (authorization === undefined) return challenge(false);
      let credentials: ReturnType<typeof parseDigestCredentials>;
      try {
        credentials = parseDigestCredentials(authorization);
      } catch (error) {
        if (error instanceof ProtocolError) return challenge(false);
        throw error;
      }
      const { nonce, nonceCount } = credentials;
      const device = subscribers.deviceOfUser(credentials.username);
      const right = credentials.realm === realm && credentials.algorithm === algorithm && credentials.uri === uri;
      if (!device || !right || !digestMatches(credentials, device.userPwd, method)) return challenge(false);
      const at = issuedAt(nonce);
      if (at === undefined || at + nonceMs <= clock.now() || nonceCount <= (uses.get(nonce) ?? 0))
        return challenge(true);
      forgetOld();
      uses.set(nonce, nonceCount);
      return { device };
    },
  };
}
