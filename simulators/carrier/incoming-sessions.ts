import { headerValue } from '../protocol/headers.ts';
import { newToken } from '../protocol/message-id.ts';
import type { MsrpRequest } from '../protocol/msrp.ts';
import { type MsrpReassembly, msrpMessageLimitBytes, msrpReassembly } from '../protocol/msrp-message.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { type MsrpSdp, parseSdp, serialiseSdp, wrappedTypes } from '../protocol/sdp.ts';
import type { SipRequest } from '../protocol/sip.ts';
import type { Respond } from '../protocol/sip-transactions.ts';
import { type Envelope, isRefusal, readMessage } from './carried-message.ts';
import type { CarrierContext } from './context.ts';
import type { Intake } from './intake.ts';
import { msrpStatus, type Refusal, refusal } from './refusal.ts';
import type { Registrar } from './registrar.ts';

export interface IncomingSessions {
  /** Answers an INVITE from a registered phone, or gives why not. */
  open(request: SipRequest, node: string, envelope: Envelope, respond: Respond): Refusal | undefined;
  /** Answers a BYE, or gives why not. */
  close(request: SipRequest, node: string, respond: Respond): Refusal | undefined;
  send(request: MsrpRequest, node: string, respond: (status: number, comment: string) => void): void;
  /** The carrier restarted. */
  reset(): void;
}

export interface IncomingSessionsOptions {
  readonly context: CarrierContext;
  readonly intake: Intake;
  readonly registrar: Registrar;
}

interface Session {
  readonly callId: string;
  readonly node: string;
  readonly envelope: Envelope;
  readonly peerPath: string;
  /** By MSRP Message-ID, in the order of their beginning. */
  readonly messages: Map<string, MsrpReassembly>;
  lastUsedMs: number;
}

type Taken = { readonly refused: Refusal } | { readonly session: Session; readonly cpim: Uint8Array };

/** Messages of one session that are remembered, so that late copies of chunks find their place. */
const messagesPerSession = 32;

/** The MSRP sessions that phones opened: one message after another, from the phone to the carrier. */
export function createIncomingSessions({ context, intake, registrar }: IncomingSessionsOptions): IncomingSessions {
  const { name, clock, journal, timers } = context;
  const random = context.random.split('sessions');
  const byPath = new Map<string, Session>();

  function dropIdle(): void {
    for (const [path, { lastUsedMs }] of byPath) {
      if (lastUsedMs + timers.sessionIdleMs <= clock.now()) byPath.delete(path);
    }
  }

  function reassemblyOf(session: Session, messageId: string): MsrpReassembly {
    let reassembly = session.messages.get(messageId);
    if (!reassembly) {
      reassembly = msrpReassembly();
      session.messages.set(messageId, reassembly);
      const [oldest] = session.messages.keys();
      if (session.messages.size > messagesPerSession && oldest !== undefined) session.messages.delete(oldest);
    }
    return reassembly;
  }

  /** Takes one chunk: nothing when more are to come. */
  function take(request: MsrpRequest, node: string): Taken | undefined {
    const session = byPath.get(request.toPath);
    const idle = session && session.lastUsedMs + timers.sessionIdleMs <= clock.now();
    if (!session || idle || session.node !== node || session.peerPath !== request.fromPath)
      return { refused: refusal(481, 'no-session') };
    session.lastUsedMs = clock.now();
    if (isTooLarge(request)) return { refused: refusal(413, 'too-large') };
    try {
      const whole = reassemblyOf(session, request.messageId).accept(request);
      if (!whole) return undefined;
      const isCpim = /^message\/cpim\s*(;|$)/i.test(whole.type);
      return isCpim ? { session, cpim: whole.body } : { refused: refusal(415, 'not-cpim') };
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      session.messages.delete(request.messageId);
      return { refused: refusal(400, 'malformed') };
    }
  }

  /** A whole message came. Resolves to why it was refused, or to nothing. */
  function whenWhole({ envelope, node }: Session, cpim: Uint8Array): Promise<Refusal | undefined> {
    const message = readMessage(envelope, cpim, clock.now());
    const sender = registrar.at(node);
    const registered = sender?.msisdn === envelope.from && sender.imei === envelope.device;
    if (!isRefusal(message) && registered) return intake.fromPhone(message, 'session');
    const refused = isRefusal(message) ? message : refusal(403, 'not-registered');
    const { from, to } = envelope;
    const message_id = isRefusal(message) ? null : message.id;
    const { status, text: reason } = refused;
    journal.append('carrier.refused', { carrier: name, message_id, from, to, status, reason });
    return Promise.resolve(refused);
  }

  return {
    open(request, node, envelope, respond) {
      dropIdle();
      let offer: MsrpSdp;
      try {
        offer = parseSdp(request.body);
      } catch (error) {
        if (error instanceof ProtocolError) return refusal(415, 'bad-sdp');
        throw error;
      }
      const path = `msrps://${name}/${newToken(random)};tcp`;
      const callId = headerValue(request.headers, 'Call-ID') ?? '';
      byPath.set(path, { callId, node, envelope, peerPath: offer.path, messages: new Map(), lastUsedMs: clock.now() });
      const answer = serialiseSdp({
        sessionId: String(clock.now()),
        host: name,
        path,
        setup: 'passive',
        acceptTypes: ['message/cpim'],
        acceptWrappedTypes: wrappedTypes,
      });
      const headers = [
        { name: 'Contact', value: `<sip:${name}>` },
        { name: 'Content-Type', value: 'application/sdp' },
      ];
      respond(200, { headers, body: answer });
      return undefined;
    },
    close(request, node, respond) {
      const callId = headerValue(request.headers, 'Call-ID');
      for (const [path, session] of byPath) {
        if (session.callId !== callId || session.node !== node) continue;
        byPath.delete(path);
        respond(200);
        return undefined;
      }
      return refusal(481, 'no-session');
    },
    send(request, node, respond) {
      const taken = request.method === 'SEND' ? take(request, node) : undefined;
      if (!taken) respond(200, 'OK');
      else if ('refused' in taken) respond(msrpStatus(taken.refused.status), taken.refused.text);
      else {
        void whenWhole(taken.session, taken.cpim).then((refused) => {
          if (refused) respond(msrpStatus(refused.status), refused.text);
          else respond(200, 'OK');
        });
      }
    },
    reset: () => byPath.clear(),
  };
}

function isTooLarge({ byteRange, content }: MsrpRequest): boolean {
  const total = byteRange?.total ?? '*';
  const end = (byteRange?.start ?? 1) + (content?.body.length ?? 0) - 1;
  return end > msrpMessageLimitBytes || (total !== '*' && total > msrpMessageLimitBytes);
}
