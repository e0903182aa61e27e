import { alertPage, bulkReplay, delivery, deliveryPage, deliveryQuery, replayed, webhookId } from './delivery.ts';
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
  {
    id: 'listDeliveries',
    method: 'GET',
    path: '/deliveries',
    role: 'operator',
    summary:
      'A page of the delivery log, in the order of scheduling: attempts, their outcomes, and what became of each.',
    query: deliveryQuery,
    answers: { 200: { type: 'application/json', schema: deliveryPage } },
    refusals: [400, 401],
  },
  {
    id: 'readDelivery',
    method: 'GET',
    path: '/deliveries/{webhook_id}',
    role: 'operator',
    summary: 'One delivery of the log.',
    parameters: { webhook_id: webhookId },
    answers: { 200: { type: 'application/json', schema: delivery } },
    refusals: [401, 404],
  },
  {
    id: 'replayDelivery',
    method: 'POST',
    path: '/deliveries/{webhook_id}/replay',
    role: 'operator',
    summary: 'Sends one webhook again, under the same webhook-id and with the whole schedule.',
    parameters: { webhook_id: webhookId },
    answers: { 202: { type: 'application/json', schema: replayed } },
    refusals: [401, 404, 409],
  },
  {
    id: 'replayDeliveries',
    method: 'POST',
    path: '/deliveries/replay',
    role: 'operator',
    summary: 'Sends again all dead letters, or what was scheduled within a time.',
    request: { type: 'application/json', schema: bulkReplay },
    answers: { 202: { type: 'application/json', schema: replayed } },
    refusals: [400, 401, 409, 413, 415],
  },
  {
    id: 'listAlerts',
    method: 'GET',
    path: '/alerts',
    role: 'operator',
    summary: 'The last alerts, and whether the endpoint is enabled.',
    answers: { 200: { type: 'application/json', schema: alertPage } },
    refusals: [401],
  },
  {
    id: 'enableEndpoint',
    method: 'POST',
    path: '/endpoint/enable',
    role: 'operator',
    summary: 'Takes an endpoint up again that had said 410. What was abandoned meanwhile waits to be replayed.',
    answers: { 204: null },
    refusals: [401],
  },
];
