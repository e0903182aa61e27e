import type { Random } from '../kernel/random.ts';
import { isMsisdn } from '../protocol/uri.ts';

/**
 * What carriers share: whose number is whose (a number portability database) and how one carrier's servers prove
 * themselves to another's. Signalling between them runs over the network link `north>south`, where the source node
 * cannot be forged; HTTP shows a token.
 */
export interface Interconnect {
  /** Adds a carrier by the name of its network node. */
  join(carrier: string): void;
  isCarrier(node: string): boolean;
  /** Gives a number to a carrier, or moves it there. */
  assign(msisdn: string, carrier: string): void;
  /** The carrier that serves a number, if any does. */
  ownerOf(msisdn: string): string | undefined;
  /** Shares a carrier's root of certificates. */
  vouch(root: () => Uint8Array): void;
  /** Tells every carrier that a device was given up: its leaves are to go. */
  revoke(msisdn: string, imei: string): void;
  onRevoked(listener: (msisdn: string, imei: string) => void): void;
  /** The roots of all carriers, DER: what everybody trusts. */
  roots(): readonly Uint8Array[];
  /** The secret by which `from` speaks to `to` over HTTP. */
  token(from: string, to: string): string;
  /** The carrier that a token shows to `to`, if it is one. */
  carrierOf(token: string, to: string): string | undefined;
}

export function createInterconnect(random: Random): Interconnect {
  const carriers = new Set<string>();
  const owners = new Map<string, string>();
  const roots: (() => Uint8Array)[] = [];
  const listeners: ((msisdn: string, imei: string) => void)[] = [];

  // Split by label, not drawn in turn: the order in which carriers join changes nothing.
  const token = (from: string, to: string): string =>
    Buffer.from(random.split(`interconnect ${from}>${to}`).bytes(32)).toString('base64url');

  return {
    join(carrier) {
      if (carriers.has(carrier))
        throw new Error(`carrier "${carrier}" is on the interconnect already: names are unique`);
      carriers.add(carrier);
    },
    isCarrier: (node) => carriers.has(node),
    assign(msisdn, carrier) {
      if (!isMsisdn(msisdn)) throw new Error(`"${msisdn}" is not an MSISDN: write + and 6 to 15 digits`);
      if (!carriers.has(carrier)) throw new Error(`carrier "${carrier}" is not on the interconnect: create it first`);
      owners.set(msisdn, carrier);
    },
    vouch: (root) => void roots.push(root),
    roots: () => roots.map((root) => root()),
    ownerOf: (msisdn) => owners.get(msisdn),
    revoke(msisdn, imei) {
      for (const listener of listeners) listener(msisdn, imei);
    },
    onRevoked: (listener) => void listeners.push(listener),
    token,
    carrierOf: (given, to) => [...carriers].find((from) => from !== to && token(from, to) === given),
  };
}
