import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { kdsInterconnectPath } from '../protocol/assumptions.ts';
import { domainOf } from '../protocol/uri.ts';
import type { CarrierContext } from './context.ts';
import type { DigestGuard } from './digest-guard.ts';
import type { IssuingAuthority } from './issuing-authority.ts';
import {
  certificateRequest,
  claimAnswer,
  claimRequest,
  errorAnswer,
  interconnectClaimRequest,
  readUploaded,
  uploadRequest,
} from './kds-schema.ts';
import type { KeyPackagePools, PooledKeyPackage } from './key-package-pools.ts';
import { type Device, deviceKey, type Subscribers } from './subscribers.ts';

/** Bytes of a request: 200 KeyPackages with room to spare. */
const requestLimitBytes = 512 * 1024;

export interface KdsOptions {
  readonly context: CarrierContext;
  readonly subscribers: Subscribers;
  readonly guard: DigestGuard;
  readonly pools: KeyPackagePools;
  readonly authority: IssuingAuthority;
}

type KeyPackagesClaimed = z.infer<typeof claimAnswer>;

type Claim =
  | { readonly status: 200; readonly body: KeyPackagesClaimed }
  | { readonly status: ContentfulStatusCode; readonly error: string };

/** The key distribution server: an HTTP app for `kds.<carrier>.test`. */
export function createKds({ context, subscribers, guard, pools, authority }: KdsOptions): Hono {
  const { name, clock, journal, network, interconnect } = context;
  const outward = network.fetchFrom(name);

  const fail = (c: Context, status: ContentfulStatusCode, error: string): Response => c.json({ error }, status);

  function caller(c: Context): Device | Response {
    const { pathname, search } = new URL(c.req.url);
    const authorised = guard.authorise(c.req.header('authorization'), c.req.method, `${pathname}${search}`);
    if ('device' in authorised) return authorised.device;
    return c.json({ error: 'unauthorized' }, 401, { 'www-authenticate': authorised.challenge });
  }

  /**
   * One KeyPackage of each of a subscriber's devices that has one.
   * @param asking the IMEI that asks: nobody adds the device it is on
   */
  function claimHere(target: string, by: string, asking?: string): Claim {
    if (!context.e2ee()) return { status: 403, error: 'encryption-not-available' };
    const devices = subscribers.devices(target);
    if (devices.length === 0) return { status: 404, error: 'unknown-subscriber' };
    const others = devices.filter(({ imei }) => target !== by || imei !== asking);
    const key_packages = others.flatMap((device): KeyPackagesClaimed['key_packages'] => {
      const claimed = pools.claim(deviceKey(device));
      if (!claimed) return [];
      const { lastResort, left } = claimed;
      const of = { carrier: name, msisdn: target, device: device.imei };
      journal.append('carrier.claimed', { ...of, by, last_resort: lastResort, left });
      const key_package = Buffer.from(claimed.bytes).toString('base64');
      return [{ key_package, is_last_resort: lastResort, device: device.imei }];
    });
    if (key_packages.length === 0) return { status: 404, error: 'no-key-packages' };
    return { status: 200, body: { key_packages } };
  }

  async function claimElsewhere(carrier: string, target: string, by: string): Promise<Claim> {
    let response: Response;
    try {
      response = await outward(
        new Request(`http://kds.${domainOf(carrier)}${kdsInterconnectPath}`, {
          method: 'POST',
          redirect: 'manual',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${interconnect.token(name, carrier)}` },
          body: JSON.stringify({ target_msisdn: target, by }),
        }),
      );
    } catch {
      return { status: 504, error: 'carrier-not-reached' };
    }
    const body: unknown = await response.json().catch(() => undefined);
    const answer = claimAnswer.safeParse(body);
    if (response.status === 200 && answer.success) return { status: 200, body: answer.data };
    const error = errorAnswer.safeParse(body);
    if ((response.status === 403 || response.status === 404) && error.success)
      return { status: response.status, error: error.data.error };
    return { status: 502, error: 'carrier-failed' };
  }

  const answerClaim = (c: Context, claim: Claim): Response =>
    'body' in claim ? c.json(claim.body, 200) : fail(c, claim.status, claim.error);

  const app = new Hono();
  app.use(bodyLimit({ maxSize: requestLimitBytes, onError: (c) => fail(c, 413, 'too-large') }));

  app.get('/mls/v1/keypackages', (c) => {
    const device = caller(c);
    if (device instanceof Response) return device;
    const { available, lastResort } = pools.available(deviceKey(device));
    return c.json({ available, last_resort: lastResort });
  });

  app.post('/mls/v1/certificate', async (c) => {
    const device = caller(c);
    if (device instanceof Response) return device;
    const request = certificateRequest.safeParse(await json(c));
    if (!request.success) return fail(c, 400, 'malformed');
    const { msisdn, identity_pub, acs_proof, csr_pop } = request.data;
    if (msisdn !== device.msisdn) return fail(c, 403, 'wrong-subscriber');
    if (!context.e2ee()) return fail(c, 403, 'encryption-not-available');
    const claim = { msisdn, imei: device.imei, identityKey: binary(identity_pub) };
    const issued = authority.issue(claim, binary(acs_proof), binary(csr_pop));
    if (typeof issued === 'string') return fail(c, 403, issued);
    const of = { carrier: name, msisdn, device: device.imei };
    journal.append('carrier.certified', { ...of, not_after_ms: issued.notAfterMs });
    const [leaf, ...chain] = issued.chain.map((der) => Buffer.from(der).toString('base64'));
    return c.json({ leaf, chain });
  });

  app.post('/mls/v1/keypackages', async (c) => {
    const device = caller(c);
    if (device instanceof Response) return device;
    const request = uploadRequest.safeParse(await json(c));
    if (!request.success) return fail(c, 400, 'malformed');
    const { msisdn, key_packages, last_resort } = request.data;
    if (msisdn !== device.msisdn) return fail(c, 403, 'wrong-subscriber');
    if (!context.e2ee()) return fail(c, 403, 'encryption-not-available');
    const uploader = { msisdn, imei: device.imei, nowMs: clock.now(), roots: interconnect.roots() };
    const keyPackages: PooledKeyPackage[] = [];
    for (const text of last_resort === undefined ? key_packages : [...key_packages, last_resort]) {
      const read = readUploaded(text, uploader);
      if (typeof read === 'string') return fail(c, read === 'bad-key-package' ? 400 : 403, read);
      keyPackages.push(read);
    }
    const lastResort = last_resort === undefined ? undefined : keyPackages.pop();
    if (!pools.store(deviceKey(device), keyPackages, lastResort)) return fail(c, 409, 'pool-full');
    const stored = keyPackages.length;
    const of = { carrier: name, msisdn, device: device.imei };
    journal.append('carrier.keypackages', { ...of, stored, last_resort: lastResort !== undefined });
    return c.json({ stored, available: pools.available(deviceKey(device)).available });
  });

  app.post('/mls/v1/keypackages/claim', async (c) => {
    const device = caller(c);
    if (device instanceof Response) return device;
    const request = claimRequest.safeParse(await json(c));
    if (!request.success) return fail(c, 400, 'malformed');
    if (!context.e2ee()) return fail(c, 403, 'encryption-not-available');
    const target = request.data.target_msisdn;
    const owner = interconnect.ownerOf(target);
    if (owner === undefined) return fail(c, 404, 'unknown-subscriber');
    if (owner === name) return answerClaim(c, claimHere(target, device.msisdn, device.imei));
    return answerClaim(c, await claimElsewhere(owner, target, device.msisdn));
  });

  app.post(kdsInterconnectPath, async (c) => {
    const token = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    const carrier = token === undefined ? undefined : interconnect.carrierOf(token, name);
    if (carrier === undefined) return fail(c, 401, 'unauthorized');
    const request = interconnectClaimRequest.safeParse(await json(c));
    if (!request.success) return fail(c, 400, 'malformed');
    if (interconnect.ownerOf(request.data.by) !== carrier) return fail(c, 403, 'wrong-subscriber');
    return answerClaim(c, claimHere(request.data.target_msisdn, request.data.by));
  });
  return app;
}

const binary = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

const json = (c: Context): Promise<unknown> => c.req.json().catch(() => undefined);
