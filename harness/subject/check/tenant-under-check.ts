import type { WebhookKeys } from './sign-delivery.ts';

/** A tenant of the implementation that is checked, and what its parties hold. */
export interface TenantUnderCheck {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly enrolmentToken: string;
  readonly auditorToken: string;
  readonly operatorToken?: string;
  /** What the platform signs with. The implementation was given the secrets and the public halves. */
  readonly webhookKeys: WebhookKeys;
}

/** What a check is made of. */
export interface UnderCheck {
  readonly tenant: TenantUnderCheck;
  /** A second one of the same implementation: without it nothing across tenants is tried. */
  readonly other?: TenantUnderCheck;
  /** The server that made them: without it the making of tenants and what is kept of them is not tried. */
  readonly server?: { readonly url: string; readonly operatorToken: string };
  /** Ids of operations that the implementation declares that it does not offer. */
  readonly unsupported: ReadonlySet<string>;
}
