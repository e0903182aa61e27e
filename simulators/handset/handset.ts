import { type Clock, timestamp } from '../kernel/clock.ts';
import type { Journal } from '../kernel/journal/journal.ts';
import type { Network } from '../kernel/network.ts';
import type { Random } from '../kernel/random.ts';
import type { MlsClient } from '../mls/client/client.ts';
import type { ArchivalAgent } from './agent/agent.ts';
import type { MessageCapture } from './agent/message-capture.ts';
import { isGroupAddress } from './client/address.ts';
import { rcsClient } from './client/create-rcs-client.ts';
import { type MessageStore, messageStore } from './client/message-store.ts';
import type { RcsClient } from './client/rcs-client.ts';
import { conversationViews } from './conversation-view.ts';
import { type HandsetModel, isDeletable } from './model.ts';

export interface HandsetOptions {
  readonly clock: Clock;
  /** The phone's: streams of its installations are split from it by incarnation. */
  readonly random: Random;
  readonly journal: Journal;
  readonly network: Network;
  readonly name: string;
  readonly os: 'android' | 'ios';
  readonly msisdn: string;
  readonly carrier: string;
  /** Names by MSISDN. */
  readonly contacts: ReadonlyMap<string, string>;
  /** A new installation's MLS client, with keys of its own; it goes by the phone's clock. */
  readonly createMls: (incarnation: number, random: Random, clock: Clock, imei: string) => MlsClient;
  /** Its subscriber has other devices. */
  readonly paired?: boolean;
  /** The archival agent on the phone, where it is enrolled. */
  readonly agent?: ArchivalAgent;
  /** How the messaging app's messages come to it; it goes by the phone's clock. Default: handed over as they are. */
  readonly capture?: (clock: Clock) => MessageCapture;
}

/** A phone: what its screens show and its user may do, and what may happen to it. */
export interface Handset extends HandsetModel {
  readonly incarnation: number;
  /** Of the device, 15 digits: it outlives installations. */
  readonly imei: string;
  /** Reports another device of the same subscriber as lost. */
  revokeDevice(imei: string): void;
  /** Goes online for the first time. */
  start(): void;
  /** Rotates the leaf keys in the group with a peer, in order with what is sent to it. Resolves to whether the focus agreed. */
  rotateKeys(peer: string): Promise<boolean>;
  /** Makes the group with a peer anew, under the same id, in the next era. Nothing happens where there is none. */
  advanceEra(peer: string): void;
  /** Asks for another certificate, however long the one it has is good for. */
  renewCertificate(): void;
  /** Everybody whom there is an MLS group with, E.164. */
  encryptsWith(): readonly string[];
  /** Fills its pool of KeyPackages at the carrier again. */
  replenishKeys(): void;
  /** The carrier sent for it, or its connection broke: it registers anew. */
  registerAnew(): void;
  /** Ends the messaging service without a word to anybody, or starts it again. What it had stored it finds again. */
  setServiceRunning(on: boolean): void;
  /** Turns the phone off without a word to anybody, or on again. */
  setPower(on: boolean): void;
  /** How far the phone's own clock is ahead, ms. */
  clockSkewMs: number;
  /** Connected where it should be, and nothing waits to be sent, opened or archived. */
  quiet(): boolean;
  stop(): void;
}

export function createHandset(options: HandsetOptions): Handset {
  const { clock, journal, network, name, os, msisdn, agent } = options;
  const listeners = new Set<() => void>();
  /** Whose conversations were opened while nobody could be asked what they can do. */
  const unasked = new Set<string>();
  const changed = (): void => {
    if (unasked.size > 0 && client.state() === 'connected') {
      const peers = [...unasked];
      unasked.clear();
      for (const peer of peers) void client.peers.ask(peer);
    }
    for (const listener of listeners) listener();
  };
  let incarnation = 1;
  let airplaneMode = false;
  let rcsEnabled = true;
  let e2ee = true;
  let serviceRunning = true;
  let power = true;
  let clockSkewMs = 0;
  /** The time that the phone shows, and writes into what it sends. */
  const ownClock: Clock = {
    kind: clock.kind,
    now: () => clock.now() + clockSkewMs,
    uptimeMs: clock.uptimeMs,
    after: (delayMs, label, task) => clock.after(delayMs, label, task),
  };
  const capture = options.capture?.(ownClock) ?? (agent && { captured: agent.captured, read() {}, deleted() {} });
  /** Of the phone, whatever is installed on it. */
  const imei = `35${String(options.random.split('imei').below(10 ** 9)).padStart(13, '0')}`;
  let store: MessageStore;
  let client: RcsClient;

  function install(): void {
    const random = options.random.split(`installation ${incarnation}`);
    store = messageStore();
    client = rcsClient({
      clock: ownClock,
      random,
      journal,
      network,
      phone: name,
      os,
      msisdn,
      imei,
      ...(options.paired && { paired: true }),
      carrier: options.carrier,
      store,
      mls: options.createMls(incarnation, random.split('mls'), ownClock, imei),
      wantsRcs: () => rcsEnabled,
      wantsEncryption: () => e2ee,
      capture: (message) => capture?.captured(message),
      onChange: changed,
    });
  }
  install();

  /** Goes where the switches say. */
  function follow(reason: string): void {
    const online = power && !airplaneMode;
    network.isolate(name, !online);
    if (!power || !serviceRunning) client.disconnect(reason, 'silently');
    else if (!online || !rcsEnabled) client.disconnect(reason);
    else client.connect();
    if (online) agent?.wake();
    changed();
  }

  const view = conversationViews({
    msisdn,
    contacts: options.contacts,
    client: () => client,
    settings: () => ({ rcsEnabled, e2ee }),
  });

  /** Hands something about a group to the client. */
  function onGroup(conversationId: string, act: (groupId: string) => void): void {
    const peer = store.thread(conversationId)?.peer;
    if (peer !== undefined && isGroupAddress(peer)) act(peer);
  }

  return {
    name,
    os,
    msisdn,
    imei,
    revokeDevice: (lost) => client.revokeDevice(lost),
    get incarnation() {
      return incarnation;
    },
    now: () => ownClock.now(),
    conversations: () => [...store.threads()].sort((a, b) => b.lastActivityMs - a.lastActivityMs).map(view),
    conversation(id) {
      const thread = store.thread(id);
      return thread && view(thread);
    },
    open(peer) {
      const thread = store.threadWith(peer, ownClock.now());
      if (client.state() === 'connected') void client.peers.ask(peer);
      else unasked.add(peer);
      return view(thread);
    },
    createGroup(msisdns, subject = '') {
      const id = client.acting.create(msisdns, subject);
      return view(store.threadWith(id, ownClock.now()));
    },
    addMembers: (id, msisdns) => onGroup(id, (group) => client.acting.add(group, msisdns)),
    removeMember: (id, member) => onGroup(id, (group) => client.acting.remove(group, member)),
    leaveGroup: (id) => onGroup(id, (group) => client.acting.leave(group)),
    renameGroup: (id, subject) => onGroup(id, (group) => client.acting.rename(group, subject)),
    setGroupIcon: (id, icon) => onGroup(id, (group) => client.acting.setIcon(group, icon)),
    endEncryption(id) {
      const peer = store.thread(id)?.peer;
      if (peer !== undefined) client.acting.endEncryption(peer);
    },
    send(conversationId, body) {
      const thread = store.thread(conversationId);
      if (thread) client.messaging.send(thread, body);
    },
    deleteMessage(conversationId, messageId) {
      const message = store.thread(conversationId)?.messages.find(({ id }) => id === messageId);
      if (!message || !isDeletable(message)) return;
      store.remove(messageId);
      capture?.deleted(messageId);
      changed();
    },
    read(conversationId) {
      const thread = store.thread(conversationId);
      if (!thread || thread.unread.length === 0) return;
      const unread = new Set(thread.unread);
      store.markRead(conversationId);
      for (const message of thread.messages) {
        if (!unread.has(message.id) || message.status !== 'received') continue;
        capture?.read(message.id);
        const dateTime = timestamp(message.sentAtMs);
        const { peer } = thread;
        const messageId = store.receiptId(message.id);
        const group = isGroupAddress(peer) ? peer : undefined;
        client.messaging.receipt(message.sender?.msisdn ?? peer, { messageId, dateTime, status: 'displayed' }, group);
      }
      changed();
    },
    get airplaneMode() {
      return airplaneMode;
    },
    setAirplaneMode(on) {
      if (on === airplaneMode) return;
      airplaneMode = on;
      follow('airplane mode');
    },
    get rcs() {
      return { enabled: rcsEnabled, state: client.state() };
    },
    setRcs(on) {
      rcsEnabled = on;
      follow('RCS switched off');
    },
    get e2ee() {
      return e2ee;
    },
    setE2ee(on) {
      e2ee = on;
      client.refresh();
      changed();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => follow('start'),
    reinstall() {
      client.end();
      incarnation++;
      journal.append('handset.reinstalled', { phone: name, incarnation });
      install();
      follow('reinstalled');
    },
    renewCertificate: () => client.renewCertificate(),
    rotateKeys: (peer) => client.rotate(peer),
    advanceEra: (peer) => client.advanceEra(peer),
    encryptsWith: () => client.encryption.peers(),
    replenishKeys: () => client.replenishKeys(),
    registerAnew: () => client.refresh(),
    setServiceRunning(on) {
      if (on === serviceRunning) return;
      serviceRunning = on;
      follow('the messaging service was killed');
    },
    setPower(on) {
      if (on === power) return;
      power = on;
      follow('switched off');
    },
    get clockSkewMs() {
      return clockSkewMs;
    },
    set clockSkewMs(ms) {
      clockSkewMs = ms;
      changed();
    },
    quiet() {
      const settled = airplaneMode || !rcsEnabled || !power || !serviceRunning || client.state() === 'connected';
      return settled && client.quiet() && (agent?.pending() ?? 0) === 0;
    },
    stop: () => client.end(),
  };
}
