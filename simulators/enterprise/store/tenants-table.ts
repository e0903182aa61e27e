/** The tenants that the store holds anything of. */
export interface TenantsTable {
  readonly tenant: string;
  /** When the tenant was first served from this store, ms since the epoch. */
  readonly created_at: number;
}
