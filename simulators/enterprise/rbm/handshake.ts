import { z } from 'zod';
import type { ExchangeOptions } from '../../kernel/exchange.ts';
import { exchange } from '../../kernel/exchange.ts';
import { readBody } from '../../kernel/http-body.ts';
import { equalSecrets } from '../http/bearer.ts';

/** What the platform asks an endpoint before it sends it anything: who knows the client token says the secret back. */
export const handshakeRequest = z.strictObject({
  clientToken: z.string().min(1).max(128),
  secret: z.string().min(1).max(128),
});

const limitBytes = 1024;

/** Asks the endpoint to prove that it is the one that was configured: 200 and the secret as plain text. */
export function handshake(
  options: ExchangeOptions,
  endpoint: string,
  clientToken: string,
  secret: string,
): Promise<{ readonly http_status: number; readonly verified: boolean; readonly headers: Headers }> {
  const body = JSON.stringify({ clientToken, secret });
  const headers = { 'content-type': 'application/json' };
  return exchange(options, endpoint, { method: 'POST', headers, body }, async (response) => {
    const said = response.status === 200 ? Buffer.from(await readBody(response, limitBytes)).toString() : '';
    if (response.status !== 200) await response.body?.cancel().catch(() => {});
    return { http_status: response.status, verified: equalSecrets(said, secret), headers: response.headers };
  });
}

/** The receiver's side: the secret to say back, or nothing when the token is not one of ours. */
export function answerHandshake(value: unknown, clientTokens: readonly string[]): string | undefined {
  const { data } = handshakeRequest.safeParse(value);
  return data && clientTokens.some((token) => equalSecrets(token, data.clientToken)) ? data.secret : undefined;
}
