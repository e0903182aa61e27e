/** Every set of webhook keys that a hosted tenant had after the one that it was made with. Rows are added, never changed. */
export interface WebhookKeysTable {
  readonly tenant: string;
  /** 1, and one more with each. */
  readonly number: number;
  /** Ms since the epoch. */
  readonly set_at: number;
  /** JSON, as `PUT /tenants/{tenant}/webhook-keys` takes it: shared secrets among it. */
  readonly keys: string;
}
