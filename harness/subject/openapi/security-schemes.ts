import type { Role } from '../contract/operation.ts';

const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', description });

/** How each role shows who it is. */
export const securitySchemes: Readonly<Record<Exclude<Role, 'anyone'>, object>> = {
  platform: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description:
      'Standard Webhooks 1.0.0: a signature over webhook-id, webhook-timestamp and the body, v1 with a shared secret ' +
      'or v1a with a key of the platform’s key set. Verified before the body is parsed.',
  },
  enrolment: bearer('The enrolment token of the tenant, as a managed device is given it.'),
  device: bearer('The token of one enrolled device.'),
  auditor: bearer('The auditor’s token: reads records, events, the log and exports.'),
  operator: bearer('The operator’s token: policy, holds, erasure, lifecycle and tenants.'),
};

/** What an operation of a role demands; nothing for anyone. */
export const security = (role: Role): readonly Record<string, readonly string[]>[] =>
  role === 'anyone' ? [] : [{ [role]: [] }];
