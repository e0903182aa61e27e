import type { Migration } from '../migrations.ts';

/** What a server of many tenants keeps of each. */
export const hostedTenants: Migration = {
  name: '0008-hosted-tenants',
  statements: ({ strict }) => [
    `CREATE TABLE hosted_tenants (
       tenant TEXT NOT NULL PRIMARY KEY,
       settings TEXT NOT NULL,
       FOREIGN KEY (tenant) REFERENCES tenants (tenant)
     ) ${strict}`,
  ],
};
