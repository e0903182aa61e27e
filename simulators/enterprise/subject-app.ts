import { Hono } from 'hono';
import type { Clock } from '../kernel/clock.ts';
import type { Journal } from '../kernel/journal/journal.ts';
import { connectionError, type Fetch } from '../kernel/network.ts';
import type { Random } from '../kernel/random.ts';
import { archive } from './archive/app.ts';
import { openDatabase } from './archive/database.ts';
import { eventStore } from './archive/events.ts';
import { recordStore } from './archive/records.ts';
import { deviceStore } from './enrolment/devices.ts';
import { type EnrolmentTenant, enrolment } from './enrolment/enrolment.ts';
import { answerProblems } from './http/answer-problems.ts';
import { keySet } from './receiver/key-set.ts';
import { receiver } from './receiver/receiver.ts';
import type { WebhookSecret } from './standard-webhooks/keys.ts';

export interface SubjectAppOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** As seen from the enterprise: it fetches the platform's public keys. */
  readonly fetch: Fetch;
  readonly journal: Journal;
  /** What the enterprise has of its tenant. The private escrow key is not among it. */
  readonly tenant: EnrolmentTenant & { readonly auditorToken: string };
  /** Where the platform publishes its keys. */
  readonly keySetUrl: string;
  /** Secrets that the platform shared out of band. */
  readonly secrets: readonly WebhookSecret[];
  /** `:memory:` or a file. */
  readonly database: string;
}

/** The reference subject: webhook receiver, enrolment and archive behind one HTTP app and one store. */
export interface SubjectApp {
  readonly app: Fetch;
  /** Replaces the secrets that webhooks may be signed with: during a rotation, the old and the new. */
  acceptSecrets(secrets: readonly WebhookSecret[]): void;
  /** Closes the store: the process is gone. Requests that come later find nobody. */
  close(): void;
}

export function createSubjectApp(options: SubjectAppOptions): SubjectApp {
  const { clock, random, fetch, journal, tenant } = options;
  const database = openDatabase(options.database);
  const devices = deviceStore(database);
  const records = recordStore(database, tenant.id);
  const events = eventStore(database);
  let secrets = options.secrets;

  const app = new Hono();
  const platformKeys = keySet(clock, fetch, options.keySetUrl);
  receiver(app, { clock, journal, events, secrets: () => secrets, keySet: platformKeys });
  enrolment(app, { clock, random: random.split('enrolment'), tenant, devices });
  archive(app, { clock, random: random.split('archive'), journal, tenant, devices, records, events });
  answerProblems(app, ({ problem, status, detail }, { path, headers }) => {
    const reason = `${problem}: ${detail}`;
    if (path !== '/webhooks/messages') return void journal.append('archive.refused', { http_status: status, reason });
    const id = headers.get('webhook-id') ?? '';
    const webhook_id = /^[\w-]{1,128}$/.test(id) ? id : null;
    journal.append('webhook.refused', { webhook_id, http_status: status, reason });
  });

  return {
    async app(request) {
      if (!database.open) throw connectionError('ECONNREFUSED', 'the enterprise is not running');
      return app.fetch(request);
    },
    acceptSecrets(next) {
      secrets = next;
    },
    close: () => void database.close(),
  };
}
