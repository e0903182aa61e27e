import type { Operation } from './operation.ts';
import { tenantAnswer, tenantRequest } from './tenant.ts';

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
