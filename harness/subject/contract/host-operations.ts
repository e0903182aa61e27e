import { z } from 'zod';
import type { Operation } from './operation.ts';
import { tenantAnswer, tenantRequest } from './tenant.ts';
import { acceptedWebhookKeys, webhookKeys } from './webhook-keys.ts';

/**
 * What a server of many tenants offers at its root, beside the contract that each tenant has below its own base URL.
 * Nobody has to: without it the harness is given one tenant.
 */
export const hostOperations: readonly Operation[] = [
  {
    id: 'makeTenant',
    method: 'POST',
    path: '/tenants',
    role: 'operator',
    summary: 'Makes a fresh tenant and answers its base URL and credentials.',
    request: { type: 'application/json', schema: tenantRequest },
    answers: { 201: { type: 'application/json', schema: tenantAnswer } },
    refusals: [400, 401, 413, 415, 503],
  },
  {
    id: 'setWebhookKeys',
    method: 'PUT',
    path: '/tenants/{tenant}/webhook-keys',
    role: 'operator',
    summary:
      'By the tenant’s own operator: what is given is accepted from now on and nothing else is; during a rotation the new ' +
      'key beside the old one with its `until`. One key at least has no end.',
    parameters: { tenant: z.string().min(1).max(64) },
    request: { type: 'application/json', schema: webhookKeys },
    answers: { 200: { type: 'application/json', schema: acceptedWebhookKeys } },
    refusals: [400, 401, 403, 404, 409, 413, 415, 503],
  },
  {
    id: 'describeContract',
    method: 'GET',
    path: '/openapi.json',
    role: 'anyone',
    summary: 'This document.',
    answers: { 200: { type: 'application/json' } },
    refusals: [],
  },
  {
    id: 'readMetrics',
    method: 'GET',
    path: '/metrics',
    role: 'anyone',
    summary: 'What the server did since it started, for Prometheus.',
    answers: { 200: { type: 'text/plain' } },
    refusals: [],
  },
];
