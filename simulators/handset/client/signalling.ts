import type { Clock } from '../../kernel/clock.ts';
import type { Network } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import { isMsrp, parseMsrp } from '../../protocol/msrp.ts';
import {
  type MsrpTransactions,
  type MsrpTransactionsOptions,
  msrpTransactions,
} from '../../protocol/msrp-transactions.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import { type RetransmissionTimers, standardTimers } from '../../protocol/retransmission.ts';
import { parseSip } from '../../protocol/sip.ts';
import { type SipTransactions, type SipTransactionsOptions, sipTransactions } from '../../protocol/sip-transactions.ts';

export interface SignallingOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  /** The phone's node on the network. */
  readonly node: string;
  readonly timers?: RetransmissionTimers;
  readonly onSip: SipTransactionsOptions['onRequest'];
  readonly onMsrp: MsrpTransactionsOptions['onRequest'];
  /** Bytes that are neither SIP nor MSRP: dropped, and told. */
  readonly onMalformed: (problem: string) => void;
}

/** A phone's radio side: SIP and MSRP transactions over one node. */
export interface Signalling {
  readonly sip: SipTransactions;
  readonly msrp: MsrpTransactions;
  /** Forgets every transaction: the radio went off, or the app ended. */
  reset(): void;
  leave(): void;
}

export function signalling(options: SignallingOptions): Signalling {
  const { clock, network, node, timers = standardTimers } = options;
  const send = (to: string, summary: string, bytes: Uint8Array): void => network.send(node, to, summary, bytes);
  const sip = sipTransactions({ node, clock, timers, random: options.random, send, onRequest: options.onSip });
  const msrp = msrpTransactions({ node, clock, timers, send, onRequest: options.onMsrp });
  const leave = network.join(node, (bytes, from) => {
    try {
      if (isMsrp(bytes)) msrp.receive(parseMsrp(bytes), from);
      else sip.receive(parseSip(bytes), from);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      options.onMalformed(error.message);
    }
  });
  const reset = (): void => {
    sip.reset();
    msrp.reset();
  };
  return {
    sip,
    msrp,
    reset,
    leave() {
      leave();
      reset();
    },
  };
}
