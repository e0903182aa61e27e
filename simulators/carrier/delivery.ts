import { mlsReasonProtocol } from '../protocol/assumptions.ts';
import { headerValue } from '../protocol/headers.ts';
import { isServerFailureReason } from '../protocol/imdn-failure.ts';
import { newToken } from '../protocol/message-id.ts';
import { msrpChunks } from '../protocol/msrp-message.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { parseSdp, serialiseSdp, wrappedTypes } from '../protocol/sdp.ts';
import { pagerLimitBytes, type SipRequest, type SipResponse } from '../protocol/sip.ts';
import { reasonOf } from '../protocol/sip-response.ts';
import { sentLength } from '../protocol/sip-transactions.ts';
import type { CarriedMessage } from './carried-message.ts';
import type { CarrierContext } from './context.ts';
import type { OutgoingRequests } from './outgoing.ts';
import type { Attempt, AttemptOutcome } from './store-and-forward.ts';

export type Mode = 'pager' | 'session';

/** Answers that mean: not now. */
const later = new Set([408, 480, 481, 486, 500, 503, 504]);

function outcomeOf(status: number | undefined): AttemptOutcome {
  if (status === undefined || later.has(status)) return { result: 'later' };
  return status < 300 ? { result: 'done' } : { result: 'refused', status };
}

function outcomeOfSip(response: SipResponse | undefined): AttemptOutcome {
  const outcome = outcomeOf(response?.status);
  if (outcome.result !== 'refused' || !response) return outcome;
  const reason = reasonOf(response);
  const mls = reason?.protocol === mlsReasonProtocol && isServerFailureReason(reason.text) ? reason.text : undefined;
  return { ...outcome, ...(mls === undefined ? {} : { mls }) };
}

/** Hands messages to one carrier's phones, in whichever mode their size asks for. */
export interface Delivery {
  /** @param node the phone's network node */
  toPhone(message: CarriedMessage, node: string, attempt: number): Attempt & { readonly mode: Mode };
  /** Over the interconnect, where any size travels in a MESSAGE (a stream lies beneath: RFC 3261 section 18.1.1). */
  toCarrier(message: CarriedMessage, carrier: string, attempt: number): Attempt;
}

export function createDelivery(context: CarrierContext, requests: OutgoingRequests): Delivery {
  const { name, sip, msrp, clock } = context;
  const random = context.random.split('delivery');

  function inMessage(request: SipRequest, to: string): Attempt {
    const { outcome, cancel } = sip.request(to, request);
    return { outcome: outcome.then(outcomeOfSip), cancel };
  }

  function inSession(message: CarriedMessage, node: string): Attempt {
    const fromPath = `msrps://${name}/${newToken(random)};tcp`;
    const offer = serialiseSdp({
      sessionId: String(clock.now()),
      host: name,
      path: fromPath,
      setup: 'actpass',
      acceptTypes: ['message/cpim'],
      acceptWrappedTypes: wrappedTypes,
    });
    const invite = requests.invite(message, offer);
    const opening = sip.request(node, invite);
    let cancelled: (outcome: AttemptOutcome) => void = () => {};
    const cancellation = new Promise<AttemptOutcome>((resolve) => {
      cancelled = resolve;
    });

    async function run(): Promise<AttemptOutcome> {
      const response = await opening.outcome;
      if (!response || response.status >= 300) return outcomeOfSip(response);
      const toPath = pathIn(response);
      const answers = toPath === undefined ? [] : await Promise.all(sendAll(message, node, toPath, fromPath));
      // Whether the BYE is answered changes nothing for the message.
      void sip.request(node, requests.bye(invite, headerValue(response.headers, 'To') ?? ''));
      if (toPath === undefined) return { result: 'refused', status: 488 };
      return answers.find(({ result }) => result !== 'done') ?? { result: 'done' };
    }

    return {
      outcome: Promise.race([run(), cancellation]),
      cancel() {
        opening.cancel();
        cancelled({ result: 'later' });
      },
    };
  }

  function sendAll(message: CarriedMessage, node: string, toPath: string, fromPath: string): Promise<AttemptOutcome>[] {
    const chunks = msrpChunks({
      toPath,
      fromPath,
      messageId: newToken(random),
      contentType: 'message/cpim',
      body: message.cpim,
      transactionId: () => newToken(random),
    });
    return chunks.map((chunk) => msrp.request(node, chunk).then((answer) => outcomeOf(answer?.status)));
  }

  return {
    toPhone(message, node, attempt) {
      const request = requests.message(message, attempt);
      if (sentLength(name, request) < pagerLimitBytes) return { ...inMessage(request, node), mode: 'pager' };
      return { ...inSession(message, node), mode: 'session' };
    },
    toCarrier: (message, carrier, attempt) => inMessage(requests.relayed(message, attempt), carrier),
  };
}

/** The `a=path` of an SDP answer; nothing when there is none to be read. */
function pathIn(response: SipResponse): string | undefined {
  try {
    return parseSdp(response.body).path;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
