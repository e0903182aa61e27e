import type { Operation } from './operation.ts';
import { pageQuery } from './page.ts';
import { subjectAccess } from './subject-access.ts';
import { msisdn } from './text.ts';

/** What a custodian may learn. */
export const subjectAccessOperations: readonly Operation[] = [
  {
    id: 'readSubjectAccess',
    method: 'GET',
    path: '/subject-access',
    role: 'auditor',
    summary: 'Everything that is held about a custodian, as far as the policy lets them have it.',
    query: { custodian: msisdn, ...pageQuery },
    answers: { 200: { type: 'application/json', schema: subjectAccess } },
    refusals: [400, 401, 403, 503],
  },
];
