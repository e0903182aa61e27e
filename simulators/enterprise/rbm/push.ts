import { z } from 'zod';
import { hmacSha512, verifyHmacSha512 } from '../../crypto/hmac.ts';

/** The envelope that an event comes in: that of a Pub/Sub push. `data` is base64 of the event's JSON. */
export const pushEnvelope = z.object({
  message: z.object({
    data: z.base64().max(65_536),
    messageId: z.string().max(128),
    publishTime: z.string().max(64),
    attributes: z.record(z.string().max(64), z.string().max(256)).optional(),
  }),
  subscription: z.string().max(256),
});

/** `[I]`: the documentation shows an envelope's attributes and subscription by example only. */
const inferred = { product: 'RBM', subscription: 'projects/greenroom/subscriptions/rbm' } as const;

export interface Push {
  readonly id: string;
  /** The event's JSON. */
  readonly data: Uint8Array;
  readonly agentId: string;
  readonly atMs: number;
}

/** The body of a push. Nothing in it but `data` is signed. */
export function pushBody({ id, data, agentId, atMs }: Push): string {
  return JSON.stringify({
    message: {
      data: Buffer.from(data).toString('base64'),
      messageId: id,
      publishTime: new Date(atMs).toISOString(),
      attributes: { product: inferred.product, business_id: agentId },
    },
    subscription: inferred.subscription,
  });
}

/** `X-Goog-Signature`: base64 of HMAC-SHA512 under the client token over the decoded data, not over the body. */
export const pushSignature = (clientToken: string, data: Uint8Array): string =>
  Buffer.from(hmacSha512(Buffer.from(clientToken), data)).toString('base64');

export const isPushSigned = (header: string, clientTokens: readonly string[], data: Uint8Array): boolean =>
  clientTokens.some((token) => verifyHmacSha512(Buffer.from(token), data, Buffer.from(header, 'base64')));
