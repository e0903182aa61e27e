/** What the harness holds as the tenant of a fresh tenant. Nothing of it is ever journaled. */
export interface TenantKeys {
  readonly id: string;
  /** Private escrow keys, raw P-256 scalars. */
  readonly escrow: readonly { readonly kid: string; readonly privateKey: Uint8Array }[];
  /** Keys of content hashes. */
  readonly content: readonly { readonly kid: string; readonly key: Uint8Array }[];
}
