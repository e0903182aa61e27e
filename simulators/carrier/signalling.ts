import { deviceHeader, focusHeader, groupHeader } from '../protocol/assumptions.ts';
import { factoryUser, groupUri, parseConferenceUri } from '../protocol/conference-uri.ts';
import { epochIdentifierContentType } from '../protocol/epoch-identifier.ts';
import { headerValue } from '../protocol/headers.ts';
import { isUuid } from '../protocol/message-id.ts';
import { mlsContentTypes } from '../protocol/mls-control.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { parseResourceLists, resourceListsContentType } from '../protocol/resource-lists.ts';
import { pagerLimitBytes, type SipRequest, sipLength } from '../protocol/sip.ts';
import type { Respond } from '../protocol/sip-transactions.ts';
import { isMsisdn, msisdnOf, parseNameAddress } from '../protocol/uri.ts';
import type { CapabilityExchange } from './capabilities.ts';
import { groupAt, isRefusal, partyAt, readEnvelope, readMessage } from './carried-message.ts';
import type { CatchUp } from './catch-up.ts';
import type { Conference } from './conference.ts';
import type { CarrierContext } from './context.ts';
import type { IncomingSessions } from './incoming-sessions.ts';
import type { Intake } from './intake.ts';
import { type Refusal, refusal, refusalHeaders, throttled } from './refusal.ts';
import type { Binding, Registrar } from './registrar.ts';

/** Who a SIP request comes from, and which part of the carrier it goes to. */
export interface Signalling {
  request(request: SipRequest, from: string, respond: Respond): void;
}

export interface SignallingOptions {
  readonly context: CarrierContext;
  readonly registrar: Registrar;
  readonly capabilities: CapabilityExchange;
  readonly intake: Intake;
  readonly incoming: IncomingSessions;
  readonly conference: Conference;
  readonly catchUp: CatchUp;
  readonly throttledS: () => number | undefined;
}

const methods = 'REGISTER, OPTIONS, MESSAGE, INVITE, ACK, BYE';

export function createSignalling(options: SignallingOptions): Signalling {
  const { context, registrar, capabilities, intake, incoming, throttledS } = options;
  const { name, clock, journal, interconnect } = context;

  /** The device a phone's request is from: the one registered at its node, if From names its number too. */
  function sender(request: SipRequest, node: string): Binding | Refusal {
    const registered = registrar.at(node);
    if (registered === undefined) return refusal(403, 'not-registered');
    const claimed = msisdnOf(parseNameAddress(headerValue(request.headers, 'From') ?? '').uri);
    return claimed === registered.msisdn ? registered : refusal(403, 'wrong-identity');
  }

  /** Makes a group (3GPP TS 24.147), or gives why not. */
  function convene(request: SipRequest, from: string, respond: Respond): Refusal | undefined {
    const waitS = throttledS();
    if (waitS !== undefined) return throttled(waitS);
    const groupId = headerValue(request.headers, 'Conversation-ID') ?? '';
    if (!isUuid(groupId)) return refusal(400, 'bad-conversation-id');
    if (headerValue(request.headers, 'Content-Type') !== resourceListsContentType) return refusal(415, 'no-list');
    const refused = options.conference.create(groupId, from, parseResourceLists(request.body));
    if (refused) return refused;
    respond(200, { headers: [{ name: 'Contact', value: `<${groupUri(groupId, name)}>;isfocus` }] });
    return undefined;
  }

  /** Handles a request of a registered phone, or gives why not. */
  function fromPhone(request: SipRequest, node: string, respond: Respond): Refusal | undefined {
    const device = sender(request, node);
    if ('cause' in device) return device;
    const from = device.msisdn;
    if (request.method === 'OPTIONS') {
      capabilities.receive(request, from, 'phone', respond);
      return undefined;
    }
    const conference = parseConferenceUri(request.uri);
    if (request.method === 'INVITE' && conference?.user === factoryUser && conference.carrier === name)
      return convene(request, from, respond);
    if (isCatchUp(request) && conference) {
      const asked = { groupId: conference.user, from, device: device.imei, body: request.body };
      answer(options.catchUp.fromPhone(asked), 200, respond);
      return undefined;
    }
    const addressed = readEnvelope(request.uri, request.headers, from);
    if (isRefusal(addressed)) return addressed;
    const envelope = { ...addressed, device: device.imei };
    if (request.method === 'INVITE') {
      const waitS = throttledS();
      const refused = waitS === undefined ? intake.check(envelope) : throttled(waitS);
      return refused ?? incoming.open(request, node, envelope, respond);
    }
    if (sipLength(request) >= pagerLimitBytes) return refusal(413, 'use-session');
    if (!isCpim(request)) return refusal(415, 'not-cpim');
    const message = readMessage(envelope, request.body, clock.now());
    if (isRefusal(message)) return message;
    answer(intake.fromPhone(message, 'pager'), message.contentType === mlsContentTypes.control ? 200 : 202, respond);
    return undefined;
  }

  /** Handles a request that another carrier passed on, or gives why not. */
  function fromCarrier(request: SipRequest, carrier: string, respond: Respond): Refusal | undefined {
    const asserted = partyAt(parseNameAddress(headerValue(request.headers, 'P-Asserted-Identity') ?? '').uri);
    if (asserted === undefined) return refusal(400, 'malformed');
    if (request.method === 'OPTIONS') {
      if (!isMsisdn(asserted)) return refusal(400, 'malformed');
      capabilities.receive(request, asserted, 'carrier', respond);
      return undefined;
    }
    const recipientDevice = headerValue(request.headers, deviceHeader);
    const conference = parseConferenceUri(request.uri);
    if (isCatchUp(request) && conference) {
      if (interconnect.ownerOf(asserted) !== carrier || recipientDevice === undefined)
        return refusal(403, 'wrong-identity');
      const asked = { groupId: conference.user, from: asserted, device: recipientDevice, body: request.body };
      answer(Promise.resolve(options.catchUp.fromCarrier(asked)), 200, respond);
      return undefined;
    }
    const addressed = readEnvelope(request.uri, request.headers, asserted);
    if (isRefusal(addressed)) return addressed;
    const of = headerValue(request.headers, groupHeader);
    const group = addressed.group ?? (of === undefined ? undefined : groupAt(parseNameAddress(of).uri));
    if (group && group.host !== (addressed.group ? name : carrier)) return refusal(403, 'wrong-identity');
    const envelope = {
      ...addressed,
      ...(group && { group }),
      ...(recipientDevice !== undefined && { recipientDevice }),
    };
    const message = readMessage(envelope, request.body, clock.now());
    if (isRefusal(message)) return message;
    const orderedBy = headerValue(request.headers, focusHeader);
    if (orderedBy !== undefined && orderedBy !== carrier) return refusal(403, 'wrong-identity');
    const carried = orderedBy === undefined ? message : { ...message, orderedBy };
    answer(intake.fromCarrier(carried, carrier), 200, respond);
    return undefined;
  }

  function answer(decision: Promise<Refusal | undefined>, accepted: number, respond: Respond): void {
    void decision.then((refused) => {
      if (refused) respond(refused.status, { headers: refusalHeaders(refused) });
      else respond(accepted);
    });
  }

  /** Handles a request, or gives why not. */
  function handle(request: SipRequest, from: string, respond: Respond): Refusal | undefined {
    const peer = interconnect.isCarrier(from);
    const served = peer ? /^(OPTIONS|MESSAGE)$/ : /^(REGISTER|OPTIONS|MESSAGE|INVITE|BYE)$/;
    if (!served.test(request.method))
      return { ...refusal(405, 'method'), headers: [{ name: 'Allow', value: methods }] };
    if (peer) return fromCarrier(request, from, respond);
    if (request.method === 'REGISTER') registrar.receive(request, from, respond);
    else if (request.method === 'BYE' && parseConferenceUri(request.uri)?.carrier === name) respond(200);
    else if (request.method === 'BYE') return incoming.close(request, from, respond);
    else return fromPhone(request, from, respond);
    return undefined;
  }

  return {
    request(request, from, respond) {
      if (request.method === 'ACK') return;
      let refused: Refusal | undefined;
      try {
        refused = handle(request, from, respond);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        refused = refusal(400, 'malformed');
      }
      if (!refused) return;
      const { status, text: reason } = refused;
      const sender = registrar.at(from)?.msisdn ?? from;
      const to = partyAt(request.uri) ?? request.uri.slice(0, 80);
      journal.append('carrier.refused', { carrier: name, message_id: null, from: sender, to, status, reason });
      respond(status, { headers: refusalHeaders(refused) });
    },
  };
}

const isCatchUp = (request: SipRequest): boolean =>
  request.method === 'MESSAGE' && headerValue(request.headers, 'Content-Type') === epochIdentifierContentType;

const isCpim = (request: SipRequest): boolean =>
  /^message\/cpim\s*(;|$)/i.test(headerValue(request.headers, 'Content-Type') ?? '');
