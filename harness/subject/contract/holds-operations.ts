import { z } from 'zod';
import type { Operation } from './operation.ts';
import { hold, holdList, holdRequest } from './retention.ts';

/** Legal holds. */
export const holdsOperations: readonly Operation[] = [
  {
    id: 'placeHold',
    method: 'POST',
    path: '/holds',
    role: 'operator',
    summary: 'Keeps records for a matter until the hold is released; the same one, while it stands, is placed once.',
    request: { type: 'application/json', schema: holdRequest },
    answers: {
      200: { type: 'application/json', schema: hold },
      201: { type: 'application/json', schema: hold },
    },
    refusals: [400, 401, 403, 413, 415, 503],
  },
  {
    id: 'listHolds',
    method: 'GET',
    path: '/holds',
    role: 'auditor',
    summary: 'Every hold, also those that were released.',
    answers: { 200: { type: 'application/json', schema: holdList } },
    refusals: [401, 403, 503],
  },
  {
    id: 'releaseHold',
    method: 'DELETE',
    path: '/holds/{hold_id}',
    role: 'operator',
    summary: 'Releases a hold; repeated, it stays released when it was.',
    parameters: { hold_id: z.string().min(1) },
    answers: { 200: { type: 'application/json', schema: hold } },
    refusals: [401, 403, 404, 503],
  },
];
