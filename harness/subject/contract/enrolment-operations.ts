import { z } from 'zod';
import { endedEnrolment, enrolmentRequest, enrolmentResponse, withdrawnConsent } from './enrolment.ts';
import type { Operation } from './operation.ts';

/** How devices come into the archive, and how they leave it. */
export const enrolmentOperations: readonly Operation[] = [
  {
    id: 'enrolDevice',
    method: 'POST',
    path: '/enrolments',
    role: 'enrolment',
    summary:
      'Enrols one installation for its custodian; repeated, it gives the same enrolment. With another mode or endpoint key it is refused (409), unless `renew` is sent.',
    request: { type: 'application/json', schema: enrolmentRequest },
    answers: {
      200: { type: 'application/json', schema: enrolmentResponse },
      201: { type: 'application/json', schema: enrolmentResponse },
    },
    refusals: [400, 401, 403, 409, 413, 415, 503],
  },
  {
    id: 'endEnrolment',
    method: 'DELETE',
    path: '/enrolments/{device_id}',
    role: 'operator',
    summary: "Ends an enrolment, also by the device's own token: the token is refused from then on, the records stay.",
    parameters: { device_id: z.string().min(1) },
    answers: { 200: { type: 'application/json', schema: endedEnrolment } },
    refusals: [401, 403, 404, 503],
  },
  {
    id: 'withdrawConsent',
    method: 'DELETE',
    path: '/enrolments/{device_id}/consent',
    role: 'operator',
    summary: "Withdraws a custodian's consent, also by the device's own token.",
    parameters: { device_id: z.string().min(1) },
    answers: { 200: { type: 'application/json', schema: withdrawnConsent } },
    refusals: [401, 403, 404, 503],
  },
];
