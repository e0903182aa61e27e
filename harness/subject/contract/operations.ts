import { enrolmentOperations } from './enrolment-operations.ts';
import { erasuresOperations } from './erasures-operations.ts';
import { eventOperations } from './event-operations.ts';
import { exportOperations } from './export-operations.ts';
import { holdsOperations } from './holds-operations.ts';
import { logOperations } from './log-operations.ts';
import { manifestOperations } from './manifest-operations.ts';
import type { Operation } from './operation.ts';
import { policyOperations } from './policy-operations.ts';
import { recordOperations } from './record-operations.ts';
import { subjectAccessOperations } from './subject-access-operations.ts';
import { webhookOperations } from './webhook-operations.ts';

/** Every operation of the subject's contract. A new noun is a file beside this one and a line here. */
export const operations: readonly Operation[] = [
  ...webhookOperations,
  ...enrolmentOperations,
  ...recordOperations,
  ...manifestOperations,
  ...logOperations,
  ...eventOperations,
  ...exportOperations,
  ...policyOperations,
  ...holdsOperations,
  ...erasuresOperations,
  ...subjectAccessOperations,
];
