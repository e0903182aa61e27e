import type { Hono } from 'hono';
import { type Clock, timestamp } from '../../kernel/clock.ts';
import { bearer } from '../http/bearer.ts';
import { Problem } from '../http/problem.ts';
import type { Roles } from '../http/roles.ts';
import type { Policy } from '../policy/policy.ts';
import type { Database } from '../store/database.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Telling } from '../telling.ts';
import { consentStore } from './consents.ts';
import { deviceStore } from './devices.ts';
import { enrolmentChanges } from './enrolment-changes.ts';
import type { EnrolmentChangesTable } from './tables.ts';

export interface EndingsOptions {
  readonly clock: Clock;
  readonly journal: Telling;
  readonly tenant: { readonly id: string };
  readonly database: Database;
  readonly roles: Roles;
  /** The policy in force. */
  readonly policy: () => Promise<Policy>;
}

/**
 * `DELETE /enrolments/{device_id}` and `.../consent`: by the device itself or by the operator. Afterwards the device's token is
 * refused; its records stay.
 */
export function enrolmentEndings(app: Hono, { clock, journal, tenant, database, roles, policy }: EndingsOptions): void {
  const changes = enrolmentChanges(tenant.id);
  const consents = consentStore(tenant.id);

  /** Who asks: the device about itself, else the operator. @throws Problem */
  async function whoAsks(request: Request, deviceId: string): Promise<EnrolmentChangesTable['changed_by']> {
    const own = await deviceStore(database, tenant.id).byToken(bearer(request));
    if (own?.device_id === deviceId) return 'device';
    await roles.require(request, 'operator');
    return 'operator';
  }

  /** Ends an enrolment that stands. Resolves to when it was ended, ms, and whether that is now. */
  async function end(
    transaction: Database,
    deviceId: string,
    by: EnrolmentChangesTable['changed_by'],
  ): Promise<{ readonly at: number; readonly isNew: boolean }> {
    const before = await changes.standing(transaction, deviceId);
    if (!before.enrolled) return { at: before.changedAt ?? clock.now(), isNew: false };
    const devices = deviceStore(transaction, tenant.id);
    const device = await devices.byId(deviceId);
    if (!device) throw new Problem('not-found', 'no device has this id');
    await changes.change(transaction, deviceId, by, device.mode, clock.now());
    await devices.forgetToken(transaction, deviceId);
    return { at: clock.now(), isNew: true };
  }

  const tell = (device_id: string, by: EnrolmentChangesTable['changed_by']): void =>
    journal.append('archive.unenrolled', { device_id, by });

  /** @throws Problem `not-found` */
  async function requireKnown(deviceId: string): Promise<void> {
    if (!(await deviceStore(database, tenant.id).byId(deviceId)))
      throw new Problem('not-found', 'no device has this id');
  }

  app.delete('/enrolments/:id', async (context) => {
    const device_id = context.req.param('id');
    const by = await whoAsks(context.req.raw, device_id);
    await requireKnown(device_id);
    const ended = await inTransaction(database, tenant.id, (transaction) => end(transaction, device_id, by));
    if (ended.isNew) tell(device_id, by);
    return context.json({ device_id, ended_at: timestamp(ended.at) });
  });

  app.delete('/enrolments/:id/consent', async (context) => {
    const device_id = context.req.param('id');
    const by = await whoAsks(context.req.raw, device_id);
    await requireKnown(device_id);
    const { consent_required } = await policy();
    const { answer, ended } = await inTransaction(database, tenant.id, async (transaction) => {
      const withdrawn = await consents.withdraw(transaction, device_id, clock.now());
      if (withdrawn === undefined) throw new Problem('not-found', 'this device came without a consent');
      // Where nothing goes without consent, nothing goes on without it.
      const last = consent_required.value && (await end(transaction, device_id, by)).isNew;
      const { enrolled } = await changes.standing(transaction, device_id);
      return { answer: { device_id, withdrawn_at: timestamp(withdrawn), enrolled }, ended: last };
    });
    if (ended) tell(device_id, by);
    return context.json(answer);
  });
}
