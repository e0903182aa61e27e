import type { Random } from '../../kernel/random.ts';
import type { Ed25519VerifyingKey } from '../standard-webhooks/keys.ts';
import { createTenant, type Tenant } from '../tenant.ts';
import type { TenantRequest } from './tenant-request.ts';

/** What the archive has of one of its tenants. The private escrow key is not among it. */
export interface HostedTenant {
  readonly tenant: Omit<Tenant, 'escrow' | 'deviceManagementKey'> & {
    readonly escrow: { readonly kid: string; readonly publicKey: Uint8Array };
    readonly deviceManagementKey: Ed25519VerifyingKey;
  };
  readonly webhooks: TenantRequest['webhooks'];
}

/** A fresh tenant with tokens and keys of its own. */
export function hostedTenant(random: Random, { webhooks, escrow, device_management }: TenantRequest): HostedTenant {
  const { deviceManagementKey: nobodys, ...made } = createTenant(random);
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
  const deviceManagementKey = device_management
    ? { kid: device_management.kid, publicKey: bytes(device_management.public_key) }
    : { kid: nobodys.kid, publicKey: nobodys.publicKey };
  const own = { kid: escrow.kid, publicKey: bytes(escrow.public_key) };
  return { tenant: { ...made, escrow: own, deviceManagementKey }, webhooks };
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
