/** Every policy that a tenant ever set, never changed nor removed: what was in force once still counts for what it kept. */
export interface PoliciesTable {
  readonly tenant: string;
  /** 1, and one more with each. */
  readonly number: number;
  /** Ms since the epoch. */
  readonly set_at: number;
  /** JSON: names of profiles. */
  readonly profiles: string;
  /** JSON: what the tenant set beside them. */
  readonly own: string | null;
}
