import { Hono } from 'hono';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { serialiseProvisioningDocument } from '../protocol/provisioning-document.ts';
import { type ProvisioningRequest, parseProvisioningRequest } from '../protocol/provisioning-request.ts';
import { sipIdentity, telUri } from '../protocol/uri.ts';
import type { CarrierContext } from './context.ts';
import type { Device, Subscribers } from './subscribers.ts';

export interface AcsOptions {
  readonly context: CarrierContext;
  readonly subscribers: Subscribers;
  /** Seconds to wait, while the carrier throttles. */
  readonly throttledS: () => number | undefined;
  /** A device got new credentials: what belonged to the former ones is void. */
  readonly onReplaced: (device: Device) => void;
}

/** Seconds a configuration is good for. */
const validityS = 86_400;

/** The auto-configuration server (RCC.14): an HTTP app for `acs.<carrier>.test`. */
export function createAcs({ context, subscribers, throttledS, onReplaced }: AcsOptions): Hono {
  const { name, domain, journal } = context;
  const random = context.random.split('acs');

  function deviceFor(request: ProvisioningRequest): Device {
    const { msisdn, imei, vers } = request;
    const before = subscribers.device(msisdn);
    if (before && before.imei === imei && vers !== 0) return before;
    const draw = (bytes: number): string => Buffer.from(random.bytes(bytes)).toString('hex');
    const device: Device = {
      msisdn,
      imei,
      generation: (before?.generation ?? 0) + 1,
      userName: `${msisdn.slice(1)}-${draw(4)}@${domain}`,
      userPwd: draw(16),
      token: draw(16),
    };
    subscribers.provision(device);
    onReplaced(device);
    return device;
  }

  const app = new Hono();
  app.get('/', (c) => {
    let request: ProvisioningRequest;
    try {
      request = parseProvisioningRequest(new URL(c.req.url).search.slice(1));
    } catch (error) {
      if (error instanceof ProtocolError) return c.text(`${error.message}\n`, 400);
      throw error;
    }
    const waitS = throttledS();
    if (waitS !== undefined) return c.text('throttled\n', 503, { 'retry-after': String(waitS) });
    if (!subscribers.withSim(request.msisdn, request.imsi)) return c.text('no such subscriber\n', 403);
    const device = deviceFor(request);
    const document = serialiseProvisioningDocument({
      version: device.generation,
      validityS,
      token: device.token,
      homeDomain: domain,
      publicIdentities: [sipIdentity(device.msisdn, domain), telUri(device.msisdn)],
      pcscf: name,
      auth: { realm: domain, userName: device.userName, userPwd: device.userPwd },
      ...(context.e2ee() ? { kdsUrl: `http://kds.${domain}` } : {}),
    });
    journal.append('carrier.provisioned', { carrier: name, msisdn: device.msisdn });
    return c.body(Buffer.from(document).toString('utf8'), 200, { 'content-type': 'text/vnd.wap.connectivity-xml' });
  });
  return app;
}
