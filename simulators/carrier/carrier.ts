import type { Clock } from '../kernel/clock.ts';
import type { Journal } from '../kernel/journal/journal.ts';
import type { Network } from '../kernel/network.ts';
import type { Random } from '../kernel/random.ts';
import type { PublicGroup } from '../mls/wire/public-group.ts';
import type { DigestAlgorithm } from '../protocol/digest.ts';
import { isMsrp, parseMsrp } from '../protocol/msrp.ts';
import { msrpTransactions } from '../protocol/msrp-transactions.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { parseSip } from '../protocol/sip.ts';
import { sipTransactions } from '../protocol/sip-transactions.ts';
import { domainOf } from '../protocol/uri.ts';
import { createAcs } from './acs.ts';
import { createCapabilityExchange } from './capabilities.ts';
import { createCatchUp } from './catch-up.ts';
import { createConference } from './conference.ts';
import type { CarrierContext } from './context.ts';
import { createDelivery } from './delivery.ts';
import { digestGuard } from './digest-guard.ts';
import { createFocus } from './focus.ts';
import { createFocusFaults, type FocusFaults } from './focus-faults.ts';
import { focusMessages } from './focus-message.ts';
import { createForwarding, type Forwarding, type InterferenceRule } from './forwarding.ts';
import { createGroupControl } from './group-control.ts';
import { createIncomingSessions } from './incoming-sessions.ts';
import { createIntake } from './intake.ts';
import type { Interconnect } from './interconnect.ts';
import { issuingAuthority } from './issuing-authority.ts';
import { createKds } from './kds.ts';
import { createKeyPackagePools } from './key-package-pools.ts';
import { outgoingRequests } from './outgoing.ts';
import { createPlatformLog, type PlatformEvent } from './platform-log.ts';
import { createGroups, type RcsGroup } from './rcs-group.ts';
import { type Refusal, refusal } from './refusal.ts';
import { createRegistrar, type Registrar } from './registrar.ts';
import { createSignalling } from './signalling.ts';
import { createSubscribers, type Device, deviceKey } from './subscribers.ts';
import { type CarrierTimers, standardCarrierTimers } from './timers.ts';
import { type WelcomeFault, welcomeRule } from './welcome-faults.ts';

export interface CarrierOptions {
  /** Its network node, and what its host names are made of: `north` is `acs.north.test` and `kds.north.test`. */
  readonly name: string;
  readonly clock: Clock;
  /** A stream of its own. */
  readonly random: Random;
  readonly network: Network;
  readonly journal: Journal;
  readonly interconnect: Interconnect;
  /** MSISDNs. */
  readonly subscribers?: readonly string[];
  readonly timers?: Partial<CarrierTimers>;
  /** What it challenges with. Default: SHA-256. */
  readonly digest?: DigestAlgorithm;
  /** The messaging platform that watches: told what a carrier may know, once for each status of a message. */
  readonly onEvent?: (event: PlatformEvent) => void;
}

/** A mobile carrier: provisioning, registration, messaging, key distribution and Conversation Focus on one network node. */
export interface Carrier {
  readonly name: string;
  addSubscriber(msisdn: string): void;
  /** The carrier's E2EE switch: off, it stops offering MLS; ciphertexts are still carried. */
  setE2ee(on: boolean): void;
  readonly e2ee: boolean;
  /** Ends the registration of a subscriber's devices, or of one (IMEI). The phone finds out when it next needs it. */
  expireRegistration(msisdn: string, imei?: string): void;
  /** The IMEIs of a subscriber's devices, in the order in which they came. */
  devices(msisdn: string): readonly string[];
  /** The subscriber gives a lost device up: its credentials, keys and waiting messages are gone, and it cannot come back. */
  revokeDevice(msisdn: string, imei: string): void;
  /** Answers 503 with this Retry-After (s) to messages, sessions and provisioning, until called with nothing. */
  throttle(retryAfterS?: number): void;
  /** Loses registrations, sessions and transactions at once; credentials, stored messages, keys and groups stay. */
  reboot(): void;
  /** Does something to accepted messages: see `Interference`. Returns how to stop. */
  interfere(rule: InterferenceRule): () => void;
  /** Throws the one-time KeyPackages of a subscriber's devices, or of one (IMEI), away until `keep` are left for each. */
  drainKeyPackages(msisdn: string, keep: number, imei?: string): void;
  /** Hands out none of the KeyPackages of a subscriber's devices, or of one (IMEI), not even the last resort, while this is on. */
  withholdKeyPackages(msisdn: string, on: boolean, imei?: string): void;
  /** A group that this carrier hosts or has subscribers in, as it knows it. */
  group(groupId: string): RcsGroup | undefined;
  /** What its Conversation Focus knows of an MLS group, 1:1 or of an RCS group. */
  mlsGroup(groupId: string): PublicGroup | undefined;
  /**
   * The operator takes a subscriber out of a group that this carrier hosts: off the roster at once, and out of the MLS
   * group by a commit that a server bundle asks the others for. False when there is no such group or member.
   */
  removeFromGroup(groupId: string, msisdn: string): boolean;
  /**
   * What may be wrong with this carrier's Conversation Focus. `forkNext`: the sender of the next commit is told that it
   * was accepted, and so is whoever commits to the same epoch after it: a fork. `refuseNextAsStale`: the next commit is
   * refused `incorrect-epoch`. `limit`: fewer external commits or era advances a day. `failTransiently`: nothing is decided.
   */
  readonly focusFaults: Pick<FocusFaults, 'forkNext' | 'refuseNextAsStale' | 'limit' | 'failTransiently'>;
  /** Welcomes are lost or cannot be opened, all or those to one number. Returns how to stop. */
  spoilWelcomes(how: WelcomeFault, to?: string): () => void;
  /** Certificates of a subscriber, or of all, get so many days from now on; the usual 76 when not given. */
  limitCertificates(days?: number, msisdn?: string): void;
  registered(msisdn: string): boolean;
  /** Messages kept for a recipient, or for all. */
  waiting(msisdn?: string): number;
}

/**
 * Sets a carrier up: joins the network node, the interconnect and the hosts.
 * @throws Error when the name is taken
 */
export function createCarrier(options: CarrierOptions): Carrier {
  const { name, clock, random, network, journal, interconnect } = options;
  const timers: CarrierTimers = { ...standardCarrierTimers, ...options.timers };
  const domain = domainOf(name);
  let e2ee = true;
  let throttledS: number | undefined;

  const send = (to: string, summary: string, bytes: Uint8Array): void => network.send(name, to, summary, bytes);
  const layer = { node: name, clock, timers: timers.retransmission, send };
  const sip = sipTransactions({
    ...layer,
    random: random.split('sip'),
    onRequest: (request, from, respond) => signalling.request(request, from, respond),
  });
  const msrp = msrpTransactions({
    ...layer,
    onRequest: (request, from, respond) => incoming.send(request, from, respond),
  });
  const context: CarrierContext = {
    name,
    domain,
    clock,
    random,
    network,
    journal,
    timers,
    interconnect,
    sip,
    msrp,
    e2ee: () => e2ee,
  };

  interconnect.join(name);
  const authority = issuingAuthority(name, clock, random.split('certificates'));
  interconnect.vouch(authority.root);
  const subscribers = createSubscribers();
  const guardFor = (edge: string) =>
    digestGuard({
      realm: domain,
      algorithm: options.digest ?? 'SHA-256',
      clock,
      random: random.split(`digest ${edge}`),
      nonceMs: timers.nonceMs,
      subscribers,
    });
  const platform = createPlatformLog(context, options.onEvent ?? (() => {}));
  const requests = outgoingRequests(context);
  const forwarding: Forwarding = createForwarding({
    context,
    subscribers,
    registrar: () => registrar,
    delivery: createDelivery(context, requests),
    platform,
  });
  const registrar: Registrar = createRegistrar({
    context,
    guard: guardFor('sip'),
    onRegistered(device) {
      subscribers.registered(device);
      forwarding.wake(device);
    },
  });
  const checkRecipient = (msisdn: string): Refusal | undefined => {
    const owner = interconnect.ownerOf(msisdn);
    const unknown = owner === undefined || (owner === name && subscribers.devices(msisdn).length === 0);
    return unknown ? refusal(404, 'unknown-subscriber') : undefined;
  };
  const groups = createGroups();
  const messages = focusMessages(context);
  const conference = createConference({ context, groups, forwarding, messages, checkRecipient });
  const focusFaults = createFocusFaults();
  const pools = createKeyPackagePools(clock);
  const focus = createFocus({
    context,
    faults: focusFaults,
    devicesOf: (msisdn) =>
      subscribers.devices(msisdn).flatMap((device) => (pools.claimable(deviceKey(device)) ? [device.imei] : [])),
  });
  const groupControl = createGroupControl({ context, focus, groups, conference, forwarding, messages });
  interconnect.onRevoked((msisdn, imei) => groupControl.expelDevice({ msisdn, imei }));
  const catchUp = createCatchUp({ context, focus, groups, forwarding, messages });
  const intake = createIntake({
    context,
    groups,
    conference,
    checkRecipient,
    subscribers,
    focus,
    groupControl,
    forwarding,
    platform,
    requests,
    throttledS: () => throttledS,
  });
  const incoming = createIncomingSessions({ context, intake, registrar });
  const capabilities = createCapabilityExchange({ context, subscribers, registrar });
  const signalling = createSignalling({
    context,
    registrar,
    capabilities,
    intake,
    incoming,
    conference,
    catchUp,
    throttledS: () => throttledS,
  });

  const acs = createAcs({
    context,
    subscribers,
    guard: guardFor('acs'),
    authority,
    throttledS: () => throttledS,
    onReplaced(device) {
      registrar.end(device, 'provisioned anew');
      pools.forget(deviceKey(device));
    },
    onRevoked: revoke,
  });
  const kds = createKds({ context, subscribers, guard: guardFor('kds'), pools, authority });
  network.host(name, `acs.${domain}`, async (request) => acs.fetch(request));
  network.host(name, `kds.${domain}`, async (request) => kds.fetch(request));
  network.join(name, (bytes, from) => {
    try {
      if (isMsrp(bytes)) msrp.receive(parseMsrp(bytes), from);
      else sip.receive(parseSip(bytes), from);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      const reason = `malformed ${error.protocol}`; // not what was in it: that may be anybody's secret
      journal.append('carrier.refused', { carrier: name, message_id: null, from, to: name, status: 400, reason });
    }
  });

  function devicesOf(msisdn: string, imei?: string): readonly Device[] {
    return subscribers.devices(msisdn).filter((device) => imei === undefined || device.imei === imei);
  }

  function revoke(msisdn: string, imei: string): void {
    const device = subscribers.revoke(msisdn, imei);
    if (!device) return;
    registrar.end(device, 'revoked');
    forwarding.drop(device);
    pools.forget(deviceKey(device));
    journal.append('carrier.revoked', { carrier: name, msisdn, device: imei });
    interconnect.revoke(msisdn, imei);
  }

  function addSubscriber(msisdn: string): void {
    interconnect.assign(msisdn, name);
    subscribers.add(msisdn);
  }
  for (const msisdn of options.subscribers ?? []) addSubscriber(msisdn);

  return {
    name,
    addSubscriber,
    setE2ee(on) {
      e2ee = on;
    },
    get e2ee() {
      return e2ee;
    },
    expireRegistration(msisdn, imei) {
      for (const device of devicesOf(msisdn, imei)) registrar.end(device, 'expired by the carrier');
    },
    devices: (msisdn) => subscribers.devices(msisdn).map(({ imei }) => imei),
    revokeDevice: revoke,
    throttle(retryAfterS) {
      throttledS = retryAfterS;
    },
    reboot() {
      registrar.endAll('carrier restarted');
      intake.interrupt();
      incoming.reset();
      sip.reset();
      msrp.reset();
      forwarding.interrupt();
    },
    interfere: (rule) => forwarding.interfere(rule),
    drainKeyPackages(msisdn, keep, imei) {
      for (const device of devicesOf(msisdn, imei)) pools.drain(deviceKey(device), keep);
    },
    withholdKeyPackages(msisdn, on, imei) {
      for (const device of devicesOf(msisdn, imei)) pools.withhold(deviceKey(device), on);
    },
    group: (groupId) => groups.get(groupId),
    mlsGroup: (groupId) => focus.group(groupId),
    removeFromGroup(groupId, msisdn) {
      const group = groups.get(groupId);
      if (group?.host !== name || !group.members.includes(msisdn)) return false;
      conference.change(groupId, { kind: 'removed', members: [msisdn] });
      groupControl.expel(group, msisdn);
      return true;
    },
    focusFaults,
    spoilWelcomes: (how, to) => forwarding.interfere(welcomeRule(how, to)),
    limitCertificates: authority.limit,
    registered: (msisdn) =>
      subscribers.devices(msisdn).some((device) => registrar.binding(deviceKey(device)) !== undefined),
    waiting: (msisdn) => forwarding.waiting(msisdn),
  };
}
