import type { Hono } from 'hono';
import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import { bearer, equalSecrets } from '../http/bearer.ts';
import { readJson } from '../http/json-body.ts';
import { Problem } from '../http/problem.ts';
import { keyedHash } from '../keyed-hash.ts';
import { deviceKeys } from '../manifests/device-keys.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ed25519VerifyingKey } from '../standard-webhooks/keys.ts';
import type { Database } from '../store/database.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Tenant } from '../tenant.ts';
import { consentStore } from './consents.ts';
import { issueDeviceToken } from './device-token.ts';
import { deviceStore } from './devices.ts';
import { enrolmentChanges } from './enrolment-changes.ts';
import { type ProofFlaw, proofFlaw } from './managed-device.ts';
import { otherParticulars } from './particulars.ts';
import {
  type EnrolmentMode,
  type EnrolmentRequest,
  type EnrolmentResponse,
  enrolmentRequest,
  escrowSuite,
} from './schema.ts';

/** The part of a tenant that enrolment hands out or signs with. */
export type EnrolmentTenant = Pick<
  Tenant,
  'id' | 'identifierKey' | 'contentKey' | 'deviceTokenKey' | 'enrolmentToken'
> & {
  readonly escrow: Pick<Tenant['escrow'], 'kid' | 'publicKey'>;
  readonly deviceManagementKey: Ed25519VerifyingKey;
};

export interface EnrolmentOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly tenant: EnrolmentTenant;
  readonly database: Database;
  /** The policy in force. */
  readonly policy: () => Promise<Policy>;
}

const limitBytes = 4096;
/** A device's clock may be ahead of ours by this much, ms. */
const aheadMs = 5 * 60_000;

const flaws: Record<ProofFlaw, string> = {
  'not-signed': "/managed_device is not signed by the organisation's device management",
  'not-timely': '/managed_device is not valid at this time',
  'another-device': '/managed_device is about another installation, custodian or device key',
};

/** `POST /enrolments`: a managed device, holding the tenant's enrolment token, opts a custodian in. Safe to repeat. */
export function enrolment(app: Hono, { clock, random, tenant, database, policy }: EnrolmentOptions): void {
  const changes = enrolmentChanges(tenant.id);
  const consents = consentStore(tenant.id);

  /** @throws Problem where the organisation does not vouch for the device, and the policy wants it to, or the proof is wrong */
  function checkManaged(
    { managed_device, installation_id, custodian, device_key }: EnrolmentRequest,
    required: boolean,
  ): void {
    if (managed_device === undefined) {
      if (required) throw new Problem('managed-device-required', '/managed_device is missing, and the policy wants it');
      return;
    }
    const claimed = { tenant: tenant.id, installation_id, custodian, device_key: device_key ?? null };
    const flaw = proofFlaw(tenant.deviceManagementKey, managed_device, claimed, clock.now());
    if (flaw) throw new Problem('managed-device-required', flaws[flaw]);
  }

  async function enrol(
    transaction: Database,
    request: EnrolmentRequest,
    consentRequired: boolean,
  ): Promise<{ response: EnrolmentResponse; isNew: boolean }> {
    const { installation_id, custodian, mode, endpoint_key, device_key, consent, renew } = request;
    const devices = deviceStore(transaction, tenant.id);
    const keys = deviceKeys(transaction, tenant.id);
    const before = await devices.byInstallation(installation_id);
    if (before && before.custodian !== custodian) {
      throw new Problem('conflict', 'this installation is enrolled for another custodian');
    }
    const own = random.split(`device ${installation_id}`);
    const device_id = before?.device_id ?? `dev_${Buffer.from(own.bytes(12)).toString('hex')}`;
    const standing = await changes.standing(transaction, device_id);
    if (!standing.enrolled && !renew) {
      throw new Problem('conflict', 'the enrolment of this installation was ended: send /renew to enrol it again');
    }
    // What is enrolled otherwise than is asked for changes only where that is said: a request may be late, or not the device's.
    const others = before && standing.enrolled ? otherParticulars(before, request) : [];
    if (others.length > 0 && !renew) {
      throw new Problem(
        'enrolled-otherwise',
        `this installation is enrolled with another ${others.join(' and ')}: send /renew to change it`,
      );
    }
    const isChange = others.length > 0;
    const deviceKey = device_key === undefined ? undefined : Buffer.from(device_key, 'base64');
    const registered = deviceKey && (await keys.of(device_id));
    if (registered && !deviceKey.equals(registered)) {
      throw new Problem('conflict', 'this installation has registered another device key');
    }
    // What was agreed to was the enrolment of then: not one after its end, nor copying what was not copied, or to another key.
    const covered = standing.enrolled && !(isChange && mode !== 'metadata-only');
    const agreed = covered && (await consents.standing(transaction, device_id));
    if (consentRequired && !consent && !agreed) {
      throw new Problem('consent-required', '/consent is missing, and the policy wants it');
    }
    const generation = standing.generation + (isChange ? 1 : 0);
    const custodian_hash = keyedHash(tenant.identifierKey, 'msisdn', custodian);
    const token = issueDeviceToken(tenant.deviceTokenKey, { tenant: tenant.id, device_id, custodian_hash, generation });
    const endpointKey = endpoint_key && Buffer.from(endpoint_key.public_key, 'base64');
    await devices.put({ device_id, installation_id, custodian, mode }, token, endpointKey, clock.now());
    if (deviceKey) await keys.register(device_id, deviceKey);
    const change = (to: EnrolmentMode) => changes.change(transaction, device_id, 'device', to, clock.now());
    if (before && isChange) await change(before.mode);
    if (isChange || !standing.enrolled) await change(mode);
    if (consent) await consents.give(transaction, device_id, consent, clock.now());
    const { escrow, contentKey } = tenant;
    return {
      isNew: !before || !standing.enrolled || isChange,
      response: {
        device_id,
        tenant: tenant.id,
        custodian,
        mode,
        token,
        escrow:
          mode === 'escrow'
            ? { kid: escrow.kid, public_key: Buffer.from(escrow.publicKey).toString('base64'), suite: escrowSuite }
            : null,
        content_hash_key: { kid: contentKey.kid, key: Buffer.from(contentKey.key).toString('base64') },
      },
    };
  }

  app.post('/enrolments', async (context) => {
    if (!equalSecrets(bearer(context.req.raw), tenant.enrolmentToken)) {
      throw new Problem('unauthenticated', 'this is not the enrolment token of the tenant');
    }
    const request = await readJson(context.req.raw, limitBytes, enrolmentRequest);
    if (request.consent && Date.parse(request.consent.given_at) > clock.now() + aheadMs) {
      throw new Problem('malformed', '/consent/given_at is not yet');
    }
    const { consent_required, managed_device_required } = await policy();
    checkManaged(request, managed_device_required.value);
    const { response, isNew } = await inTransaction(database, tenant.id, (transaction) =>
      enrol(transaction, request, consent_required.value),
    );
    return context.json(response, isNew ? 201 : 200, { 'cache-control': 'no-store' });
  });
}
