import type { Fetch } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import { answerDigest, type DigestChallenge, parseDigestChallenge } from '../../protocol/digest.ts';
import { newToken } from '../../protocol/message-id.ts';

/** The credentials that the configuration server gave this phone. */
export interface Credentials {
  readonly userName: string;
  readonly userPwd: string;
}

/**
 * A fetch that answers Digest challenges (RFC 7616): the first request goes without credentials, later ones use the
 * nonce that is known, and a refused nonce is replaced once.
 */
export function digestFetch(fetch: Fetch, random: Random, { userName, userPwd }: Credentials): Fetch {
  let challenge: DigestChallenge | undefined;
  let nonceCount = 0;

  function authorised(request: Request, challenged: DigestChallenge): Request {
    const { pathname, search } = new URL(request.url);
    const authorization = answerDigest(challenged, {
      username: userName,
      password: userPwd,
      method: request.method,
      uri: `${pathname}${search}`,
      cnonce: newToken(random),
      nonceCount: ++nonceCount,
    });
    const headers = new Headers(request.headers);
    headers.set('authorization', authorization);
    return new Request(request, { headers });
  }

  return async (request) => {
    const spare = request.clone();
    const first = await fetch(challenge ? authorised(request, challenge) : request);
    const header = first.headers.get('www-authenticate');
    if (first.status !== 401 || header === null) return first;
    challenge = parseDigestChallenge(header);
    nonceCount = 0;
    return fetch(authorised(spare, challenge));
  };
}
