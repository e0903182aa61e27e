import { groupIdText } from '../mls/wire/group-id.ts';
import { deviceHeader } from '../protocol/assumptions.ts';
import { groupUri } from '../protocol/conference-uri.ts';
import { epochIdentifierContentType, parseEpochIdentifier } from '../protocol/epoch-identifier.ts';
import { groupDataContentType, serialiseGroupData } from '../protocol/group-data.ts';
import { newToken } from '../protocol/message-id.ts';
import { mlsContentTypes, serialiseServerBundle } from '../protocol/mls-control.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { telUri } from '../protocol/uri.ts';
import type { CarrierContext } from './context.ts';
import type { Focus } from './focus.ts';
import type { FocusMessages } from './focus-message.ts';
import type { Forwarding } from './forwarding.ts';
import { type Groups, groupDataOf } from './rcs-group.ts';
import { decisionIn, mlsRefusal, type Refusal, refusal } from './refusal.ts';

/** A client's question what it missed of a group. */
export interface CatchUpRequest {
  readonly groupId: string;
  readonly from: string;
  /** The IMEI that is to get the answer. */
  readonly device: string;
  /** The body: an EpochIdentifier. */
  readonly body: Uint8Array;
}

/** Answers who fell behind with a server bundle: from this carrier's focus, or by asking the carrier whose focus it is. */
export interface CatchUp {
  fromPhone(request: CatchUpRequest): Promise<Refusal | undefined>;
  fromCarrier(request: CatchUpRequest): Refusal | undefined;
}

export interface CatchUpOptions {
  readonly context: CarrierContext;
  readonly focus: Focus;
  readonly groups: Groups;
  readonly forwarding: Forwarding;
  readonly messages: FocusMessages;
}

const unknownGroup: Refusal = { ...mlsRefusal('mls-group-not-found'), status: 404 };

export function createCatchUp({ context, focus, groups, forwarding, messages }: CatchUpOptions): CatchUp {
  const { name, domain, clock, journal, timers, sip } = context;
  const random = context.random.split('catch up');

  function answer({ groupId, from, device, body }: CatchUpRequest): Refusal | undefined {
    let asked: ReturnType<typeof parseEpochIdentifier>;
    try {
      asked = parseEpochIdentifier(body);
    } catch (error) {
      if (error instanceof ProtocolError) return mlsRefusal('invalid-input');
      throw error;
    }
    if (groupIdText(asked.groupId) !== groupId) return mlsRefusal('invalid-input');
    const mls = focus.group(groupId);
    const missed = focus.missed(groupId, asked.era, asked.epoch);
    if (!mls || !missed) return unknownGroup;
    const members = groups.get(groupId)?.members ?? focus.pair(groupId) ?? [];
    if (!members.includes(from)) return refusal(403, 'not-a-member');
    const { era, epoch, authenticators } = mls;
    const known = authenticators.find((one) => one.epoch === epoch);
    const bundle = messages(
      { id: groupId, host: name },
      {
        contentType: mlsContentTypes.server,
        content: serialiseServerBundle(missed),
        era,
        ...(known && { epochAuthenticator: known.value }),
      },
    );
    journal.append('carrier.caught_up', {
      carrier: name,
      group_id: groupId,
      to: from,
      device,
      era,
      epoch: Number(epoch),
      messages: missed.length,
    });
    if (asked.era === 0) introduce(groupId, from, device);
    forwarding.forward({ ...bundle, to: from, recipientDevice: device });
    return undefined;
  }

  /** A device that holds nothing of a group may be newly set up: who is in it, and what it is called, it was told before. */
  function introduce(groupId: string, to: string, recipientDevice: string): void {
    const group = groups.get(groupId);
    if (group?.host !== name) return;
    const content = serialiseGroupData(groupDataOf(group, { kind: 'created', members: [] }));
    forwarding.forward({ ...messages(group, { contentType: groupDataContentType, content }), to, recipientDevice });
  }

  async function ask(carrier: string, { groupId, from, device, body }: CatchUpRequest): Promise<Refusal | undefined> {
    const uri = groupUri(groupId, carrier);
    const headers = [
      { name: 'Max-Forwards', value: '69' },
      { name: 'From', value: `<${telUri(from)}>;tag=${newToken(random)}` },
      { name: 'To', value: `<${uri}>` },
      { name: 'Call-ID', value: `${newToken(random)}@${domain}` },
      { name: 'CSeq', value: '1 MESSAGE' },
      { name: 'P-Asserted-Identity', value: `<${telUri(from)}>` },
      { name: 'Conversation-ID', value: groupId },
      { name: deviceHeader, value: device },
      { name: 'Content-Type', value: epochIdentifierContentType },
    ];
    const { outcome, cancel } = sip.request(carrier, { kind: 'request', method: 'MESSAGE', uri, headers, body });
    const timer = clock.after(timers.proxyMs, `carrier ${name} asks the focus`, cancel);
    const response = await outcome;
    timer.cancel();
    return response?.status === 200 ? undefined : decisionIn(response);
  }

  return {
    async fromPhone(request) {
      if (focus.group(request.groupId)) return answer(request);
      const host = groups.get(request.groupId)?.host ?? focus.elsewhere(request.groupId);
      return host === undefined || host === name ? unknownGroup : ask(host, request);
    },
    fromCarrier: answer,
  };
}
