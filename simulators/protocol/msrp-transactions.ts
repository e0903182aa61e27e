import { type MsrpFrame, type MsrpRequest, type MsrpResponse, msrpResponse, serialiseMsrp } from './msrp.ts';
import { type RetransmissionClock, type RetransmissionTimers, retransmit } from './retransmission.ts';

export interface MsrpTransactionsOptions {
  readonly node: string;
  readonly clock: RetransmissionClock;
  readonly timers: RetransmissionTimers;
  readonly send: (to: string, summary: string, bytes: Uint8Array) => void;
  /** A SEND or REPORT that was not seen before. */
  readonly onRequest: (request: MsrpRequest, from: string, respond: (status: number, comment: string) => void) => void;
}

export interface MsrpTransactions {
  /** Sends a chunk until it is answered. Resolves to the answer, or to undefined after the timeout. */
  request(to: string, request: MsrpRequest): Promise<MsrpResponse | undefined>;
  receive(frame: MsrpFrame, from: string): void;
  /** Forgets everything. Open requests resolve to undefined. */
  reset(): void;
}

/**
 * MSRP transactions over datagrams. RFC 4975 leaves retransmission to TCP; there is none beneath a simulated link, so
 * a SEND without an answer is sent again with its transaction id, and a copy of one that was answered gets the same
 * answer again.
 */
export function msrpTransactions({ node, clock, timers, send, onRequest }: MsrpTransactionsOptions): MsrpTransactions {
  const open = new Map<
    string,
    { readonly to: string; readonly finish: (response: MsrpResponse | undefined) => void }
  >();
  const seen = new Map<string, { answer: Uint8Array | undefined; summary: string; readonly atMs: number }>();

  function forget(): void {
    for (const [key, { atMs }] of seen) {
      if (atMs + timers.timeoutMs > clock.now()) return; // a Map keeps the order of insertion
      seen.delete(key);
    }
  }

  return {
    request(to, request) {
      const bytes = serialiseMsrp(request);
      return new Promise((resolve) => {
        const stop = retransmit(
          clock,
          timers,
          { label: `${node} MSRP ${request.method}`, capped: true },
          () => send(to, `MSRP ${request.method}`, bytes),
          () => finish(undefined),
        );
        function finish(response: MsrpResponse | undefined): void {
          stop();
          open.delete(request.transactionId);
          resolve(response);
        }
        open.set(request.transactionId, { to, finish });
      });
    },
    receive(frame, from) {
      if (frame.kind === 'response') {
        const transaction = open.get(frame.transactionId);
        if (transaction?.to === from) transaction.finish(frame);
        return;
      }
      forget();
      const key = `${from} ${frame.transactionId}`;
      const known = seen.get(key);
      if (known) {
        if (known.answer) send(from, known.summary, known.answer);
        return;
      }
      const transaction = { answer: undefined as Uint8Array | undefined, summary: '', atMs: clock.now() };
      seen.set(key, transaction);
      onRequest(frame, from, (status, comment) => {
        if (transaction.answer || seen.get(key) !== transaction) return;
        transaction.answer = serialiseMsrp(msrpResponse(frame, status, comment));
        transaction.summary = `MSRP ${status} ${comment}`;
        send(from, transaction.summary, transaction.answer);
      });
    },
    reset() {
      seen.clear();
      for (const { finish } of [...open.values()]) finish(undefined);
    },
  };
}
