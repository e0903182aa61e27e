import { z } from 'zod';
import { messageEvent } from './message-event.ts';
import type { Operation } from './operation.ts';

/** The headers of a delivery (Standard Webhooks 1.0.0): part of what is signed, and the signatures. */
export const webhookHeaders = {
  /** The same one for every attempt at a delivery. */
  'webhook-id': z.string().regex(/^[\w-]{1,128}$/),
  /** Seconds since the epoch; at most five minutes from the receiver's clock. */
  'webhook-timestamp': z.string().regex(/^\d{1,12}$/),
  /** Separated by spaces: `v1,<base64>` for HMAC-SHA256, `v1a,<base64>` for Ed25519. */
  'webhook-signature': z.string().min(1),
};

/** Where the messaging platform tells what happened to messages. */
export const webhookOperations: readonly Operation[] = [
  {
    id: 'receiveMessageEvent',
    method: 'POST',
    path: '/webhooks/messages',
    role: 'platform',
    summary: 'Takes one signed event; acknowledged once it is stored, stored once however often it comes.',
    headers: webhookHeaders,
    request: { type: 'application/json', schema: messageEvent },
    answers: { 204: null },
    refusals: [400, 401, 409, 413, 415, 503],
  },
];
