import type { Random } from '../../kernel/random.ts';
import { createTenant, type Tenant } from '../tenant.ts';
import type { TenantRequest } from './tenant-request.ts';

/** What the archive has of one of its tenants. The private escrow key is not among it. */
export interface HostedTenant {
  readonly tenant: Omit<Tenant, 'escrow'> & {
    readonly escrow: { readonly kid: string; readonly publicKey: Uint8Array };
  };
  readonly webhooks: TenantRequest['webhooks'];
}

/** A fresh tenant with tokens and keys of its own. */
export function hostedTenant(random: Random, { webhooks, escrow }: TenantRequest): HostedTenant {
  const { kid, public_key } = escrow;
  const publicKey = new Uint8Array(Buffer.from(public_key, 'base64'));
  return { tenant: { ...createTenant(random), escrow: { kid, publicKey } }, webhooks };
}

const mark = '$bytes';

/** JSON with byte strings in base64. */
export const writeHostedTenant = (hosted: HostedTenant): string =>
  JSON.stringify(hosted, (_, value: unknown) =>
    value instanceof Uint8Array ? { [mark]: Buffer.from(value).toString('base64') } : value,
  );

/** What `writeHostedTenant` wrote. */
export const readHostedTenant = (text: string): HostedTenant =>
  JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && mark in value
      ? new Uint8Array(Buffer.from(String(value[mark]), 'base64'))
      : value,
  );
