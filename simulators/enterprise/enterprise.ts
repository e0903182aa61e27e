import type { Clock } from '../kernel/clock.ts';
import type { Journal } from '../kernel/journal/journal.ts';
import type { Fetch, Network } from '../kernel/network.ts';
import type { Random } from '../kernel/random.ts';
import { createPlatform, type Platform } from './platform/platform.ts';
import type { RetrySchedule } from './platform/retry.ts';
import { keySet } from './receiver/key-set.ts';
import { type SignatureVersion, webhookKeyRing } from './standard-webhooks/key-ring.ts';
import { memoryDisk } from './store/memory-disk.ts';
import type { StoreLocation } from './store/open-store.ts';
import { createSubjectApp } from './subject-app.ts';
import { createTenant, type Tenant } from './tenant.ts';
import type { WebhookProfile } from './webhook-profile.ts';

/** Host names of the two parties, and the network nodes that they stand on. */
export const enterpriseHost = 'enterprise.test';
export const platformHost = 'platform.test';
export const enterpriseNode = 'enterprise';
export const platformNode = 'platform';

export interface EnterpriseOptions {
  readonly clock: Clock;
  /** The world's: the tenant is drawn from it. */
  readonly random: Random;
  readonly journal: Journal;
  readonly network: Network;
  readonly retry: RetrySchedule;
  /** How webhooks look on the wire, at both ends; default `standard`. */
  readonly profile?: WebhookProfile;
  /** Where the enterprise's store is. Default: a memory disk of its own. On the wall clock also a file or PostgreSQL. */
  readonly database?: StoreLocation;
  /** Default both. `v1` alone is the cheaper. */
  readonly signatures?: readonly SignatureVersion[];
  readonly contentHashWaitMs?: number;
}

const endpoint = `http://${enterpriseHost}/webhooks/messages`;

/** A world's fresh tenant with its messaging platform and its enterprise, both on the network. */
export interface Enterprise {
  readonly tenant: Tenant;
  readonly platform: Platform;
  /** Serves the enterprise's edge, whichever process of it is running. */
  readonly app: Fetch;
  /**
   * Starts a new generation of webhook keys. Both generations sign and are accepted for `overlapMs`, then the old one is
   * dropped; deliveries that were signed before that and are still on their way are refused and tried again.
   */
  rotateWebhookKeys(overlapMs: number): void;
  /** Publishes the public key of the next generation, so that receivers that keep the key set have it when it signs. */
  announceWebhookKeys(): void;
  /** While its disk is full the enterprise refuses to write. */
  setDiskFull(full: boolean): void;
  /** The enterprise's process dies: what it was doing is not answered, and requests find nobody. */
  kill(): void;
  /** The enterprise's process ends, if it has not, and another opens the same store. With `:memory:` the store ends too. */
  restart(): void;
  /** Ends it for good. Resolves when the store is let go of. */
  close(): Promise<void>;
}

export function createEnterprise(options: EnterpriseOptions): Enterprise {
  const { clock, random, journal, network, retry, profile = 'standard' } = options;
  const ownDisk = options.database === undefined ? memoryDisk() : undefined;
  const database = options.database ?? ownDisk ?? ':memory:';
  let diskFull = false;
  const tenant = createTenant(random.split('tenant'));
  // The signature in an article's body is Ed25519, whatever else signs.
  const versions: readonly SignatureVersion[] | undefined = profile === 'article' ? ['v1a'] : options.signatures;
  const ring = webhookKeyRing(random.split('webhook keys'), versions);
  const clientToken = Buffer.from(random.split('client token').bytes(16)).toString('hex');
  const { kid, publicKey } = tenant.escrow;
  const { kid: managementKid, publicKey: managementKey } = tenant.deviceManagementKey;
  const deviceManagementKey = { kid: managementKid, publicKey: managementKey };
  const start = () => {
    const process = createSubjectApp({
      clock,
      random: random.split('enterprise'),
      journal,
      tenant: { ...tenant, escrow: { kid, publicKey }, deviceManagementKey },
      secrets: () => ring.signing().secrets,
      keySet: keySet(clock, network.fetchFrom(enterpriseNode), `http://${platformHost}/.well-known/jwks.json`),
      webhooks: { profile, endpoint, clientTokens: [clientToken] },
      database,
    });
    process.setDiskFull(diskFull);
    return process;
  };
  let running = start();
  const platform = createPlatform({
    clock,
    random: random.split('platform'),
    fetch: network.fetchFrom(platformNode),
    journal,
    tenant: tenant.id,
    keys: {
      identifier: tenant.identifierKey,
      webhooks: ring,
      deviceTokens: tenant.deviceTokenKey,
      operatorToken: tenant.operatorToken,
      clientToken,
    },
    profile,
    retry,
    endpoint,
    ...(options.contentHashWaitMs !== undefined && { contentHashWaitMs: options.contentHashWaitMs }),
  });
  const app: Fetch = (request) => running.app(request);
  network.host(enterpriseNode, enterpriseHost, app);
  network.host(platformNode, platformHost, platform.app);

  return {
    tenant,
    platform,
    app,
    rotateWebhookKeys(overlapMs) {
      ring.introduce();
      clock.after(overlapMs, 'webhook key rotation', ring.retireOld);
    },
    announceWebhookKeys: ring.announce,
    setDiskFull(full) {
      diskFull = full;
      running.setDiskFull(full);
    },
    kill: () => void running.close(),
    restart() {
      void running.close();
      running = start();
    },
    async close() {
      await running.close();
      ownDisk?.discard();
    },
  };
}
