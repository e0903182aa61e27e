import { Hono } from 'hono';
import type { Clock } from '../kernel/clock.ts';
import type { Journal } from '../kernel/journal/journal.ts';
import { connectionError, type Fetch } from '../kernel/network.ts';
import type { Random } from '../kernel/random.ts';
import { archive } from './archive/app.ts';
import { eventStore } from './archive/events.ts';
import { recordStore } from './archive/records.ts';
import { deviceStore } from './enrolment/devices.ts';
import { enrolmentEndings } from './enrolment/endings.ts';
import { type EnrolmentTenant, enrolment } from './enrolment/enrolment.ts';
import { exporting } from './export/exporting.ts';
import { answerProblems } from './http/answer-problems.ts';
import { limitAuditor } from './http/limit-auditor.ts';
import { Problem } from './http/problem.ts';
import { roles } from './http/roles.ts';
import { keyedHash } from './keyed-hash.ts';
import { lifecycle } from './lifecycle/lifecycle.ts';
import { subjectAccess } from './lifecycle/subject-access.ts';
import { log } from './log/app.ts';
import { logStore } from './log/log-store.ts';
import { recordLeaves } from './log/record-leaves.ts';
import { tombstoneLog } from './log/tombstone-leaf.ts';
import { deviceKeys } from './manifests/device-keys.ts';
import type { Policy } from './policy/policy.ts';
import type { KeySet } from './receiver/key-set.ts';
import { receiver } from './receiver/receiver.ts';
import type { VerifierOptions } from './receiver/verify.ts';
import { openStore, type StoreLocation } from './store/open-store.ts';
import type { Store } from './store/store.ts';
import { keepTenant } from './store/tenant-rows.ts';
import { telling } from './telling.ts';
import type { Tenant } from './tenant.ts';
import type { WebhookProfile } from './webhook-profile.ts';

export interface SubjectAppOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  /** What the enterprise has of its tenant. The private escrow key is not among it. */
  readonly tenant: EnrolmentTenant & Pick<Tenant, 'auditorToken' | 'operatorToken' | 'archiveKey' | 'logKey'>;
  /** The secrets accepted now, which the platform shared out of band: during a rotation, the old and the new. */
  readonly secrets: VerifierOptions['secrets'];
  /** The platform's public keys. */
  readonly keySet: KeySet;
  /** What webhooks are taken, and as what; default: profile `standard`. */
  readonly webhooks?: {
    readonly profile: WebhookProfile;
    /** This receiver's URL, as senders call it: what signatures of profile `rfc9421` are held against. */
    readonly endpoint?: string;
    /** Profile `rbm`: tokens that were shared with the platform. */
    readonly clientTokens?: readonly string[];
  };
  /** Where the store is; or one that is open already and stays so, where other tenants use it too. */
  readonly database: StoreLocation | Store;
}

/** The reference subject: webhook receiver, enrolment and archive behind one HTTP app and one store. */
export interface SubjectApp {
  readonly app: Fetch;
  /** What it serves, paths with `:name` for parameters. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** The store is there. Rejects when it cannot be had. */
  readonly ready: Promise<void>;
  /** While its disk is full the enterprise refuses to write, and goes on reading. */
  setDiskFull(full: boolean): void;
  /** The process is gone: what it was doing is not answered, and requests that come later find nobody. */
  close(): Promise<void>;
}

export function createSubjectApp(options: SubjectAppOptions): SubjectApp {
  const { clock, random, tenant, secrets, keySet } = options;
  const journal = telling(options.journal, clock);
  const shared = typeof options.database === 'object' && 'transaction' in options.database;
  const store = shared ? options.database : openStore(options.database, clock);
  const { database } = store;
  const devices = deviceStore(database, tenant.id);
  const keys = deviceKeys(database, tenant.id);
  const records = recordStore(database, tenant.id);
  const events = eventStore(database, tenant.id);
  /** The store knows the tenant: tried again by each who writes, until it succeeds. */
  let known: Promise<void> | undefined;
  const tenantKnown = (): Promise<void> => {
    known ??= keepTenant(database, tenant.id, clock.now()).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };

  const app = new Hono();
  app.use(async ({ req }, next) => {
    await store.ready;
    const [path = '', ...query] = req.url.split('?');
    // Nothing has a NUL in its name, and PostgreSQL takes none.
    if (path.includes('%00')) throw new Problem('not-found', 'no such resource or method');
    if (query.join('?').includes('%00')) throw new Problem('malformed', 'a query has no NUL in it');
    if (req.method !== 'GET') {
      journal.settle();
      await tenantKnown();
    }
    await next();
  });
  limitAuditor(app, clock, tenant);
  const { profile = 'standard', endpoint, clientTokens = [] } = options.webhooks ?? {};
  const pseudonym = (number: string): string => keyedHash(tenant.identifierKey, 'msisdn', number);
  const verifying = { profile, endpoint, clientTokens, secrets, keySet, pseudonym };
  receiver(app, { clock, journal, events, ...verifying });
  const policy = async (): Promise<Policy> => (await keeping.policies.current()).policy;
  enrolment(app, { clock, random: random.split('enrolment'), tenant, database, policy });
  enrolmentEndings(app, { clock, journal, tenant, database, roles: roles(tenant, devices), policy });
  archive(app, {
    clock,
    random: random.split('archive'),
    journal,
    tenant,
    database,
    devices,
    deviceKeys: keys,
    manifestsRequired: async () => (await policy()).manifests.value === 'required',
    records,
    events,
  });
  const keeping = lifecycle(app, {
    clock,
    journal,
    store,
    tenant,
    roles: roles(tenant, devices),
    append: tombstoneLog(tenant.id, random.split('tombstones')),
  });
  const { policies } = keeping;
  subjectAccess(app, { tenant, database, roles: roles(tenant, devices), policies, records, events, pseudonym });
  const logs = logStore(database, tenant.id);
  const audit = (request: Request): Promise<void> => roles(tenant, devices).require(request, 'auditor');
  log(app, { tenant, store: logs, leaves: recordLeaves(database, tenant.id, records), audit });
  exporting(app, { clock, random: random.split('exports'), journal, tenant, database, records, log: logs, audit });
  answerProblems(app, ({ problem, status, detail }, { path, headers }) => {
    if (store.closed) return; // who is dead says nothing
    const reason = `${problem}: ${detail}`;
    if (path !== '/webhooks/messages') return journal.append('archive.refused', { http_status: status, reason });
    const id = headers.get('webhook-id') ?? '';
    const webhook_id = /^[\w-]{1,128}$/.test(id) ? id : null;
    journal.append('webhook.refused', { webhook_id, http_status: status, reason });
  });

  return {
    async app(request) {
      if (store.closed) throw connectionError('ECONNREFUSED', 'the enterprise is not running');
      const answer = await app.fetch(request);
      if (store.closed) throw connectionError('ECONNRESET', 'the enterprise died before it could answer');
      return answer;
    },
    routes: app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => ({ method, path })),
    ready: store.ready,
    setDiskFull: store.setFull,
    close() {
      keeping.stop();
      return shared ? Promise.resolve() : store.close();
    },
  };
}
