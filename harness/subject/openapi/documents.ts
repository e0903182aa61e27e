import { hostOperations } from '../contract/host-operations.ts';
import { operations } from '../contract/operations.ts';
import { platformOperations } from '../contract/platform-operations.ts';
import { type OpenApiDocument, openApiDocument } from './document.ts';

const version = '1.0.0';

/** What an integrator implements. */
export const subjectDocument = (): OpenApiDocument =>
  openApiDocument({
    title: 'Greenroom: the subject’s contract',
    version,
    description:
      'What a webhook receiver and archive of end-to-end encrypted RCS implements to be judged. Every refusal is ' +
      'application/problem+json and stores nothing. Bodies come as they are: one with a Content-Encoding is refused with ' +
      '415 and an Accept-Encoding that says so (RFC 9110 section 15.5.16).',
    operations,
  });

/** What the messaging platform serves, for integrators to call. */
export const platformDocument = (): OpenApiDocument =>
  openApiDocument({
    title: 'Greenroom: the messaging platform',
    version,
    description: 'What integrators call: the keys that webhooks are signed with, and where endpoints hand in hashes.',
    operations: platformOperations,
  });

/** What a server of many tenants offers beside each tenant's contract. */
export const hostDocument = (): OpenApiDocument =>
  openApiDocument({
    title: 'Greenroom: a server of many tenants',
    version,
    description:
      'Makes tenants and changes what their webhooks are verified with; each has the subject’s contract below its base URL.',
    operations: hostOperations,
  });
