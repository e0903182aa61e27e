import type { Random } from '../../kernel/random.ts';
import { type Cpim, parseCpim, serialiseCpim } from '../../protocol/cpim.ts';
import { type Header, headerValue } from '../../protocol/headers.ts';
import { newToken, newUuid } from '../../protocol/message-id.ts';
import type { MsrpRequest } from '../../protocol/msrp.ts';
import { msrpChunks, msrpReassembly } from '../../protocol/msrp-message.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import { resourceListsContentType } from '../../protocol/resource-lists.ts';
import { type MsrpSdp, parseSdp, serialiseSdp, wrappedTypes } from '../../protocol/sdp.ts';
import { pagerLimitBytes, type SipRequest, type SipResponse } from '../../protocol/sip.ts';
import { reasonOf } from '../../protocol/sip-response.ts';
import { type Respond, sentLength } from '../../protocol/sip-transactions.ts';
import { parseNameAddress } from '../../protocol/uri.ts';
import { addressOfUri } from './address.ts';
import type { Signalling } from './signalling.ts';
import type { RequestWriter } from './sip-request.ts';

export type Mode = 'pager' | 'session';

/**
 * How handing a message to the carrier ended. `unknown`: it may have been accepted, sending it again with the same
 * message id is safe. `unregistered`: register first.
 */
export type Conveyed =
  | { readonly outcome: 'accepted'; readonly mode: Mode }
  | { readonly outcome: 'refused'; readonly status: number; readonly reason: string }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'unregistered' };

/** A CPIM message that came in, with who sent it by SIP and the conversation it belongs to. */
export interface Arrived {
  readonly cpim: Cpim;
  /** MSISDN of the sender; the id of a group where its conference focus speaks itself. */
  readonly from: string;
  readonly conversationId: string;
}

export interface ConveyanceOptions {
  readonly random: Random;
  readonly node: string;
  readonly server: () => string;
  readonly write: () => RequestWriter;
  readonly signalling: () => Signalling;
  readonly onArrival: (arrived: Arrived) => void;
}

/** Moves CPIM messages over pager mode or an MSRP session (RCC.07; facts of each in docs/wire.md). */
export interface Conveyance {
  /** @param uri whom it is for: `tel:+E164`, or a group's URI */
  send(uri: string, conversationId: string, cpim: Cpim): Promise<Conveyed>;
  /** Asks a conference factory for a group of these participants (docs/wire.md). */
  convene(uri: string, groupId: string, list: Uint8Array): Promise<Conveyed>;
  /** Sends a body that is no CPIM message: a question to a Conversation Focus. */
  ask(uri: string, conversationId: string, contentType: string, body: Uint8Array): Promise<Conveyed>;
  /** Answers MESSAGE, INVITE, ACK and BYE. False for any other method. */
  serveSip(request: SipRequest, respond: Respond): boolean;
  serveMsrp(request: MsrpRequest, respond: (status: number, comment: string) => void): void;
  reset(): void;
}

/** P-Preferred-Service and Accept-Contact of a CPM service (RCC.07). */
const service = (name: 'msg' | 'session'): Header[] => [
  { name: 'P-Preferred-Service', value: `urn:urn-7:3gpp-service.ims.icsi.oma.cpm.${name}` },
  { name: 'Accept-Contact', value: `*;+g.3gpp.icsi-ref="urn%3Aurn-7%3A3gpp-service.ims.icsi.oma.cpm.${name}"` },
];
/** Answers that say nothing of the message itself: try again. */
const passing: ReadonlySet<number> = new Set([408, 480, 481, 486]);

interface IncomingSession {
  readonly conversationId: string;
  readonly from: string;
  readonly whole: ReturnType<typeof msrpReassembly>;
  arrived: boolean;
}

export function conveyance(options: ConveyanceOptions): Conveyance {
  const { random, node } = options;
  const contact = `<sip:${node}>`;
  /** By this phone's MSRP path. */
  const incoming = new Map<string, IncomingSession>();

  const identifiers = (conversationId: string): Header[] => [
    { name: 'Conversation-ID', value: conversationId },
    { name: 'Contribution-ID', value: newUuid(random) },
  ];

  function judged(status: number, reason: string, mode: Mode): Conveyed {
    if (status < 300) return { outcome: 'accepted', mode };
    if (status === 403 && reason === 'not-registered') return { outcome: 'unregistered' };
    if (status >= 500 || passing.has(status)) return { outcome: 'unknown' };
    return { outcome: 'refused', status, reason };
  }

  const judgedSip = (response: SipResponse | undefined, mode: Mode): Conveyed =>
    response ? judged(response.status, reasonOf(response)?.text ?? response.reason, mode) : { outcome: 'unknown' };

  async function bySession(uri: string, conversationId: string, body: Uint8Array): Promise<Conveyed> {
    const { sip, msrp } = options.signalling();
    const write = options.write();
    const callId = newToken(random);
    const path = `msrps://${node}/${newToken(random)};tcp`;
    const headers: Header[] = [
      { name: 'Contact', value: contact },
      ...service('session'),
      ...identifiers(conversationId),
    ];
    const offer = serialiseSdp(sdp(path, 'actpass'));
    const invite = write({ method: 'INVITE', uri, callId, headers, contentType: 'application/sdp', body: offer });
    const answered = await sip.request(options.server(), invite).outcome;
    if (!answered || answered.status >= 300) return judgedSip(answered, 'session');
    const remote = parseSdp(answered.body);
    const to = headerValue(answered.headers, 'To') ?? `<${uri}>`;
    let result: Conveyed = { outcome: 'accepted', mode: 'session' };
    const outgoing = {
      toPath: remote.path,
      fromPath: path,
      messageId: newToken(random),
      contentType: 'message/cpim',
      body,
    };
    for (const chunk of msrpChunks({ ...outgoing, transactionId: () => newToken(random) })) {
      const answer = await msrp.request(options.server(), chunk);
      result = answer ? judged(answer.status, answer.comment, 'session') : { outcome: 'unknown' };
      if (result.outcome !== 'accepted') break;
    }
    // Nobody waits for the answer to BYE: the message is over there, or it is not.
    void sip.request(options.server(), write({ method: 'BYE', uri, to, callId })).outcome;
    return result;
  }

  const sdp = (path: string, setup: MsrpSdp['setup']): MsrpSdp => ({
    sessionId: String(random.uint32()),
    host: node,
    path,
    setup,
    acceptTypes: ['message/cpim', 'application/im-iscomposing+xml'],
    acceptWrappedTypes: [...wrappedTypes],
  });

  /** Reads who a request is from and what conversation it belongs to. @throws ProtocolError */
  function envelope(request: SipRequest): { from: string; conversationId: string } {
    const from = addressOfUri(parseNameAddress(headerValue(request.headers, 'P-Asserted-Identity') ?? '').uri);
    const conversationId = headerValue(request.headers, 'Conversation-ID');
    if (from === undefined || conversationId === undefined)
      throw new ProtocolError('sip', 'no sender or no Conversation-ID');
    return { from, conversationId };
  }

  function serveInvite(request: SipRequest, respond: Respond): void {
    const offer = parseSdp(request.body);
    const path = `msrps://${node}/${newToken(random)};tcp`;
    incoming.set(path, { ...envelope(request), whole: msrpReassembly(), arrived: false });
    const answer = serialiseSdp(sdp(path, offer.setup === 'active' ? 'passive' : 'active'));
    respond(200, {
      headers: [
        { name: 'Contact', value: contact },
        { name: 'Content-Type', value: 'application/sdp' },
      ],
      body: answer,
    });
  }

  const pager = async (request: SipRequest): Promise<Conveyed> =>
    judgedSip(await options.signalling().sip.request(options.server(), request).outcome, 'pager');

  return {
    async send(uri, conversationId, cpim) {
      const body = serialiseCpim(cpim);
      const write = options.write();
      const message = write({
        method: 'MESSAGE',
        uri,
        headers: [...service('msg'), ...identifiers(conversationId)],
        contentType: 'message/cpim',
        body,
      });
      if (sentLength(node, message) >= pagerLimitBytes) return bySession(uri, conversationId, body);
      return pager(message);
    },
    async convene(uri, groupId, list) {
      const { sip } = options.signalling();
      const write = options.write();
      const callId = newToken(random);
      const headers: Header[] = [{ name: 'Contact', value: contact }, ...service('session'), ...identifiers(groupId)];
      const invite = write({
        method: 'INVITE',
        uri,
        callId,
        headers,
        contentType: resourceListsContentType,
        body: list,
      });
      const answered = await sip.request(options.server(), invite).outcome;
      if (answered && answered.status < 300) {
        const to = headerValue(answered.headers, 'To') ?? `<${uri}>`;
        void sip.request(options.server(), write({ method: 'BYE', uri, to, callId })).outcome;
      }
      return judgedSip(answered, 'session');
    },
    ask(uri, conversationId, contentType, body) {
      const headers = [...service('msg'), ...identifiers(conversationId)];
      return pager(options.write()({ method: 'MESSAGE', uri, headers, contentType, body }));
    },
    serveSip(request, respond) {
      try {
        if (request.method === 'MESSAGE') {
          const arrived = { ...envelope(request), cpim: parseCpim(request.body) };
          respond(200);
          options.onArrival(arrived);
        } else if (request.method === 'INVITE') serveInvite(request, respond);
        else if (request.method === 'BYE') respond(200);
        else return request.method === 'ACK';
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        respond(400);
      }
      return true;
    },
    serveMsrp(request, respond) {
      const session = incoming.get(request.toPath);
      if (!session) return respond(481, 'no such session');
      try {
        const whole = session.whole.accept(request);
        if (whole && !session.arrived) {
          const cpim = parseCpim(whole.body);
          session.arrived = true;
          options.onArrival({ cpim, from: session.from, conversationId: session.conversationId });
        }
        respond(200, 'OK');
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        respond(400, 'not readable');
      }
    },
    reset: () => incoming.clear(),
  };
}
