import type { Migration } from '../migrations.ts';

/**
 * What was kept of a hosted tenant stays as it was made. Its webhook keys change by a row more, never in a row that is there:
 * what was accepted when can be told afterwards.
 */
export const webhookKeys: Migration = {
  name: '0009-webhook-keys',
  statements: ({ integer, strict, refuse }) => [
    ...refuse('hosted_tenants_are_written_once', 'UPDATE', 'hosted_tenants', 'a tenant is made once'),
    ...refuse('hosted_tenants_are_kept', 'DELETE', 'hosted_tenants', 'a tenant is kept'),

    `CREATE TABLE webhook_keys (
       tenant TEXT NOT NULL,
       number ${integer} NOT NULL CHECK (number >= 1),
       set_at ${integer} NOT NULL,
       keys TEXT NOT NULL,
       PRIMARY KEY (tenant, number),
       FOREIGN KEY (tenant) REFERENCES hosted_tenants (tenant)
     ) ${strict}`,
    ...refuse('webhook_keys_are_written_once', 'UPDATE', 'webhook_keys', 'webhook keys that were accepted are kept'),
    ...refuse('webhook_keys_are_kept', 'DELETE', 'webhook_keys', 'webhook keys that were accepted are kept'),
  ],
};
