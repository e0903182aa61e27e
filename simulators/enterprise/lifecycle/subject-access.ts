import type { Hono } from 'hono';
import { timestamp } from '../../kernel/clock.ts';
import type { EventStore } from '../archive/events.ts';
import { cutPage } from '../archive/page.ts';
import type { RecordStore } from '../archive/records.ts';
import { consentStore } from '../enrolment/consents.ts';
import { deviceStore } from '../enrolment/devices.ts';
import { enrolmentChanges } from '../enrolment/enrolment-changes.ts';
import { msisdn } from '../enrolment/schema.ts';
import { Problem } from '../http/problem.ts';
import type { Roles } from '../http/roles.ts';
import type { PolicyStore } from '../policy/policies.ts';
import type { Database } from '../store/database.ts';
import { holdStore } from './holds.ts';
import { namesOf, readTrailQuery, recordsNaming, trailCursor } from './trail.ts';

export interface SubjectAccessOptions {
  readonly tenant: { readonly id: string };
  readonly database: Database;
  readonly roles: Roles;
  readonly policies: PolicyStore;
  readonly records: RecordStore;
  readonly events: EventStore;
  /** What stands for a number in events. */
  readonly pseudonym: (number: string) => string;
}

/**
 * `GET /subject-access?custodian=`: everything that is held about a custodian, to be handed to them: their records with their
 * sealed copies, what is left of erased ones, the events that they are a party to, the ids of others' records that name them as
 * the peer, their enrolments and consents. Standing holds are told by their date alone,
 * since a matter may be about others, and not at all where the policy keeps them confidential: then the answer is the same with
 * and without a hold.
 */
export function subjectAccess(app: Hono, options: SubjectAccessOptions): void {
  const { tenant, database, roles, policies, records, events, pseudonym } = options;
  const devices = deviceStore(database, tenant.id);
  const changes = enrolmentChanges(tenant.id);
  const consents = consentStore(tenant.id);
  const holds = holdStore(database, tenant.id);

  const enrolmentsOf = async (custodian: string) =>
    Promise.all(
      (await devices.of(custodian)).map(async ({ device_id, mode, enrolled_at }) => ({
        device_id,
        mode,
        enrolled_at: timestamp(enrolled_at),
        changes: (await changes.of(database, device_id)).map(({ number, changed_at, mode: then }) => ({
          did: number % 2 === 1 ? 'ended' : 'renewed',
          at: timestamp(changed_at),
          ...(then !== null && { mode: then }),
        })),
        consents: (await consents.of(database, device_id)).map(({ given_by, given_at, text_sha256, withdrawn_at }) => ({
          given_by,
          given_at: timestamp(given_at),
          text_sha256,
          withdrawn_at: withdrawn_at === null ? null : timestamp(withdrawn_at),
        })),
      })),
    );

  const holdsOn = async (custodian: string) =>
    (await holds.all())
      .filter(({ custodians, released_at }) => released_at === null && (custodians?.includes(custodian) ?? true))
      .map(({ placed_at }) => ({ placed_at: timestamp(placed_at) }));

  app.get('/subject-access', async (context) => {
    await roles.require(context.req.raw, 'auditor');
    const query = readTrailQuery(context.req.url, ['custodian']);
    const custodian = msisdn.safeParse(context.req.query('custodian')).data;
    if (custodian === undefined)
      throw new Problem('malformed', '?custodian= must be one number in E.164, its + as %2B');
    const { policy } = await policies.current();
    if (!policy.subject_access_allowed.value) {
      const [rule] = policy.subject_access_allowed.rules;
      throw new Problem('forbidden', `the policy grants no subject access (${rule?.id ?? 'policy'})`);
    }
    const own = await records.page(query.records, custodian);
    const told = await events.pageOf(query.events, namesOf(pseudonym(custodian)));
    const naming = await recordsNaming(database, tenant.id, custodian, query.named);
    const named = cutPage(naming, query.named, ({ record_id }) => record_id);
    return context.json({
      custodian,
      enrolments: await enrolmentsOf(custodian),
      holds: policy.holds_confidential.value ? null : await holdsOn(custodian),
      records: own.rows,
      events: told.rows,
      named_in: named.rows,
      next: trailCursor(own.next, told.next, named.next),
      more: own.more || told.more || named.more,
    });
  });
}
