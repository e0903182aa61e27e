import type { Clock } from '../kernel/clock.ts';
import { readBody } from '../kernel/http-body.ts';
import type { Journal } from '../kernel/journal/journal.ts';
import type { Fetch, Network } from '../kernel/network.ts';
import type { Random } from '../kernel/random.ts';
import type { DeviceIdentity } from './enrolment/device-token.ts';
import { type Enterprise, enterpriseHost, enterpriseNode, platformHost, platformNode } from './enterprise.ts';
import { type HashKey, keyedHash } from './keyed-hash.ts';
import { createPlatform } from './platform/platform.ts';
import type { RetrySchedule } from './platform/retry.ts';
import type { WebhookKeyRing } from './standard-webhooks/key-ring.ts';
import { createTenant, type Tenant } from './tenant.ts';

/** An enterprise that somebody else runs, in another process: what a world has to know of it. */
export interface ForeignSubject {
  /** The tenant's, without a trailing slash. */
  readonly baseUrl: string;
  /** Goes out of the world. */
  readonly fetch: Fetch;
  readonly enrolmentToken: string;
  readonly auditorToken: string;
  /** Draws what leaves the world: nobody who has its seed may be able to open what lies in somebody else's archive. */
  readonly random: Random;
  /** What the platform signs with: the subject knows the first generation's secret and where the key set is. */
  readonly webhooks: WebhookKeyRing;
}

export interface ForeignEnterpriseOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly network: Network;
  readonly retry: RetrySchedule;
  readonly foreign: ForeignSubject;
}

const answerLimitBytes = 16 * 1024 * 1024;

/** Nothing can be done to somebody else's process from here. */
function notOurs(): never {
  throw new Error('the subject is somebody else’s: its process and its disk are out of reach');
}

/**
 * A world's platform beside a subject in another process. The enterprise's host name leads to the subject, over the
 * world's network and through its faults. Of `tenant` only the tokens are the subject's.
 */
export function createForeignEnterprise(options: ForeignEnterpriseOptions): Enterprise {
  const { clock, journal, network, retry, foreign } = options;
  const { random, enrolmentToken, auditorToken, webhooks } = foreign;
  const tenant: Tenant = { ...createTenant(random.split('tenant')), enrolmentToken, auditorToken };
  /** Who the subject gave which token: it may be anything, so the platform learns it from the enrolment's answer. */
  const identities = new Map<string, DeviceIdentity>();
  const app = outward(foreign, (identity) => identities.set(identity.token, enrolled(identity, tenant)));
  const platform = createPlatform({
    clock,
    random: random.split('platform'),
    fetch: network.fetchFrom(platformNode),
    journal,
    tenant: tenant.id,
    keys: {
      identifier: tenant.identifierKey,
      webhooks,
      deviceTokens: tenant.deviceTokenKey,
      operatorToken: tenant.operatorToken,
      clientToken: '',
    },
    identify: (token) => identities.get(token),
    retry,
    endpoint: `http://${enterpriseHost}/webhooks/messages`,
  });
  network.host(enterpriseNode, enterpriseHost, app);
  network.host(platformNode, platformHost, platform.app);
  return {
    tenant,
    platform,
    app,
    rotateWebhookKeys: notOurs,
    announceWebhookKeys: webhooks.announce,
    setDiskFull: notOurs,
    kill: notOurs,
    restart: notOurs,
    async close() {},
  };
}

interface EnrolledDevice {
  readonly device_id: string;
  readonly custodian: string;
  readonly token: string;
}

const enrolled = (
  { device_id, custodian }: EnrolledDevice,
  { id, identifierKey }: { readonly id: string; readonly identifierKey: HashKey },
): DeviceIdentity => ({ tenant: id, device_id, custodian_hash: keyedHash(identifierKey, 'msisdn', custodian) });

/** Hands requests on to the subject, and tells of each device that it enrolled. */
function outward({ baseUrl, fetch }: ForeignSubject, tell: (device: EnrolledDevice) => void): Fetch {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const { method, headers, signal } = request;
    const body = request.body === null ? null : await request.arrayBuffer();
    const answer = await fetch(
      new Request(`${baseUrl}${pathname}${search}`, { method, headers, signal, body, redirect: 'manual' }),
    );
    const { status } = answer;
    const bytes = await readBody(answer, answerLimitBytes);
    if (method === 'POST' && pathname === '/enrolments' && answer.ok) {
      const device = deviceIn(bytes);
      if (device) tell(device);
    }
    const hasBody = status !== 204 && status !== 205 && status !== 304;
    return new Response(hasBody ? new Uint8Array(bytes) : null, { status, headers: plainHeaders(answer.headers) });
  };
}

/** The body has been read and decoded: how it came over the wire is over. */
function plainHeaders(headers: Headers): Headers {
  const plain = new Headers(headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) plain.delete(name);
  return plain;
}

function deviceIn(bytes: Uint8Array): EnrolledDevice | undefined {
  try {
    const { device_id, custodian, token } = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
    const known = typeof device_id === 'string' && typeof custodian === 'string' && typeof token === 'string';
    return known ? { device_id, custodian, token } : undefined;
  } catch {
    return undefined; // whoever enrolled will say that this is no answer
  }
}
