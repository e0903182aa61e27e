/** The tenants of a server of many: written once. Webhook keys that came later are in rows of their own. */
export interface HostedTenantsTable {
  readonly tenant: string;
  /** JSON: its tokens and keys. Whoever reads the database can act as the tenant. */
  readonly settings: string;
}
