import type { Hono } from 'hono';
import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import { bearer, equalSecrets } from '../http/bearer.ts';
import { readJson } from '../http/json-body.ts';
import { Problem } from '../http/problem.ts';
import { keyedHash } from '../keyed-hash.ts';
import type { DeviceKeys } from '../manifests/device-keys.ts';
import type { Tenant } from '../tenant.ts';
import { issueDeviceToken } from './device-token.ts';
import type { DeviceStore } from './devices.ts';
import { type EnrolmentRequest, type EnrolmentResponse, enrolmentRequest, escrowSuite } from './schema.ts';

/** The part of a tenant that enrolment hands out or signs with. */
export type EnrolmentTenant = Pick<
  Tenant,
  'id' | 'identifierKey' | 'contentKey' | 'deviceTokenKey' | 'enrolmentToken'
> & { readonly escrow: Pick<Tenant['escrow'], 'kid' | 'publicKey'> };

export interface EnrolmentOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly tenant: EnrolmentTenant;
  readonly devices: DeviceStore;
  readonly deviceKeys: DeviceKeys;
}

const limitBytes = 4096;

/** `POST /enrolments`: a managed device, holding the tenant's enrolment token, opts a custodian in. Safe to repeat. */
export function enrolment(app: Hono, { clock, random, tenant, devices, deviceKeys }: EnrolmentOptions): void {
  async function enrol(request: EnrolmentRequest): Promise<{ response: EnrolmentResponse; isNew: boolean }> {
    const { installation_id, custodian, mode, endpoint_key, device_key } = request;
    const before = await devices.byInstallation(installation_id);
    if (before && before.custodian !== custodian) {
      throw new Problem('conflict', 'this installation is enrolled for another custodian');
    }
    const own = random.split(`device ${installation_id}`);
    const device_id = before?.device_id ?? `dev_${Buffer.from(own.bytes(12)).toString('hex')}`;
    const custodian_hash = keyedHash(tenant.identifierKey, 'msisdn', custodian);
    const token = issueDeviceToken(tenant.deviceTokenKey, { tenant: tenant.id, device_id, custodian_hash });
    const endpointKey = endpoint_key && Buffer.from(endpoint_key.public_key, 'base64');
    const deviceKey = device_key === undefined ? undefined : Buffer.from(device_key, 'base64');
    const registered = deviceKey && (await deviceKeys.of(device_id));
    if (registered && !deviceKey.equals(registered)) {
      throw new Problem('conflict', 'this installation has registered another device key');
    }
    await devices.put({ device_id, installation_id, custodian, mode }, token, endpointKey, clock.now());
    if (deviceKey) await deviceKeys.register(device_id, deviceKey);
    const { escrow, contentKey } = tenant;
    return {
      isNew: !before,
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
    const { response, isNew } = await enrol(await readJson(context.req.raw, limitBytes, enrolmentRequest));
    return context.json(response, isNew ? 201 : 200, { 'cache-control': 'no-store' });
  });
}
