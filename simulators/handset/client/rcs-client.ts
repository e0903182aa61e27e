import type { Clock, Timer } from '../../kernel/clock.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { Network } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import type { MlsClient } from '../../mls/client/client.ts';
import { groupUri } from '../../protocol/conference-uri.ts';
import { epochIdentifierContentType, serialiseEpochIdentifier } from '../../protocol/epoch-identifier.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import type { ProvisioningDocument } from '../../protocol/provisioning-document.ts';
import type { SipRequest } from '../../protocol/sip.ts';
import type { Respond } from '../../protocol/sip-transactions.ts';
import { domainOf, telUri } from '../../protocol/uri.ts';
import type { CapturedMessage } from '../agent/captured-message.ts';
import { type Address, isGroupAddress } from './address.ts';
import { contactOf, ownCapabilities, type PeerDirectory, peerDirectory } from './capabilities.ts';
import { certification } from './certification.ts';
import { conveyance } from './conveyance.ts';
import { encryption } from './create-encryption.ts';
import { digestFetch } from './digest-fetch.ts';
import type { Encryption } from './encryption.ts';
import { type GroupActions, groupActions } from './group-actions.ts';
import { groupMetadata } from './group-metadata.ts';
import { type Groups, groups, type Notice } from './groups.ts';
import { type KeyDirectory, keyDirectory } from './key-directory.ts';
import type { MessageStore } from './message-store.ts';
import { type Messaging, messaging } from './messaging.ts';
import { outbox } from './outbox.ts';
import { provision, revokeDevice } from './provisioning.ts';
import { reception } from './reception.ts';
import { type Registration, registration } from './registration.ts';
import { signalling } from './signalling.ts';
import { type RequestWriter, requestWriter } from './sip-request.ts';

export interface RcsClientOptions {
  readonly clock: Clock;
  /** Of this incarnation alone. */
  readonly random: Random;
  readonly journal: Journal;
  readonly network: Network;
  /** The phone's name, which is its network node too. */
  readonly phone: string;
  readonly os: 'android' | 'ios';
  readonly msisdn: string;
  /** Of the phone, 15 digits: it outlives installations. */
  readonly imei: string;
  readonly carrier: string;
  readonly store: MessageStore;
  readonly mls: MlsClient;
  /** The subscriber has other devices. */
  readonly paired?: boolean;
  /** The user's RCS switch. */
  readonly wantsRcs: () => boolean;
  /** The user's encryption switch. */
  readonly wantsEncryption: () => boolean;
  readonly capture: (message: CapturedMessage) => void;
  readonly onChange: () => void;
}

export type ConnectionState = 'connected' | 'setting-up' | 'disconnected';

/** The RCS client of one installation of the messaging app: connects, stays connected, sends and receives. */
export interface RcsClient {
  readonly state: () => ConnectionState;
  readonly peers: PeerDirectory;
  readonly encryption: Encryption;
  readonly messaging: Messaging;
  readonly groups: Groups;
  readonly acting: GroupActions;
  /** Goes online and stays there, trying again while it fails. */
  connect(): void;
  /** Goes offline: the radio is off, or RCS is. Silently, its process ended: the carrier is not told. */
  disconnect(reason: string, how?: 'silently'): void;
  /** Registers anew, e.g. with other capabilities. */
  refresh(): void;
  /** Another device of the subscriber is lost: its credentials, registration and leaves go. Tried until it is done. */
  revokeDevice(imei: string): void;
  /** Publishes new KeyPackages. */
  replenishKeys(): void;
  /** Asks for another certificate, which reaches every group. */
  renewCertificate(): void;
  /** Rotates the own leaf key in the group with `peer`. Resolves to whether the focus agreed. */
  rotate(peer: string): Promise<boolean>;
  /** Makes the group with `peer` anew, under the same id, in the next era. */
  advanceEra(peer: string): void;
  /** Nothing waits to be sent, decided or opened. */
  quiet(): boolean;
  /** Whether the carrier serves MLS, by its last answer. */
  carrierEncrypts(): boolean;
  /** The installation is gone. */
  end(): void;
}

/** KeyPackages put into the pool at a time, besides the last-resort one. */
const poolSize = 10;
/** How old the key of an own leaf may become, ms: RCC.16 wants a self-update every 30 days; the last is for delays. */
const leafKeyMs = 29 * 86_400_000;
/** Pauses between attempts to connect, ms; the last one repeats. */
const pausesMs = [1000, 2000, 4000, 8000, 10_000] as const;

interface Account {
  readonly document: ProvisioningDocument;
  readonly registration: Registration;
  readonly directory: KeyDirectory | undefined;
}

export function rcsClient(options: RcsClientOptions): RcsClient {
  const { clock, random, journal, network, phone, msisdn, carrier, store, mls, onChange } = options;
  const domain = domainOf(carrier);
  const write: RequestWriter = requestWriter(random.split('requests'), msisdn, domain);
  const fetch = network.fetchFrom(phone);
  let state: ConnectionState = 'disconnected';
  let wanted = false;
  let failures = 0;
  let carrierMls = false;
  /** Connected at least once with this account: what the phone can do is known, and its KeyPackages are there. */
  let setUp = false;
  let account: Account | undefined;
  let keysPublished = false;
  /** This installation was registered at least once: what comes earlier is meant for the one that it replaces. */
  let introduced = false;
  /** Whether this phone encrypts, as its peers were last told. */
  let told: boolean | undefined;
  let next: Timer | undefined;
  /** Goes up whenever the phone connects or disconnects: what belongs to an earlier attempt is void. */
  let attempt = 0;

  const problem = (doing: string, reason: string): void => {
    journal.append('handset.problem', { phone, doing, reason });
  };
  const encrypts = (): boolean => options.wantsEncryption() && carrierMls;
  const server = (): string => account?.document.pcscf ?? carrier;

  const certificates = certification({ clock, msisdn, imei: options.imei, mls, onProblem: problem });
  /** Conversations that a renewed certificate is on its way to. */
  const renewing = new Set<string>();

  const radio = signalling({
    clock,
    random: random.split('transactions'),
    network,
    node: phone,
    onSip: serveSip,
    onMsrp: (request, _from, respond) => moving.serveMsrp(request, respond),
    onMalformed: (reason) => problem('read a frame', reason),
  });
  const wiring = { server, domain, write: () => write, signalling: () => radio };
  const outgoing = outbox(clock, phone);
  const known = groups(msisdn);
  const moving = conveyance({
    ...wiring,
    random: random.split('sessions'),
    node: phone,
    onArrival: (message) => incoming.arrived(message),
  });
  const peers = peerDirectory({
    ...wiring,
    clock,
    contact: () => contactOf(msisdn, phone, encrypts()),
    onLearned(peer, { reach, mls: does }) {
      journal.append('handset.capabilities', { phone, peer, mls: does === true, reachable: reach === 'online' });
      onChange();
    },
  });
  const uriOf = (address: Address): string =>
    isGroupAddress(address) ? groupUri(address, known.get(address)?.carrier ?? carrier) : telUri(address);
  const secrets = encryption({
    clock,
    random: random.split('conversations'),
    msisdn,
    device: options.imei,
    paired: options.paired === true,
    mls,
    directory: () => account?.directory,
    participants: (address) =>
      isGroupAddress(address) ? (known.get(address)?.members ?? []).filter((member) => member !== msisdn) : [address],
    uriOf,
    convey: (address, conversationId, cpim) => moving.send(uriOf(address), conversationId, cpim),
    pull: (address, groupId, era, epoch) =>
      moving.ask(
        isGroupAddress(address) ? uriOf(address) : groupUri(groupId, carrier),
        groupId,
        epochIdentifierContentType,
        serialiseEpochIdentifier({ era, epoch, groupId: Buffer.from(groupId) }),
      ),
    outbox: outgoing,
    onProblem: problem,
    // A new installation learns of a group by what is sent in it: who is in it, the focus tells with the next change.
    onMembers(address, members) {
      if (known.get(address)?.version === -1) known.change(address, { members });
      if (secrets.groupWith(address)?.ended === false) encryptedNow(address);
      if (isGroupAddress(address)) metadata.moved(address);
    },
    onNewcomers(address) {
      if (isGroupAddress(address)) metadata.share(address);
    },
    onEnded(address, by) {
      if (!isGroupAddress(address)) return;
      notice(address, { what: 'encryption-ended', by });
      known.change(address, { encryption: 'ended' });
    },
  });
  const metadata = groupMetadata({
    clock,
    random: random.split('metadata'),
    msisdn,
    groups: known,
    encryption: secrets,
    conveyance: moving,
    outbox: outgoing,
    uriOf,
  });
  const sending = messaging({
    clock,
    random: random.split('messages'),
    journal,
    phone,
    msisdn,
    store,
    peers,
    encryption: secrets,
    groups: known,
    uriOf,
    conveyance: moving,
    outbox: outgoing,
    carries: options.wantsRcs,
    encrypts,
    capture: options.capture,
    onUnregistered: () => reconnect(),
    onChange,
  });
  const incoming = reception({
    clock,
    journal,
    phone,
    msisdn,
    groups: known,
    store,
    encryption: secrets,
    onGroup(data) {
      metadata.told(data);
      // No commit takes our leaf out where MLS was ended, and none that comes here where another device of ours left.
      const { groupId, change: happened } = data;
      const ownDoing = happened.kind === 'left' && happened.by === msisdn;
      if (known.get(groupId)?.left && (ownDoing || secrets.groupWith(groupId)?.ended))
        secrets.forget(groupId, groupId, 'this phone is not in the group any more');
    },
    onKeys(groupId, body) {
      metadata.keys(groupId, body);
      onChange();
    },
    receipt: sending.receipt,
    receipted: sending.receipted,
    onSentAgain: sending.sentAgain,
    capture: options.capture,
    onChange,
  });

  const acting = groupActions({
    clock,
    random: random.split('groups'),
    msisdn,
    carrier,
    store,
    groups: known,
    encryption: secrets,
    metadata,
    conveyance: moving,
    outbox: outgoing,
    uriOf,
    encrypts,
    onUnregistered: () => reconnect(),
    onProblem: problem,
    onChange,
  });

  function notice(group: string, happened: Pick<Notice, 'what' | 'by'>): void {
    const atMs = clock.now();
    known.notice(group, { atMs, whom: [], afterMessages: store.threadWith(group, atMs).messages.length, ...happened });
  }

  /** There are keys for a group; that is news where its members could write in clear before. */
  function encryptedNow(address: Address): void {
    const before = known.get(address)?.encryption;
    if (before === undefined || before === 'encrypted') return;
    known.change(address, { encryption: 'encrypted' });
    if (before !== 'undecided') notice(address, { what: 'encryption-on' });
  }

  function serveSip(request: SipRequest, _from: string, respond: Respond): void {
    if (!wanted) return; // the client does not run: nobody answers
    if (!introduced) {
      // Copies that were under way to the installation before: ours to answer, not to take.
      respond(480);
    } else if (request.method === 'OPTIONS') {
      // Not set up yet: what it can do is not known, and a peer told that it cannot encrypt would write in clear.
      if (!setUp) {
        respond(480);
        return;
      }
      learnFrom(request);
      respond(200, { headers: [{ name: 'Contact', value: contactOf(msisdn, phone, encrypts()) }] });
    } else if (!moving.serveSip(request, respond)) respond(405);
  }

  /** A request that cannot be read is answered all the same: it says nothing of who asks. */
  function learnFrom(request: SipRequest): void {
    try {
      peers.told(request);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      problem('learn capabilities', error.message);
    }
  }

  async function open(): Promise<Account> {
    const document = await provision(fetch, {
      msisdn,
      carrier,
      os: options.os,
      imei: options.imei,
      identityKey: mls.identityKey,
    });
    const credentials = document.auth;
    const sip = {
      random: random.split('registration'),
      sip: radio.sip,
      write,
      node: phone,
      msisdn,
      server: document.pcscf,
      domain,
      credentials,
    };
    const directory =
      document.kdsUrl && keyDirectory(digestFetch(fetch, random.split('kds'), credentials), document.kdsUrl, msisdn);
    return { document, registration: registration(sip), directory: directory || undefined };
  }

  /** The password is not ours any more. Asking for another empties our pool at the KDS, too. */
  function forgetAccount(): void {
    account = undefined;
    keysPublished = false;
    setUp = false;
  }

  /** Certified first, where the certificate is none or old: KeyPackages carry it. */
  async function publishKeys({ document, directory }: Account): Promise<void> {
    if (!directory) return;
    if (await certificates.renew(document, directory)) keysPublished = false;
    if (keysPublished && (await directory.available()) >= poolSize / 2) return;
    keysPublished = (await directory.publish(await mls.keyPackages(poolSize))) === 'stored';
    if (!keysPublished) problem('publish KeyPackages', 'expired-credential');
  }

  async function tryToConnect(mine: number): Promise<void> {
    try {
      account ??= await open();
      if (mine !== attempt) return;
      const registered = await account.registration.register(ownCapabilities(options.wantsEncryption()));
      if (mine !== attempt) return;
      if (!registered.ok) {
        if (registered.reason.endsWith('401')) forgetAccount();
        throw new Error(registered.reason);
      }
      introduced = true;
      carrierMls = registered.mls;
      if (carrierMls && !account.directory) {
        forgetAccount(); // configured while the carrier did not encrypt
        throw new Error('the configuration names no key directory');
      }
      if (encrypts()) await publishKeys(account);
      if (mine === attempt && encrypts()) renewGroups();
      if (mine !== attempt) return;
      connected(registered.expiresS);
    } catch (error) {
      if (mine !== attempt) return;
      problem('connect', error instanceof Error ? error.message : String(error));
      const pauseMs = pausesMs[Math.min(failures++, pausesMs.length - 1)] ?? 10_000;
      next = clock.after(pauseMs, `${phone} connects again`, () => tryToConnect(mine));
    }
  }

  function connected(expiresS: number): void {
    failures = 0;
    if (state !== 'connected') journal.append('handset.registered', { phone, carrier, expires_s: expiresS });
    state = 'connected';
    setUp = true;
    tellPeers();
    outgoing.wake();
    if (encrypts()) secrets.healing.compareQuiet(conversationOf);
    next = clock.after(expiresS * 500, `${phone} refreshes its registration`, () => tryToConnect(attempt));
    onChange();
  }

  /** The conversation that encrypts in an MLS group. */
  function conversationOf(groupId: string): Address | undefined {
    const peer = secrets.peers().find((each) => secrets.groupWith(each)?.groupId === groupId);
    return peer ?? (isGroupAddress(groupId) && known.get(groupId) ? groupId : undefined);
  }

  /** A renewed certificate reaches each group by a self-update; and no leaf keeps its key for long. */
  function renewGroups(): void {
    for (const groupId of new Set([...mls.outdated(), ...mls.stale(leafKeyMs)])) {
      const address = conversationOf(groupId);
      if (address === undefined || renewing.has(address)) continue;
      renewing.add(address);
      void rotate(address).then(() => renewing.delete(address));
    }
  }

  function rotate(peer: string): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    outgoing.add(`to ${peer}`, async () => {
      const readiness = await secrets.rotate(peer);
      if (readiness === 'later') return 'later';
      resolve(readiness === 'ready');
      return 'done';
    });
    return promise;
  }

  /** Who is in a group with this phone learns at once that it can, or may, not encrypt any more; and when it can again. */
  function tellPeers(): void {
    const now = encrypts();
    if (told !== undefined && told !== now) for (const peer of secrets.peers()) void peers.tell(peer);
    told = now;
  }

  function reconnect(): void {
    if (!wanted || state !== 'connected') return;
    state = 'setting-up';
    outgoing.sleep();
    next?.cancel();
    const mine = ++attempt;
    clock.after(0, `${phone} registers again`, () => tryToConnect(mine));
    onChange();
  }

  return {
    state: () => state,
    peers,
    encryption: secrets,
    messaging: sending,
    groups: known,
    acting,
    connect() {
      if (wanted) return;
      wanted = true;
      failures = 0;
      state = 'setting-up';
      const mine = ++attempt;
      clock.after(0, `${phone} connects`, () => tryToConnect(mine));
      onChange();
    },
    disconnect(reason, how) {
      if (!wanted) return;
      if (state === 'connected' && how === undefined) void account?.registration.register(ownCapabilities(false), 0);
      wanted = false;
      attempt++;
      next?.cancel();
      outgoing.sleep();
      radio.reset();
      moving.reset();
      peers.forget();
      if (state === 'connected') journal.append('handset.unregistered', { phone, reason });
      state = 'disconnected';
      onChange();
    },
    refresh: reconnect,
    revokeDevice(imei) {
      outgoing.add('revocations', async () => {
        if (!account) return 'later';
        try {
          await revokeDevice(digestFetch(fetch, random.split(`revoke ${imei}`), account.document.auth), carrier, imei);
          return 'done';
        } catch (error) {
          problem('revoke a device', error instanceof Error ? error.message : String(error));
          return error instanceof TypeError ? 'later' : 'done';
        }
      });
    },
    replenishKeys() {
      keysPublished = false;
      reconnect();
    },
    rotate,
    advanceEra(peer) {
      const group = secrets.groupWith(peer);
      if (group) void secrets.healing.needed(peer, group.groupId, 'a new era was asked for', 'era');
    },
    renewCertificate() {
      certificates.insist();
      reconnect();
    },
    quiet: () => outgoing.pending() === 0 && incoming.waiting() === 0,
    carrierEncrypts: () => carrierMls,
    end() {
      attempt++;
      next?.cancel();
      outgoing.sleep();
      incoming.end();
      radio.leave();
    },
  };
}
