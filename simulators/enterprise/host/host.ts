import { Hono } from 'hono';
import type { Clock } from '../../kernel/clock.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { Fetch } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import { deviceStore } from '../enrolment/devices.ts';
import { answerProblems } from '../http/answer-problems.ts';
import { bearer, equalSecrets } from '../http/bearer.ts';
import { readJson } from '../http/json-body.ts';
import { Problem } from '../http/problem.ts';
import { roles } from '../http/roles.ts';
import { logVerifierKey } from '../log/checkpoint.ts';
import { openStore, type StoreLocation } from '../store/open-store.ts';
import { createSubjectApp, type SubjectApp } from '../subject-app.ts';
import { telling } from '../telling.ts';
import { hostedKeys } from './hosted-keys.ts';
import { type HostedTenant, hostedTenant } from './hosted-tenant.ts';
import { hostedTenants } from './hosted-tenants.ts';
import { type TenantAnswer, type TenantRequest, tenantLimitBytes, tenantRequest } from './tenant-request.ts';
import { type KeyedTenant, requireTimely, webhookKeysRoute } from './webhook-keys-route.ts';

export interface SubjectHostOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Fetches the public keys of platforms. */
  readonly fetch: Fetch;
  readonly journal: Journal;
  readonly database: StoreLocation;
  /** Makes tenants. */
  readonly operatorToken: string;
  /** Served as they are to anyone, below the root and below each tenant: `/openapi.json`. */
  readonly documents?: ReadonlyMap<string, string>;
}

/** The reference subject for many tenants behind one HTTP app and one store: each below `/t/<tenant>`. */
export interface SubjectHost {
  readonly app: Fetch;
  /** The store is there. Rejects when it cannot be had. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** A tenant that somebody asked for. */
interface RunningTenant extends KeyedTenant {
  readonly subject: SubjectApp;
}

export function createSubjectHost(options: SubjectHostOptions): SubjectHost {
  const { clock, random, operatorToken, documents = new Map() } = options;
  const journal = telling(options.journal, clock);
  const store = openStore(options.database, clock);
  const tenants = hostedTenants(store.database);
  /** Those asked for since the start, and those with a policy: the others wait in the store. */
  const running = new Map<string, Promise<RunningTenant | undefined>>();

  function run({ tenant, webhooks }: HostedTenant): RunningTenant {
    const { database } = store;
    const keys = hostedKeys({ clock, fetch: options.fetch, database, tenant: tenant.id, first: webhooks });
    const subject = createSubjectApp({
      clock,
      random: random.split(tenant.id),
      journal: options.journal,
      tenant,
      secrets: keys.secrets,
      keySet: keys.keySet,
      database: store,
    });
    return { subject, keys, roles: roles(tenant, deviceStore(database, tenant.id)) };
  }

  function find(tenant: string): Promise<RunningTenant | undefined> {
    const known = running.get(tenant);
    if (known) return known;
    const found = tenants.byId(tenant).then((hosted) => hosted && run(hosted));
    running.set(tenant, found);
    const forget = (): void => void running.delete(tenant); // a stranger's guess is not remembered
    found.then((one) => one ?? forget(), forget);
    return found;
  }

  /** What a policy makes due comes without anybody asking. */
  async function runWhatIsDue(): Promise<void> {
    await store.ready;
    for (const tenant of await tenants.withPolicies()) await find(tenant).catch(() => {}); // it fails whoever asks for it
  }
  const ready = runWhatIsDue();
  ready.catch(() => {}); // told to who waits for it

  async function add(request: TenantRequest, origin: string): Promise<TenantAnswer> {
    requireTimely(request.webhooks, clock.now());
    const hosted = hostedTenant(random.split('tenants'), request);
    const { id, enrolmentToken, auditorToken, operatorToken: operator_token, contentKey } = hosted.tenant;
    const { archiveKey, logKey } = hosted.tenant;
    await tenants.add(hosted, request.policy, clock.now());
    running.set(id, Promise.resolve(run(hosted)));
    const base_url = `${origin}/t/${id}`;
    const key = Buffer.from(contentKey.key).toString('base64');
    return {
      tenant: id,
      base_url,
      credentials: {
        enrolment_token: enrolmentToken,
        auditor_token: auditorToken,
        operator_token,
        content_hash_key: { kid: contentKey.kid, key },
      },
      keys: {
        archive: [{ kid: archiveKey.kid, public_key: Buffer.from(archiveKey.publicKey).toString('base64') }],
        log: logVerifierKey(id, logKey),
      },
    };
  }

  const app = new Hono();
  app.use(async (_, next) => {
    await store.ready;
    await next();
  });
  app.post('/tenants', async (context) => {
    const request = context.req.raw;
    if (!equalSecrets(bearer(request), operatorToken)) {
      throw new Problem('unauthenticated', 'this is not the operator token of the server');
    }
    const answer = await add(await readJson(request, tenantLimitBytes, tenantRequest), new URL(request.url).origin);
    return context.json(answer, 201, { 'cache-control': 'no-store' });
  });
  webhookKeysRoute(app, clock, find);
  for (const [path, text] of documents) {
    const answer = (): Response => new Response(text, { headers: { 'content-type': 'application/json' } });
    app.get(path, answer);
    app.get(`/t/:tenant${path}`, answer);
  }
  app.all('/t/:tenant{[\\w-]{1,64}}/*', async (context) => {
    const { raw } = context.req;
    const tenant = context.req.param('tenant');
    const found = await find(tenant);
    if (!found) throw new Problem('not-found', 'there is no such tenant');
    const url = new URL(raw.url);
    url.pathname = url.pathname.slice(`/t/${tenant}`.length);
    return found.subject.app(new Request(url, raw));
  });
  answerProblems(app, ({ problem, status, detail }) => {
    if (!store.closed)
      journal.append('archive.refused', { http_status: status, reason: `host: ${problem}: ${detail}` });
  });

  return {
    app: async (request) => app.fetch(request),
    ready,
    async close() {
      await ready.catch(() => {});
      for (const one of await Promise.all(running.values())) await one?.subject.close();
      await store.close();
    },
  };
}
