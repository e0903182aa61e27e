import type { Clock } from '../kernel/clock.ts';
import type { Journal } from '../kernel/journal/journal.ts';
import type { Network } from '../kernel/network.ts';
import type { Random } from '../kernel/random.ts';
import type { MsrpTransactions } from '../protocol/msrp-transactions.ts';
import type { SipTransactions } from '../protocol/sip-transactions.ts';
import type { Interconnect } from './interconnect.ts';
import type { CarrierTimers } from './timers.ts';

/** What every part of one carrier works with. */
export interface CarrierContext {
  /** The carrier's name and its network node: `north`. */
  readonly name: string;
  /** `north.test` */
  readonly domain: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly journal: Journal;
  readonly timers: CarrierTimers;
  readonly interconnect: Interconnect;
  readonly sip: SipTransactions;
  readonly msrp: MsrpTransactions;
  /** The E2EE switch as it stands now. */
  readonly e2ee: () => boolean;
}
