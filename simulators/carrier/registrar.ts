import type { Timer } from '../kernel/clock.ts';
import { featureCapsHeader } from '../protocol/assumptions.ts';
import {
  type Capabilities,
  fullCapabilities,
  parseFeatureTags,
  serialiseFeatureTags,
  supportsMls,
  withoutMls,
} from '../protocol/feature-tags.ts';
import { type Header, headerValue, parameterValue } from '../protocol/headers.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import type { SipRequest } from '../protocol/sip.ts';
import type { Respond } from '../protocol/sip-transactions.ts';
import { msisdnOf, parseNameAddress, parseSipUri, sipIdentity, telUri } from '../protocol/uri.ts';
import type { CarrierContext } from './context.ts';
import type { DigestGuard } from './digest-guard.ts';
import { type Refusal, refusal, refusalHeaders } from './refusal.ts';
import { type Device, deviceKey } from './subscribers.ts';

/** Where a device is to be reached, and what it can do. Lost in a reboot. */
export interface Binding {
  readonly msisdn: string;
  readonly imei: string;
  /** The phone's network node. */
  readonly node: string;
  readonly capabilities: Capabilities;
  readonly expiresAtMs: number;
}

export interface Registrar {
  receive(request: SipRequest, from: string, respond: Respond): void;
  /** @param device its `deviceKey` */
  binding(device: string): Binding | undefined;
  /** The device that is registered from a network node: who a request from there is asserted to be from. */
  at(node: string): Binding | undefined;
  /** Ends a device's registration; nothing when there is none. */
  end(device: Pick<Device, 'msisdn' | 'imei'>, reason: string): void;
  endAll(reason: string): void;
}

export interface RegistrarOptions {
  readonly context: CarrierContext;
  readonly guard: DigestGuard;
  /** A phone came (back): what waits for it may go. */
  readonly onRegistered: (device: Device) => void;
}

/** SIP registration (RFC 3261 section 10). One binding a device: a registration with its credentials from another node replaces it. */
export function createRegistrar({ context, guard, onRegistered }: RegistrarOptions): Registrar {
  const { name, domain, clock, journal, timers } = context;
  const bindings = new Map<string, Binding & { readonly timer: Timer }>();
  /** Device keys by node. */
  const nodes = new Map<string, string>();

  function end(device: Pick<Device, 'msisdn' | 'imei'>, reason: string): void {
    const key = deviceKey(device);
    const binding = bindings.get(key);
    if (!binding) return;
    binding.timer.cancel();
    bindings.delete(key);
    nodes.delete(binding.node);
    const { msisdn, imei } = device;
    journal.append('carrier.unregistered', { carrier: name, msisdn, reason, device: imei });
  }

  function bind(device: Device, node: string, capabilities: Capabilities, expiresS: number): void {
    const { msisdn, imei } = device;
    const key = deviceKey(device);
    const before = bindings.get(key);
    before?.timer.cancel();
    if (before) nodes.delete(before.node);
    const other = bindings.get(nodes.get(node) ?? '');
    if (other && other !== before) end(other, 'another device registered from the same phone');
    const timer = clock.after(expiresS * 1000, `carrier ${name} registration`, () => end(device, 'expired'));
    bindings.set(key, { msisdn, imei, node, capabilities, expiresAtMs: clock.now() + expiresS * 1000, timer });
    nodes.set(node, key);
    const mls = context.e2ee() && supportsMls(capabilities);
    journal.append('carrier.registered', { carrier: name, msisdn, mls, expires_s: expiresS, device: imei });
  }

  /** Handles a REGISTER, or gives why not. */
  function register(request: SipRequest, from: string, msisdn: string, respond: Respond): Refusal | undefined {
    const authorization = headerValue(request.headers, 'Authorization');
    const authorised = guard.authorise(authorization, 'REGISTER', request.uri);
    if ('challenge' in authorised) {
      const headers = [{ name: 'WWW-Authenticate', value: authorised.challenge }];
      if (authorization !== undefined && !authorised.stale) return { ...refusal(401, 'wrong-credentials'), headers };
      respond(401, { headers });
      return undefined;
    }
    if (authorised.device.msisdn !== msisdn) return refusal(403, 'wrong-identity');
    const contact = headerValue(request.headers, 'Contact');
    const expiresS = askedFor(request, contact);
    if (expiresS === 0) {
      end(authorised.device, 'unregistered');
      respond(200, { headers: [{ name: 'Expires', value: '0' }] });
      return undefined;
    }
    if (contact === undefined) return refusal(400, 'no-contact');
    if (parseSipUri(parseNameAddress(contact).uri).host !== from.toLowerCase())
      return refusal(400, 'contact-is-elsewhere');
    if (expiresS < timers.minExpiresS) {
      const headers = [{ name: 'Min-Expires', value: String(timers.minExpiresS) }];
      return { ...refusal(423, 'interval-too-brief'), headers };
    }
    const grantedS = Math.min(expiresS, timers.maxExpiresS);
    bind(authorised.device, from, parseFeatureTags(contact), grantedS);
    respond(200, { headers: granted(msisdn, from, grantedS) });
    onRegistered(authorised.device);
    return undefined;
  }

  function granted(msisdn: string, node: string, grantedS: number): Header[] {
    const served = context.e2ee() ? fullCapabilities : withoutMls(fullCapabilities);
    return [
      { name: 'Contact', value: `<${sipIdentity(msisdn, node)}>;expires=${grantedS}` },
      { name: 'Expires', value: String(grantedS) },
      { name: 'P-Associated-URI', value: `<${sipIdentity(msisdn, domain)}>, <${telUri(msisdn)}>` },
      { name: featureCapsHeader, value: `*${serialiseFeatureTags(served)}` },
    ];
  }

  /** Seconds: of the Contact, else of the Expires header, else as long as is granted. */
  function askedFor(request: SipRequest, contact: string | undefined): number {
    const own = contact === undefined ? undefined : parameterValue(parseNameAddress(contact).parameters, 'expires');
    const text = own ?? headerValue(request.headers, 'Expires') ?? String(timers.maxExpiresS);
    if (!/^[0-9]{1,10}$/.test(text)) throw new ProtocolError('sip', `Expires "${text.slice(0, 20)}"`);
    return Number(text);
  }

  return {
    receive(request, from, respond) {
      const msisdn = msisdnOf(parseNameAddress(headerValue(request.headers, 'To') ?? '').uri);
      const refused = msisdn === undefined ? refusal(400, 'malformed') : register(request, from, msisdn, respond);
      if (!refused) return;
      const { status, text: reason } = refused;
      journal.append('carrier.refused', {
        carrier: name,
        message_id: null,
        from: msisdn ?? from,
        to: name,
        status,
        reason,
      });
      respond(status, { headers: refusalHeaders(refused) });
    },
    binding: (device) => bindings.get(device),
    at: (node) => bindings.get(nodes.get(node) ?? ''),
    end,
    endAll(reason) {
      for (const binding of [...bindings.values()]) end(binding, reason);
    },
  };
}
