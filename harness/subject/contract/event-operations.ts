import type { Operation } from './operation.ts';
import { eventPage, pageQuery } from './page.ts';

/** What auditors read of the metadata. */
export const eventOperations: readonly Operation[] = [
  {
    id: 'listEvents',
    method: 'GET',
    path: '/events',
    role: 'auditor',
    summary:
      'A page of webhooks as they were stored, in the order of receipt; the content_hash is null once a record of the message is erased.',
    query: pageQuery,
    answers: { 200: { type: 'application/json', schema: eventPage } },
    refusals: [400, 401, 403, 503],
  },
];
