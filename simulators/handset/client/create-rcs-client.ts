import { groupUri } from '../../protocol/conference-uri.ts';
import { epochIdentifierContentType, serialiseEpochIdentifier } from '../../protocol/epoch-identifier.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import type { SipRequest } from '../../protocol/sip.ts';
import type { Respond } from '../../protocol/sip-transactions.ts';
import { domainOf, telUri } from '../../protocol/uri.ts';
import { type Address, isGroupAddress } from './address.ts';
import { contactOf, peerDirectory } from './capabilities.ts';
import { connection } from './connection.ts';
import { conveyance } from './conveyance.ts';
import { encryption } from './create-encryption.ts';
import { groupActions } from './group-actions.ts';
import { groupMetadata } from './group-metadata.ts';
import { groupNotices } from './group-notices.ts';
import { groupUpkeep } from './group-upkeep.ts';
import { groups } from './groups.ts';
import { messaging } from './messaging.ts';
import { outbox } from './outbox.ts';
import type { RcsClient, RcsClientOptions } from './rcs-client.ts';
import { reception } from './reception.ts';
import { signalling } from './signalling.ts';
import { type RequestWriter, requestWriter } from './sip-request.ts';

export function rcsClient(options: RcsClientOptions): RcsClient {
  const { clock, random, journal, network, phone, msisdn, carrier, store, mls, onChange } = options;
  const domain = domainOf(carrier);
  const write: RequestWriter = requestWriter(random.split('requests'), msisdn, domain);

  const problem = (doing: string, reason: string): void => {
    journal.append('handset.problem', { phone, doing, reason });
  };
  const encrypts = (): boolean => options.wantsEncryption() && link.carrierEncrypts();
  const server = (): string => link.account()?.document.pcscf ?? carrier;

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
  const { notice, encryptedNow } = groupNotices(clock, store, known);
  const secrets = encryption({
    clock,
    random: random.split('conversations'),
    msisdn,
    device: options.imei,
    paired: options.paired === true,
    mls,
    directory: () => link.account()?.directory,
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
      notice(address, { what: 'encryption-ended', ...(by !== undefined && { by }) });
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
    onUnregistered: () => link.reconnect(),
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
      // An operator's removal, and a leave, come before the commit that they ask for.
      if (happened.by !== undefined && (happened.kind === 'added' || happened.kind === 'removed'))
        secrets.rosterTold(groupId);
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
    onSentElsewhere: sending.sentElsewhere,
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
    onUnregistered: () => link.reconnect(),
    onProblem: problem,
    onChange,
  });

  const upkeep = groupUpkeep({ mls, secrets, known, peers, outgoing, encrypts });
  const link = connection({
    ...options,
    write,
    radio: () => radio,
    outgoing,
    encrypts,
    problem,
    onRenewable: upkeep.renewGroups,
    onReady: upkeep.tellPeers,
    onAwake() {
      if (encrypts()) secrets.healing.compareQuiet(upkeep.conversationOf);
    },
    onReset() {
      radio.reset();
      moving.reset();
      peers.forget();
    },
  });

  function serveSip(request: SipRequest, _from: string, respond: Respond): void {
    if (!link.wanted()) return; // the client does not run: nobody answers
    if (!link.introduced()) {
      // Copies that were under way to the installation before: ours to answer, not to take.
      respond(480);
    } else if (request.method === 'OPTIONS') {
      // Not set up yet: what it can do is not known, and a peer told that it cannot encrypt would write in clear.
      if (!link.setUp()) {
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

  return {
    state: link.state,
    peers,
    encryption: secrets,
    messaging: sending,
    groups: known,
    acting,
    connect: link.connect,
    disconnect: link.disconnect,
    refresh: link.reconnect,
    revokeDevice: link.revokeDevice,
    replenishKeys: link.replenishKeys,
    rotate: upkeep.rotate,
    advanceEra(peer) {
      const group = secrets.groupWith(peer);
      if (group) void secrets.healing.needed(peer, group.groupId, 'a new era was asked for', 'era');
    },
    renewCertificate: link.renewCertificate,
    quiet: () => outgoing.pending() === 0 && incoming.waiting() === 0,
    carrierEncrypts: link.carrierEncrypts,
    end() {
      link.end();
      incoming.end();
      radio.leave();
    },
  };
}
