import { createCarrier } from '../simulators/carrier/carrier.ts';
import { createInterconnect } from '../simulators/carrier/interconnect.ts';
import { provision } from '../simulators/handset/client/provisioning.ts';
import { registration } from '../simulators/handset/client/registration.ts';
import { type RequestWriter, requestWriter } from '../simulators/handset/client/sip-request.ts';
import { memoryBlobs } from '../simulators/kernel/journal/blobs.ts';
import { journal } from '../simulators/kernel/journal/journal.ts';
import { network } from '../simulators/kernel/network.ts';
import { seededRandom } from '../simulators/kernel/random.ts';
import { type VirtualClock, virtualClock } from '../simulators/kernel/virtual-clock.ts';
import { conferenceFactory, groupUri } from '../simulators/protocol/conference-uri.ts';
import { serialiseCpim } from '../simulators/protocol/cpim.ts';
import { fullCapabilities } from '../simulators/protocol/feature-tags.ts';
import { newMessageId, newUuid } from '../simulators/protocol/message-id.ts';
import { resourceListsContentType, serialiseResourceLists } from '../simulators/protocol/resource-lists.ts';
import { standardTimers } from '../simulators/protocol/retransmission.ts';
import { parseSip } from '../simulators/protocol/sip.ts';
import { type SipTransactions, sipTransactions } from '../simulators/protocol/sip-transactions.ts';
import { domainOf, telUri } from '../simulators/protocol/uri.ts';

/** A group of participants that do nothing but answer: what its carrier does with a message. */
export interface FanOut {
  /** Sends `count` messages of 100 bytes and runs until everybody has them. Gives how many deliveries that was. */
  send(count: number): Promise<number>;
}

const carrier = 'north';
const groupId = '6f1d2c3b-4a59-4687-9f0e-1d2c3b4a5968';
const uri = groupUri(groupId, carrier);
const service = [
  { name: 'P-Preferred-Service', value: 'urn:urn-7:3gpp-service.ims.icsi.oma.cpm.msg' },
  { name: 'Conversation-ID', value: groupId },
];

/** @param participants the sender included */
export async function openFanOut(participants: number): Promise<FanOut> {
  const clock: VirtualClock = virtualClock(Date.UTC(2026, 10, 22));
  const random = seededRandom('fan-out');
  const net = network({ clock, random: random.split('network') });
  const msisdns = Array.from({ length: participants }, (_, index) => `+44770091${1000 + index}`);
  createCarrier({
    name: carrier,
    clock,
    random: random.split(carrier),
    network: net,
    journal: journal(clock, memoryBlobs()),
    interconnect: createInterconnect(random.split('interconnect')),
    subscribers: msisdns,
  });
  let deliveries = 0;

  async function participant(
    msisdn: string,
    index: number,
  ): Promise<{ readonly sip: SipTransactions; readonly write: RequestWriter }> {
    const node = `p${index}`;
    const own = random.split(node);
    const sip = sipTransactions({
      node,
      clock,
      timers: standardTimers,
      random: own,
      send: (to, summary, bytes) => net.send(node, to, summary, bytes),
      onRequest(request, _from, respond) {
        if (request.method === 'MESSAGE') deliveries++;
        respond(200);
      },
    });
    net.join(node, (bytes, from) => sip.receive(parseSip(bytes), from));
    const imei = String(350_000_000_000_000 + index);
    const identityKey = new Uint8Array(65).fill(4);
    const document = await provision(net.fetchFrom(node), { msisdn, carrier, os: 'android', imei, identityKey });
    const domain = domainOf(carrier);
    const write = requestWriter(own, msisdn, domain);
    const { pcscf: server, auth: credentials } = document;
    const registered = registration({ random: own, sip, write, node, msisdn, server, domain, credentials });
    const outcome = await registered.register(fullCapabilities);
    if (!outcome.ok) throw new Error(outcome.reason);
    return { sip, write };
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
  const [msisdn, ...others] = msisdns;
  if (!sender || msisdn === undefined) throw new Error('a group needs participants');
  const { sip, write } = sender;
  const headers = [{ name: 'Conversation-ID', value: groupId }];
  const list = { contentType: resourceListsContentType, body: serialiseResourceLists(others) };
  const invited = await settled(
    sip.request(carrier, write({ method: 'INVITE', uri: conferenceFactory(carrier), headers, ...list })).outcome,
  );
  if (invited?.status !== 200) throw new Error(`the conference factory answered ${invited?.status}`);
  await clock.runFor(2000);

  async function sendOne(): Promise<void> {
    const body = serialiseCpim({
      from: telUri(msisdn ?? ''),
      to: uri,
      messageId: newMessageId(random),
      dateTime: new Date(clock.now()).toISOString(),
      dispositionNotification: ['positive-delivery', 'display'],
      extensions: [],
      contentType: 'text/plain;charset=UTF-8',
      contentHeaders: [],
      body: Buffer.alloc(100, 'x'),
    });
    const more = [...service, { name: 'Contribution-ID', value: newUuid(random) }];
    const message = write({ method: 'MESSAGE', uri, headers: more, contentType: 'message/cpim', body });
    const answer = await settled(sip.request(carrier, message).outcome);
    if (answer?.status !== 202) throw new Error(`the carrier answered ${answer?.status}`);
  }

  return {
    async send(count) {
      deliveries = 0;
      for (let n = 0; n < count; n++) await sendOne();
      const expected = count * others.length;
      if (!(await clock.runUntil(() => deliveries >= expected, 60_000))) throw new Error('messages did not arrive');
      return deliveries;
    },
  };
}
