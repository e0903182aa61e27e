import { Hono } from 'hono';
import { z } from 'zod';
import { type DeviceIdentity, readDeviceToken } from '../enrolment/device-token.ts';
import { bearer } from '../http/bearer.ts';
import { readJson } from '../http/json-body.ts';
import { Problem } from '../http/problem.ts';
import { keyedHashText, messageId } from '../message-event.ts';
import type { Ed25519VerifyingKey } from '../standard-webhooks/keys.ts';
import { boundedMap } from './bounded-map.ts';
import { deliveriesRoutes } from './deliveries-routes.ts';
import type { Delivery } from './delivery.ts';
import { keySetRoute } from './key-set-route.ts';

const contentHashClaim = z.strictObject({
  message_id: messageId,
  version: z.int().min(1).max(10_000),
  content_hash: keyedHashText,
});
export type ContentHashClaim = z.infer<typeof contentHashClaim>;

const claimLimitBytes = 4096;
const tokensRemembered = 1000;

export interface PlatformAppOptions {
  readonly tenant: string;
  readonly deviceTokenKey: Ed25519VerifyingKey;
  /** Whose a token is, where the subject's tokens are not signed with that key. */
  readonly identify?: ((token: string) => DeviceIdentity | undefined) | undefined;
  /** The public keys of `v1a` signatures, in use or soon to be. */
  readonly published: () => readonly Ed25519VerifyingKey[];
  /** How long receivers may keep the key set, s. */
  readonly keySetMaxAgeS: number;
  readonly operatorToken: string;
  readonly webhooks: Delivery;
  /** An endpoint says that it is there and will hand in hashes. */
  readonly announced: (device: DeviceIdentity) => void;
  /** False when the same endpoint claimed something else before. */
  readonly claimed: (device: DeviceIdentity, claim: ContentHashClaim) => boolean;
}

/** The platform's own edge: its public keys, where enrolled endpoints hand in what it cannot know, and its delivery log. */
export function platformApp(options: PlatformAppOptions): Hono {
  const app = new Hono();
  /** Tokens that were verified once. */
  const verified = boundedMap<DeviceIdentity>(tokensRemembered);

  function device(request: Request): DeviceIdentity {
    const token = bearer(request);
    const { identify = (one: string) => readDeviceToken(options.deviceTokenKey, one) } = options;
    const identity = verified.get(token) ?? identify(token);
    if (!identity) throw new Problem('unauthenticated', 'this is no device token of the tenant');
    verified.ensure(token, () => identity);
    if (identity.tenant !== options.tenant) throw new Problem('wrong-tenant', 'the device belongs to another tenant');
    return identity;
  }

  keySetRoute(app, options.published, options.keySetMaxAgeS);
  deliveriesRoutes(app, options.webhooks, options.operatorToken);

  app.post('/endpoints', (context) => {
    options.announced(device(context.req.raw));
    return context.body(null, 204);
  });

  app.post('/content-hashes', async (context) => {
    const identity = device(context.req.raw);
    const claim = await readJson(context.req.raw, claimLimitBytes, contentHashClaim);
    if (!options.claimed(identity, claim)) {
      throw new Problem('conflict', 'this endpoint handed in another hash for that message and version');
    }
    return context.body(null, 204);
  });

  return app;
}
