import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { revokePath } from '../protocol/assumptions.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { serialiseProvisioningDocument } from '../protocol/provisioning-document.ts';
import { type ProvisioningRequest, parseProvisioningRequest } from '../protocol/provisioning-request.ts';
import { sipIdentity, telUri } from '../protocol/uri.ts';
import type { CarrierContext } from './context.ts';
import type { DigestGuard } from './digest-guard.ts';
import type { IssuingAuthority } from './issuing-authority.ts';
import { type Device, devicesPerSubscriber, type Subscribers } from './subscribers.ts';

export interface AcsOptions {
  readonly context: CarrierContext;
  readonly subscribers: Subscribers;
  readonly guard: DigestGuard;
  readonly authority: IssuingAuthority;
  /** Seconds to wait, while the carrier throttles. */
  readonly throttledS: () => number | undefined;
  /** A device got new credentials: what belonged to the former ones is void. */
  readonly onReplaced: (device: Device) => void;
  /** The subscriber took one of its devices away. */
  readonly onRevoked: (msisdn: string, imei: string) => void;
}

/** Seconds a configuration is good for. */
const validityS = 86_400;

const revocation = z.strictObject({ imei: z.string().regex(/^[0-9]{14,16}$/) });

/** The auto-configuration server (RCC.14): an HTTP app for `acs.<carrier>.test`. */
export function createAcs(options: AcsOptions): Hono {
  const { context, subscribers, guard, throttledS } = options;
  const { name, domain, journal } = context;
  const random = context.random.split('acs');

  /** The device that asks, newly provisioned where it has to be; nothing when it may not be. */
  function deviceFor({ msisdn, imei, vers }: ProvisioningRequest): Device | undefined {
    const before = subscribers.device(msisdn, imei);
    if (before && vers !== 0) return before;
    if (subscribers.isRevoked(msisdn, imei)) return undefined;
    if (!before && subscribers.devices(msisdn).length >= devicesPerSubscriber) return undefined;
    const draw = (bytes: number): string => Buffer.from(random.bytes(bytes)).toString('hex');
    const device = subscribers.provision({
      msisdn,
      imei,
      userName: `${msisdn.slice(1)}-${draw(4)}@${domain}`,
      userPwd: draw(16),
      token: draw(16),
    });
    options.onReplaced(device);
    return device;
  }

  /** What a phone needs to be certified, where it named the key that it means. */
  function vouchedFor({ msisdn, imei, identityKey }: ProvisioningRequest) {
    if (!identityKey) return {};
    const identityProof = options.authority.attest({ msisdn, imei, identityKey });
    return { identityProof, trustAnchors: context.interconnect.roots() };
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
    if (!device) return c.text('this device was revoked, or there are too many\n', 403);
    const document = serialiseProvisioningDocument({
      version: device.generation,
      validityS,
      token: device.token,
      homeDomain: domain,
      publicIdentities: [sipIdentity(device.msisdn, domain), telUri(device.msisdn)],
      pcscf: name,
      auth: { realm: domain, userName: device.userName, userPwd: device.userPwd },
      ...(context.e2ee() ? { kdsUrl: `http://kds.${domain}`, ...vouchedFor(request) } : {}),
    });
    journal.append('carrier.provisioned', { carrier: name, msisdn: device.msisdn, device: device.imei });
    return c.body(Buffer.from(document).toString('utf8'), 200, { 'content-type': 'text/vnd.wap.connectivity-xml' });
  });

  app.post(revokePath, bodyLimit({ maxSize: 1024, onError: tooLarge }), async (c) => {
    const authorised = guard.authorise(c.req.header('authorization'), 'POST', revokePath);
    if ('challenge' in authorised)
      return c.json({ error: 'unauthorized' }, 401, { 'www-authenticate': authorised.challenge });
    const request = revocation.safeParse(await c.req.json().catch(() => undefined));
    if (!request.success) return c.json({ error: 'malformed' }, 400);
    const { msisdn } = authorised.device;
    if (!subscribers.device(msisdn, request.data.imei)) return c.json({ error: 'unknown-device' }, 404);
    options.onRevoked(msisdn, request.data.imei);
    return c.json({ revoked: request.data.imei });
  });
  return app;
}

const tooLarge = (c: Context): Response => c.json({ error: 'too-large' }, 413);
