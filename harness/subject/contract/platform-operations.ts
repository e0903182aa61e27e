import { jsonWebKeySet } from './json-web-key-set.ts';
import { contentHashClaim } from './message-event.ts';
import type { Operation } from './operation.ts';

/**
 * What the messaging platform serves, at its own base URL: an integrator calls these and does not implement them. They
 * stand beside the subject's contract, not in it.
 */
export const platformOperations: readonly Operation[] = [
  {
    id: 'readWebhookKeys',
    method: 'GET',
    path: '/.well-known/jwks.json',
    role: 'anyone',
    summary: 'The public keys of v1a signatures, in use or soon to be, with how long they may be kept.',
    answers: { 200: { type: 'application/json', schema: jsonWebKeySet } },
    refusals: [],
  },
  {
    id: 'announceEndpoint',
    method: 'POST',
    path: '/endpoints',
    role: 'device',
    summary: 'An enrolled endpoint says that it is there and will hand in content hashes.',
    answers: { 204: null },
    refusals: [401, 403],
  },
  {
    id: 'claimContentHash',
    method: 'POST',
    path: '/content-hashes',
    role: 'device',
    summary: 'An enrolled endpoint hands in the keyed hash of a body, which the platform cannot compute.',
    request: { type: 'application/json', schema: contentHashClaim },
    answers: { 204: null },
    refusals: [400, 401, 403, 409, 413, 415],
  },
];
