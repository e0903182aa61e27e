import type { Operation } from './operation.ts';
import { policy, policyRequest } from './retention.ts';

/** What the archive is held to. */
export const policyOperations: readonly Operation[] = [
  {
    id: 'readPolicy',
    method: 'GET',
    path: '/policy',
    role: 'auditor',
    summary: 'The policy in force, each setting with the rules that it comes from.',
    answers: { 200: { type: 'application/json', schema: policy } },
    refusals: [401, 403, 503],
  },
  {
    id: 'setPolicy',
    method: 'PUT',
    path: '/policy',
    role: 'operator',
    summary: 'Sets the policy from now on; what is kept already is only ever kept longer by it.',
    request: { type: 'application/json', schema: policyRequest },
    answers: { 200: { type: 'application/json', schema: policy } },
    refusals: [400, 401, 403, 413, 415, 503],
  },
];
