import { p256Generate } from '../../../simulators/crypto/p256/key.ts';
import { type WebhookKeyRing, webhookKeyRing } from '../../../simulators/enterprise/standard-webhooks/key-ring.ts';
import type { Clock } from '../../../simulators/kernel/clock.ts';
import { exchange, failureCode } from '../../../simulators/kernel/exchange.ts';
import { readBody } from '../../../simulators/kernel/http-body.ts';
import type { Fetch } from '../../../simulators/kernel/network.ts';
import type { Random } from '../../../simulators/kernel/random.ts';
import { type TenantRequest, tenantAnswer } from '../contract/tenant.ts';
import type { TenantKeys } from '../tenant-keys.ts';
import { givenKeys } from './given-keys.ts';
import type { TenantUnderCheck } from './tenant-under-check.ts';

export interface MakeTenantOptions {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly random: Random;
  /** The server's, without a trailing slash. */
  readonly url: string;
  /** The server's operator's. */
  readonly operatorToken: string;
  /** What the platform signs with; default: fresh keys. Without a URL the public ones are sent along. */
  readonly webhooks?: { readonly ring: WebhookKeyRing; readonly keySetUrl?: string };
}

/** There is no server, or it makes no tenants. */
export class NoTenantError extends Error {
  override readonly name = 'NoTenantError';
}

/** A tenant that was just made, with the keys that stay with whoever asked for it. */
export interface MadeTenant extends TenantUnderCheck {
  readonly operatorToken: string;
  readonly keys: TenantKeys;
}

const answerLimitBytes = 65_536;

/** Asks a server for a fresh tenant. @throws NoTenantError */
export async function makeTenant(options: MakeTenantOptions): Promise<MadeTenant> {
  const { random, url, webhooks } = options;
  const webhookKeys = (webhooks?.ring ?? webhookKeyRing(random.split('webhook keys'))).signing();
  const escrow = p256Generate(random.split('escrow'));
  const request: TenantRequest = {
    webhooks: givenKeys(webhookKeys, webhooks?.keySetUrl),
    escrow: { kid: 'escrow-1', public_key: Buffer.from(escrow.publicKey).toString('base64') },
  };
  const { tenant, base_url, credentials, keys } = await ask(`${url}/tenants`, options, request);
  const { kid, key } = credentials.content_hash_key;
  return {
    baseUrl: base_url,
    enrolmentToken: credentials.enrolment_token,
    auditorToken: credentials.auditor_token,
    operatorToken: credentials.operator_token,
    webhookKeys,
    keys: {
      id: tenant,
      escrow: [{ kid: 'escrow-1', privateKey: escrow.privateKey }],
      content: [{ kid, key: new Uint8Array(Buffer.from(key, 'base64')) }],
      log: keys.log,
      archive: keys.archive.map((one) => {
        return { kid: one.kid, publicKey: new Uint8Array(Buffer.from(one.public_key, 'base64')) };
      }),
    },
  };
}

async function ask(
  url: string,
  { clock, fetch, operatorToken }: Pick<MakeTenantOptions, 'clock' | 'fetch' | 'operatorToken'>,
  request: TenantRequest,
) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${operatorToken}` };
  const init = { method: 'POST', headers, body: JSON.stringify(request) };
  const { status, text } = await exchange({ clock, fetch, timeoutMs: 10_000 }, url, init, async (response) => ({
    status: response.status,
    text: Buffer.from(await readBody(response, answerLimitBytes)).toString(),
  })).catch((error: unknown) => {
    throw new NoTenantError(`${url} gave no answer: ${failureCode(error)}`);
  });
  if (status !== 201) throw new NoTenantError(`${url} answered ${status} instead of a fresh tenant (201)`);
  const parsed = tenantAnswer.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new NoTenantError(`${url} answered outside the contract: /${issue?.path.join('/')}: ${issue?.message}`);
}
