import { createCarrier } from '../simulators/carrier/carrier.ts';
import { createInterconnect } from '../simulators/carrier/interconnect.ts';
import { type Conveyance, conveyance } from '../simulators/handset/client/conveyance.ts';
import { encryptedMessage, textContentType } from '../simulators/handset/client/cpim-messages.ts';
import { provision } from '../simulators/handset/client/provisioning.ts';
import { registration } from '../simulators/handset/client/registration.ts';
import { type Signalling, signalling } from '../simulators/handset/client/signalling.ts';
import { requestWriter } from '../simulators/handset/client/sip-request.ts';
import { memoryBlobs } from '../simulators/kernel/journal/blobs.ts';
import { journal } from '../simulators/kernel/journal/journal.ts';
import { network } from '../simulators/kernel/network.ts';
import { seededRandom } from '../simulators/kernel/random.ts';
import { type VirtualClock, virtualClock } from '../simulators/kernel/virtual-clock.ts';
import { conferenceFactory, groupUri } from '../simulators/protocol/conference-uri.ts';
import type { Cpim } from '../simulators/protocol/cpim.ts';
import { fullCapabilities } from '../simulators/protocol/feature-tags.ts';
import { newMessageId } from '../simulators/protocol/message-id.ts';
import { mlsContentTypes } from '../simulators/protocol/mls-control.ts';
import { serialiseResourceLists } from '../simulators/protocol/resource-lists.ts';
import { domainOf } from '../simulators/protocol/uri.ts';
import { subscriber } from './certified-members.ts';
import { clientsIn } from './clients.ts';

/**
 * A group of devices on one carrier, each with its MLS client. A message is framed and encrypted by the sender's, goes by
 * SIP (or MSRP, where it is too long) through its carrier's Conversation Focus with its journal and store-and-forward,
 * and is read, decrypted and answered by every other. Not in it: the phones around the clients (their stores, screens and
 * the receipts that they send), webhooks and archive; and the group's MLS was made beside the Focus.
 */
export interface FanOut {
  /** Sends `count` messages of so many bytes and runs until everybody has read them. */
  send(count: number, bytes: number): Promise<void>;
}

const carrier = 'north';
const groupId = '6f1d2c3b-4a59-4687-9f0e-1d2c3b4a5968';
const uri = groupUri(groupId, carrier);

/** @param participants the sender included */
export async function openFanOut(participants: number): Promise<FanOut> {
  const clock: VirtualClock = virtualClock(Date.UTC(2026, 10, 22, 10));
  const random = seededRandom('fan-out');
  const net = network({ clock, random: random.split('network') });
  const msisdns = Array.from({ length: participants }, (_, index) => subscriber(index).msisdn);
  createCarrier({
    name: carrier,
    clock,
    random: random.split(carrier),
    network: net,
    journal: journal(clock, memoryBlobs()),
    interconnect: createInterconnect(random.split('interconnect')),
    subscribers: msisdns,
  });
  const clients = await clientsIn(groupId, participants);
  let deliveries = 0;

  async function read(index: number, { messageId = '', eraId: era, epochAuthenticator, body }: Cpim): Promise<void> {
    const claim = era === undefined || epochAuthenticator === undefined ? undefined : { era, epochAuthenticator };
    const opened = await clients[index]?.unprotect(groupId, messageId, body, claim);
    if (!opened?.ok) throw new Error(`participant ${index} cannot read the message: ${opened?.detail}`);
    deliveries++;
  }

  async function participant(msisdn: string, index: number): Promise<Conveyance> {
    const node = `p${index}`;
    const own = random.split(node);
    const identityKey = clients[index]?.identityKey ?? new Uint8Array(0);
    const document = await provision(net.fetchFrom(node), {
      msisdn,
      carrier,
      os: 'android',
      imei: subscriber(index).device,
      identityKey,
    });
    const domain = domainOf(carrier);
    const { pcscf: server, auth: credentials } = document;
    const write = requestWriter(own, msisdn, domain);
    const conveyed: Conveyance = conveyance({
      random: own,
      node,
      server: () => server,
      write: () => write,
      signalling: (): Signalling => radio,
      onArrival({ cpim }) {
        if (cpim.contentType === mlsContentTypes.application) void read(index, cpim);
      },
    });
    const radio = signalling({
      clock,
      random: own,
      network: net,
      node,
      onSip: (request, _from, respond) => void conveyed.serveSip(request, respond),
      onMsrp: (request, _from, respond) => conveyed.serveMsrp(request, respond),
      onMalformed(problem) {
        throw new Error(problem);
      },
    });
    const registered = registration({ random: own, sip: radio.sip, write, node, msisdn, server, domain, credentials });
    const outcome = await registered.register(fullCapabilities);
    if (!outcome.ok) throw new Error(outcome.reason);
    return conveyed;
  }

  async function settled<T>(work: Promise<T>): Promise<T> {
    let done = false;
    void work.finally(() => {
      done = true;
    });
    if (!(await clock.runUntil(() => done, 60_000))) throw new Error('a carrier did not answer');
    return work;
  }

  const [sender] = await settled(Promise.all(msisdns.map(participant)));
  const [client] = clients;
  const [from, ...others] = msisdns;
  if (!sender || !client || from === undefined) throw new Error('a group needs participants');
  const made = await settled(sender.convene(conferenceFactory(carrier), groupId, serialiseResourceLists(others)));
  if (made.outcome !== 'accepted') throw new Error('the conference factory did not make the group');
  await clock.runFor(2000);

  async function sendOne(bytes: number): Promise<void> {
    const messageId = newMessageId(random);
    const sealed = await client?.protect(groupId, messageId, textContentType, Buffer.alloc(bytes, 'x'));
    if (!sealed) throw new Error('the sender has no client');
    const parts = { from: from ?? '', to: uri, messageId, nowMs: clock.now() };
    const sent = await settled(sender?.send(uri, groupId, encryptedMessage(parts, sealed)) ?? Promise.reject());
    if (sent.outcome !== 'accepted') throw new Error(`the message was not accepted: ${JSON.stringify(sent)}`);
  }

  return {
    async send(count, bytes) {
      deliveries = 0;
      for (let n = 0; n < count; n++) await sendOne(bytes);
      const expected = count * others.length;
      if (!(await clock.runUntil(() => deliveries >= expected, 60_000))) throw new Error('messages did not arrive');
    },
  };
}
