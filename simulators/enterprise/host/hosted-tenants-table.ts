/** The tenants of a server of many. */
export interface HostedTenantsTable {
  readonly tenant: string;
  /** JSON: its tokens and keys. Whoever reads the database can act as the tenant. */
  readonly settings: string;
}
