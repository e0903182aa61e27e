import { enrolmentRequest, enrolmentResponse } from './enrolment.ts';
import type { Operation } from './operation.ts';

/** How devices come into the archive. */
export const enrolmentOperations: readonly Operation[] = [
  {
    id: 'enrolDevice',
    method: 'POST',
    path: '/enrolments',
    role: 'enrolment',
    summary: 'Enrols one installation for its custodian; repeated, it gives the same enrolment.',
    request: { type: 'application/json', schema: enrolmentRequest },
    answers: {
      200: { type: 'application/json', schema: enrolmentResponse },
      201: { type: 'application/json', schema: enrolmentResponse },
    },
    refusals: [400, 401, 409, 413, 415, 503],
  },
];
