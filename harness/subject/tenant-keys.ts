/** What the harness holds as the tenant of a fresh tenant. Nothing of it is ever journaled. */
export interface TenantKeys {
  readonly id: string;
  /** Private escrow keys, raw P-256 scalars. */
  readonly escrow: readonly { readonly kid: string; readonly privateKey: Uint8Array }[];
  /** `<name>+<id>+<key>`: verifies the checkpoints of the log (C2SP signed-note). */
  readonly log?: string | undefined;
  /** Keys of content hashes. */
  readonly content: readonly { readonly kid: string; readonly key: Uint8Array }[];
  /** Public Ed25519 keys that tombstones are signed with. Without them no tombstone is believed. */
  readonly archive?: readonly { readonly kid: string; readonly publicKey: Uint8Array }[];
}
