import type { WebhookKeys } from '../check/sign-delivery.ts';
import type { TenantUnderCheck } from '../check/tenant-under-check.ts';
import type { TenantKeys } from '../tenant-keys.ts';
import { SubjectFileError } from './subject-file.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'GREENROOM_SUBJECT_';

/** What was said about a subject's tenants: that it makes them, or one (and perhaps another) that is there. */
export type SubjectCredentials =
  | { readonly kind: 'server'; readonly operatorToken: string }
  | {
      readonly kind: 'tenant';
      readonly tenant: TenantUnderCheck;
      readonly other?: TenantUnderCheck;
      /** What the harness was given of the tenant's own keys: without them less can be judged. */
      readonly keys: TenantKeys;
    };

/**
 * Credentials from the environment: they stand in no file and on no command line.
 * @throws SubjectFileError that names what is missing
 */
export function readCredentials(url: string, env: Environment): SubjectCredentials {
  const operatorToken = env[`${prefix}SERVER_TOKEN`];
  if (operatorToken) return { kind: 'server', operatorToken };
  const tenant = readTenant(url, env, prefix);
  const otherUrl = env[`${prefix}OTHER_URL`];
  return {
    kind: 'tenant',
    tenant,
    keys: readKeys(env),
    ...(otherUrl && { other: readTenant(otherUrl.replace(/\/+$/, ''), env, `${prefix}OTHER_`) }),
  };
}

function readTenant(baseUrl: string, env: Environment, start: string): TenantUnderCheck {
  const needed = (name: string): string => {
    const value = env[`${start}${name}`];
    if (value) return value;
    const instead = start === prefix ? ` (or ${prefix}SERVER_TOKEN of a server that makes tenants)` : '';
    throw new SubjectFileError(
      `${start}${name} is not set in the environment${instead}. See docs/your-own-archive.md.`,
    );
  };
  const operatorToken = env[`${start}OPERATOR_TOKEN`];
  return {
    baseUrl,
    enrolmentToken: needed('ENROLMENT_TOKEN'),
    auditorToken: needed('AUDITOR_TOKEN'),
    webhookKeys: readWebhookKeys(env, start),
    ...(operatorToken && { operatorToken }),
  };
}

/** `<kid>:<base64>`: a private P-256 scalar, a key of content hashes, a public Ed25519 key; and the log's verifier key. */
function readKeys(env: Environment): TenantKeys {
  const log = env[`${prefix}LOG_KEY`];
  return {
    id: env[`${prefix}TENANT`] ?? '',
    escrow: named(env, `${prefix}ESCROW_KEY`).map(({ kid, key }) => ({ kid, privateKey: key })),
    content: named(env, `${prefix}CONTENT_HASH_KEY`),
    archive: named(env, `${prefix}ARCHIVE_KEY`).map(({ kid, key }) => ({ kid, publicKey: key })),
    ...(log && { log }),
  };
}

function named(env: Environment, name: string): readonly { readonly kid: string; readonly key: Uint8Array }[] {
  const text = env[name];
  if (!text) return [];
  const [, kid, key = ''] = /^([\w-]{1,64}):([A-Za-z0-9+/]{43}=)$/.exec(text) ?? [];
  if (kid === undefined) throw new SubjectFileError(`${name} is not "<kid>:" and 32 bytes in base64.`);
  return [{ kid, key: new Uint8Array(Buffer.from(key, 'base64')) }];
}

/** Secrets as Standard Webhooks writes them: `whsec_` for HMAC, `whsk_` for Ed25519 (a seed of 32 bytes, or seed and public key). */
function readWebhookKeys(env: Environment, start: string): WebhookKeys {
  const secret = bytes(env, `${start}WEBHOOK_SECRET`, 'whsec_', [24, 64]);
  const key = bytes(env, `${start}WEBHOOK_KEY`, 'whsk_', [32, 64]);
  if (!secret && !key) {
    const names = `${start}WEBHOOK_SECRET (whsec_..) or ${start}WEBHOOK_KEY (whsk_..)`;
    throw new SubjectFileError(`Set ${names}: what the platform signs webhooks with. See docs/your-own-archive.md.`);
  }
  return {
    secrets: secret ? [{ key: secret }] : [],
    ed25519: key ? [{ privateKey: key.subarray(0, 32) }] : [],
  };
}

function bytes(env: Environment, name: string, start: string, [least, most]: [number, number]): Uint8Array | undefined {
  const text = env[name];
  if (!text) return undefined;
  const decoded = new Uint8Array(Buffer.from(text.replace(start, ''), 'base64'));
  if (text.startsWith(start) && decoded.length >= least && decoded.length <= most) return decoded;
  throw new SubjectFileError(`${name} is not "${start}" and ${least} to ${most} bytes in base64.`);
}
