import type { Timer } from '../kernel/clock.ts';
import {
  type Capabilities,
  parseFeatureTags,
  serialiseFeatureTags,
  supportsMls,
  withoutMls,
} from '../protocol/feature-tags.ts';
import { type Header, headerValue, withoutHeaders } from '../protocol/headers.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import type { SipRequest, SipResponse } from '../protocol/sip.ts';
import type { Respond } from '../protocol/sip-transactions.ts';
import { msisdnOf, sipIdentity, telUri } from '../protocol/uri.ts';
import type { CarrierContext } from './context.ts';
import { refusal, refusalHeaders } from './refusal.ts';
import type { Registrar } from './registrar.ts';
import { deviceKey, type Subscribers } from './subscribers.ts';

/** Capability exchange by OPTIONS (RCC.07 section 2.6), passed on to the peer's phone, if need be by its carrier. */
export interface CapabilityExchange {
  /** @param asker the MSISDN that asks: registered here, or asserted by the carrier that passed the request on */
  receive(request: SipRequest, asker: string, from: 'phone' | 'carrier', respond: Respond): void;
}

export interface CapabilityExchangeOptions {
  readonly context: CarrierContext;
  readonly subscribers: Subscribers;
  readonly registrar: Registrar;
}

/** How long the other devices of a number are waited for once one has answered, ms. */
const othersMs = 1000;

export function createCapabilityExchange({
  context,
  subscribers,
  registrar,
}: CapabilityExchangeOptions): CapabilityExchange {
  const { name, clock, journal, timers, interconnect, sip } = context;

  /** A Contact as this carrier lets it pass: without MLS while its switch is off. */
  function contact(value: string | undefined, msisdn: string): Header[] {
    if (value === undefined) return [];
    const tags = tagsIn(value);
    const passed = serialiseFeatureTags(context.e2ee() ? tags : withoutMls(tags));
    return [{ name: 'Contact', value: `<${sipIdentity(msisdn, name)}>${passed}` }];
  }

  /** The nodes that an OPTIONS for a number goes to next, or the status to answer with. */
  function nextHops(msisdn: string | undefined, from: 'phone' | 'carrier'): readonly string[] | number {
    const owner = msisdn === undefined ? undefined : interconnect.ownerOf(msisdn);
    if (msisdn === undefined || owner === undefined) return 404;
    if (owner !== name) return from === 'phone' ? [owner] : 404;
    const devices = subscribers.devices(msisdn);
    if (devices.length === 0) return 404;
    const nodes = devices.flatMap((device) => registrar.binding(deviceKey(device))?.node ?? []);
    return nodes.length === 0 ? 480 : nodes;
  }

  /** Asks every device of a number at once: what all that answered can do is what the number can do. */
  async function fork(nodes: readonly string[], outgoing: SipRequest): Promise<SipResponse | undefined> {
    const asked = nodes.map((node) => sip.request(node, outgoing));
    const timer = clock.after(timers.proxyMs, `carrier ${name} OPTIONS`, () => {
      for (const { cancel } of asked) cancel();
    });
    let patience: Timer | undefined;
    const outcomes = asked.map(async ({ outcome }) => {
      const answer = await outcome;
      patience ??= clock.after(othersMs, `carrier ${name} OPTIONS`, () => {
        for (const { cancel } of asked) cancel();
      });
      return answer;
    });
    const answers = await Promise.all(outcomes);
    timer.cancel();
    patience?.cancel();
    const able = answers.filter((answer) => answer?.status === 200);
    const [first] = able;
    if (!first || able.length === 1) return first ?? answers.find((answer) => answer !== undefined);
    return able.find((answer) => answer && !supportsMls(tagsIn(headerValue(answer.headers, 'Contact') ?? ''))) ?? first;
  }

  async function pass(
    request: SipRequest,
    asker: string,
    target: string,
    hops: readonly string[],
    respond: (status: number, headers?: Header[]) => void,
  ) {
    const kept = withoutHeaders(
      request.headers,
      'Via',
      'Contact',
      'P-Asserted-Identity',
      'Authorization',
      'Max-Forwards',
    );
    const headers: Header[] = [
      { name: 'Max-Forwards', value: '69' },
      ...kept,
      { name: 'P-Asserted-Identity', value: `<${telUri(asker)}>` },
      ...contact(headerValue(request.headers, 'Contact'), asker),
    ];
    const response = await fork(hops, { ...request, headers, body: new Uint8Array(0) });
    if (!response) return respond(hops.some((hop) => interconnect.isCarrier(hop)) ? 504 : 408);
    respond(response.status, response.status === 200 ? contact(headerValue(response.headers, 'Contact'), target) : []);
  }

  return {
    receive(request, asker, from, respond) {
      const target = msisdnOf(request.uri);
      const answer = (status: number, headers: Header[] = []): void => {
        if (from === 'phone')
          journal.append('carrier.capabilities', { carrier: name, from: asker, to: target ?? request.uri, status });
        const reasons: Readonly<Record<number, string>> = { 404: 'unknown-subscriber', 480: 'not-reachable' };
        respond(status, {
          headers: status === 200 ? headers : refusalHeaders(refusal(status, reasons[status] ?? 'no-answer')),
        });
      };
      const hops = nextHops(target, from);
      if (typeof hops === 'number' || target === undefined) answer(typeof hops === 'number' ? hops : 404);
      else void pass(request, asker, target, hops, answer);
    },
  };
}

/** A Contact that cannot be read says nothing of what its owner can do. */
function tagsIn(contact: string): Capabilities {
  try {
    return parseFeatureTags(contact);
  } catch (error) {
    if (error instanceof ProtocolError) return { chat: false, pager: false, fileTransfer: false };
    throw error;
  }
}
