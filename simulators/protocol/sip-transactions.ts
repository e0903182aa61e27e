import { fitting } from './fitting.ts';
import { type Header, headerValue, withoutHeaders } from './headers.ts';
import { type IdSource, newBranch, newToken } from './message-id.ts';
import { type RetransmissionClock, type RetransmissionTimers, retransmit } from './retransmission.ts';
import {
  type SipEnvelope,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  serialiseSip,
  sipEnvelope,
  sipLength,
} from './sip.ts';
import { sipResponse } from './sip-response.ts';

/** Answers a request. Provisional answers (1xx) may come before the final one; later final answers are ignored. */
export type Respond = (
  status: number,
  extra?: { readonly headers?: readonly Header[]; readonly body?: Uint8Array },
) => void;

export interface SipTransactionsOptions {
  /** The network node that sends: the host in Via. */
  readonly node: string;
  readonly clock: RetransmissionClock;
  readonly timers: RetransmissionTimers;
  /** Draws branches and tags. */
  readonly random: IdSource;
  readonly send: (to: string, summary: string, bytes: Uint8Array) => void;
  /** A request that was not seen before. An ACK cannot be answered. */
  readonly onRequest: (request: SipRequest, from: string, respond: Respond) => void;
}

export interface SipTransactions {
  /**
   * Sends a request (without Via) until it is finally answered. An INVITE is acknowledged for the caller. Resolves to
   * the final response, or to undefined after the timeout or a cancel: nobody knows then whether the other side acted.
   */
  request(to: string, request: SipRequest): { readonly outcome: Promise<SipResponse | undefined>; cancel(): void };
  /**
   * Takes a message that came in.
   * @throws ProtocolError when it lacks what every SIP message has
   */
  receive(message: SipMessage, from: string): void;
  /** Forgets everything: the process restarted. Open requests resolve to undefined. */
  reset(): void;
}

/** The bytes that `request` will have once `node` has sent it: what the pager limit is measured by. */
export function sentLength(node: string, request: SipRequest): number {
  const via = { name: 'Via', value: viaValue(node, `z9hG4bK${'x'.repeat(12)}`) };
  return sipLength(fitting({ ...request, headers: [via, ...request.headers] }));
}

const viaValue = (node: string, branch: string): string => `SIP/2.0/UDP ${node};branch=${branch}`;

interface ClientTransaction {
  readonly to: string;
  readonly method: string;
  readonly finish: (response: SipResponse | undefined) => void;
  readonly progress: () => void;
}

interface ServerTransaction {
  answer: { readonly bytes: Uint8Array; readonly summary: string } | undefined;
  final: boolean;
  stop: () => void;
}

/**
 * SIP transactions over datagrams (RFC 3261 section 17), for clients and servers alike: retransmission until answered,
 * one `onRequest` for a request however often it arrives, the same answer to every copy of it.
 */
export function sipTransactions(options: SipTransactionsOptions): SipTransactions {
  const { node, clock, timers, random, send } = options;
  const clients = new Map<string, ClientTransaction>();
  const servers = new Map<string, ServerTransaction>();
  const acks = new Map<string, { readonly to: string; readonly bytes: Uint8Array }>();
  /** INVITEs answered 2xx whose ACK is awaited; that ACK has a branch of its own. */
  const unacknowledged = new Map<string, ServerTransaction>();
  /** In the order of time: what to forget, and when. */
  let remembered: { readonly atMs: number; readonly forget: () => void }[] = [];
  let oldest = 0;

  function forgetLater(forget: () => void): void {
    remembered.push({ atMs: clock.now() + timers.timeoutMs, forget });
    for (let next = remembered[oldest]; next && next.atMs <= clock.now(); next = remembered[++oldest]) next.forget();
    if (oldest > 1024 && oldest * 2 > remembered.length) {
      remembered = remembered.slice(oldest);
      oldest = 0;
    }
  }

  function request(to: string, bare: SipRequest) {
    const branch = newBranch(random);
    const via = (value: string): Header => ({ name: 'Via', value: viaValue(node, value) });
    const bytes = serialiseSip(fitting({ ...bare, headers: [via(branch), ...bare.headers] }));
    const summary = `${bare.method} ${bare.uri}`;
    const invite = bare.method === 'INVITE';
    const key = `${branch} ${bare.method}`;
    let settle: (response: SipResponse | undefined) => void = () => {};
    const outcome = new Promise<SipResponse | undefined>((resolve) => {
      settle = resolve;
    });
    const finish = (response: SipResponse | undefined): void => {
      stop();
      clients.delete(key);
      if (response && invite) {
        const ack = acknowledge(bare, response, response.status < 300 ? newBranch(random) : branch, via);
        acks.set(key, { to, bytes: ack });
        forgetLater(() => acks.delete(key));
        send(to, `ACK ${bare.uri}`, ack);
      }
      settle(response);
    };
    let stop = retransmit(
      clock,
      timers,
      { label: `${node} ${bare.method}`, capped: !invite },
      () => send(to, summary, bytes),
      () => finish(undefined),
    );
    clients.set(key, {
      to,
      method: bare.method,
      finish,
      // A provisional answer stops the retransmission of an INVITE; the timeout stays.
      progress: () => {
        if (!invite) return;
        stop();
        const timer = clock.after(timers.timeoutMs, `${node} INVITE`, () => finish(undefined));
        stop = () => timer.cancel();
      },
    });
    return { outcome, cancel: () => finish(undefined) };
  }

  function receiveResponse(response: SipResponse, { branch, method }: SipEnvelope, from: string): void {
    const key = `${branch} ${method}`;
    const transaction = clients.get(key);
    if (transaction?.to === from) {
      if (response.status < 200) transaction.progress();
      else transaction.finish(response);
      return;
    }
    const ack = acks.get(key);
    if (ack?.to === from && response.status >= 200) send(from, 'ACK', ack.bytes);
  }

  function receiveRequest(message: SipRequest, { branch, callId, cseq, method }: SipEnvelope, from: string): void {
    if (method === 'ACK') {
      const dialog = `${from} ${callId} ${cseq}`;
      const invite = servers.get(`${from} ${branch} INVITE`) ?? unacknowledged.get(dialog);
      invite?.stop();
      if (unacknowledged.delete(dialog)) options.onRequest(message, from, () => {});
      return;
    }
    const key = `${from} ${branch} ${method}`;
    const known = servers.get(key);
    if (known) {
      if (known.answer) send(from, known.answer.summary, known.answer.bytes);
      return;
    }
    const transaction: ServerTransaction = { answer: undefined, final: false, stop: () => {} };
    servers.set(key, transaction);
    forgetLater(() => servers.delete(key));
    const tag = newToken(random);
    options.onRequest(message, from, (status, extra) => {
      if (transaction.final || servers.get(key) !== transaction) return;
      const response = sipResponse(message, status, tag, extra);
      const answer = { bytes: serialiseSip(response), summary: `${status} ${response.reason} (${method})` };
      transaction.answer = answer;
      transaction.final = status >= 200;
      const sendAnswer = (): void => send(from, answer.summary, answer.bytes);
      if (method !== 'INVITE' || status < 200) return sendAnswer();
      const dialog = `${from} ${callId} ${cseq}`;
      if (status < 300) unacknowledged.set(dialog, transaction);
      const ended = (): void => void unacknowledged.delete(dialog);
      transaction.stop = retransmit(
        clock,
        timers,
        { label: `${node} ${status} INVITE`, capped: true },
        sendAnswer,
        ended,
      );
    });
  }

  return {
    request,
    receive(message, from) {
      const envelope = sipEnvelope(message);
      if (message.kind === 'response') receiveResponse(message, envelope, from);
      else receiveRequest(message, envelope, from);
    },
    reset() {
      for (const transaction of servers.values()) transaction.stop();
      servers.clear();
      acks.clear();
      unacknowledged.clear();
      remembered = [];
      oldest = 0;
      for (const transaction of [...clients.values()]) transaction.finish(undefined);
    },
  };
}

function acknowledge(
  invite: SipRequest,
  response: SipResponse,
  branch: string,
  via: (branch: string) => Header,
): Uint8Array {
  const cseq = headerValue(invite.headers, 'CSeq')?.replace('INVITE', 'ACK') ?? '';
  const kept = withoutHeaders(invite.headers, 'To', 'CSeq', 'Contact', 'Content-Type', 'Accept-Contact');
  return serialiseSip({
    kind: 'request',
    method: 'ACK',
    uri: invite.uri,
    headers: [
      via(branch),
      ...kept,
      { name: 'To', value: headerValue(response.headers, 'To') ?? '' },
      { name: 'CSeq', value: cseq },
    ],
    body: new Uint8Array(0),
  });
}
