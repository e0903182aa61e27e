import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { Header } from '../../protocol/headers.ts';
import { parseSip, type SipRequest, type SipResponse, serialiseSip, sipEnvelope } from '../../protocol/sip.ts';
import { sipResponse } from '../../protocol/sip-response.ts';
import { retransmission } from './retransmission.ts';

/** A request before it has its Via, Call-ID and CSeq. */
export interface SipDraft {
  readonly method: string;
  readonly uri: string;
  /** Value of To, without a tag for a request outside a dialog. */
  readonly to: string;
  readonly headers?: readonly Header[];
  readonly body?: Uint8Array;
  /** Of the dialog or registration this belongs to; a new one otherwise. */
  readonly callId?: string;
}

/** What a phone answers a request with. */
export interface SipAnswer {
  readonly status: number;
  readonly headers?: readonly Header[];
  readonly body?: Uint8Array;
}

/** The phone's SIP transaction layer (RFC 3261 section 17) over one link to its carrier. */
export interface SipEndpoint {
  /** Sends a request until it is answered finally; provisional answers are awaited through. */
  request(draft: SipDraft): Promise<SipResponse | 'timeout'>;
  /** Sends an ACK for a 2xx to an INVITE: nothing answers it. */
  acknowledge(draft: SipDraft & { readonly callId: string; readonly cseq: number }): void;
  /** Takes a datagram from the carrier. @throws ProtocolError when it is no SIP */
  receive(bytes: Uint8Array): void;
  abandon(): void;
}

export interface SipEndpointOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Names the phone in timers. */
  readonly label: string;
  /** Host of the phone in Via and Contact. */
  readonly host: string;
  /** The phone's own identity for From: `<sip:+447700900001@north.test>`. */
  readonly from: string;
  readonly transmit: (summary: string, bytes: Uint8Array) => void;
  /** Answers a request that has not been seen before. */
  readonly serve: (request: SipRequest) => Promise<SipAnswer>;
}

/** Answers kept for repetitions of their requests; older ones are forgotten first. */
const rememberedAnswers = 256;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export function sipEndpoint({ clock, random, label, host, from, transmit, serve }: SipEndpointOptions): SipEndpoint {
  const waiting = retransmission<SipResponse>(clock, label);
  const answers = new Map<string, Uint8Array | undefined>();
  const tag = hex(random.bytes(4));
  let cseq = 0;

  function compose(draft: SipDraft, branch: string, sequence: number): Uint8Array {
    const headers: Header[] = [
      { name: 'Via', value: `SIP/2.0/TLS ${host};branch=${branch}` },
      { name: 'Max-Forwards', value: '70' },
      { name: 'From', value: `${from};tag=${tag}` },
      { name: 'To', value: draft.to },
      { name: 'Call-ID', value: draft.callId ?? `${hex(random.bytes(8))}@${host}` },
      { name: 'CSeq', value: `${sequence} ${draft.method}` },
      ...(draft.headers ?? []),
    ];
    return serialiseSip({
      kind: 'request',
      method: draft.method,
      uri: draft.uri,
      headers,
      body: draft.body ?? new Uint8Array(0),
    });
  }

  const newBranch = (): string => `z9hG4bK${hex(random.bytes(8))}`;

  async function answer(request: SipRequest, key: string): Promise<void> {
    answers.set(key, undefined); // being answered: a repetition meanwhile is dropped, not served twice
    const { status, ...rest } = await serve(request);
    const bytes = serialiseSip(sipResponse(request, status, tag, rest));
    answers.set(key, bytes);
    if (answers.size > rememberedAnswers) answers.delete(answers.keys().next().value ?? '');
    transmit(`SIP ${status} to ${request.method}`, bytes);
  }

  return {
    request(draft) {
      const branch = newBranch();
      const bytes = compose(draft, branch, ++cseq);
      return waiting.send(branch, () => transmit(`${draft.method} ${draft.uri}`, bytes));
    },
    acknowledge(draft) {
      transmit(`ACK ${draft.uri}`, compose(draft, newBranch(), draft.cseq));
    },
    receive(bytes) {
      const message = parseSip(bytes);
      const { branch } = sipEnvelope(message);
      if (message.kind === 'response') {
        if (message.status < 200) waiting.proceeding(branch);
        else waiting.answered(branch, message);
        return;
      }
      if (message.method === 'ACK') return;
      const key = `${branch} ${message.method}`;
      if (answers.has(key)) {
        const known = answers.get(key);
        if (known) transmit(`SIP answer to ${message.method}, again`, known);
        return;
      }
      clock.after(0, `${label} ${message.method}`, () => answer(message, key));
    },
    abandon: () => waiting.abandon(),
  };
}
