import assert from 'node:assert/strict';
import { groupUri } from '../protocol/conference-uri.ts';
import { epochIdentifierContentType, serialiseEpochIdentifier } from '../protocol/epoch-identifier.ts';
import { groupDataContentType } from '../protocol/group-data.ts';
import { mlsContentTypes, parseMlsControl, parseServerBundle, serialiseMlsControl } from '../protocol/mls-control.ts';
import { reasonOf } from '../protocol/sip-response.ts';
import type { FakePhone } from './fake-phone.test-support.ts';
import { authenticator, type CommitShape, commit, groupInfo, testImei, welcome } from './mls-bytes.test-support.ts';
import { numbers, type SmallWorld, smallWorld } from './small-world.test-support.ts';

export const groupId = '6f1d2c3b-4a59-4687-9f0e-1d2c3b4a5968';
export const uri = groupUri(groupId, 'north');
const { ana, ben, cy } = numbers;

/** What a phone claims besides its commit. */
export interface Submission extends Omit<CommitShape, 'groupId'> {
  /** Label of the authenticator. */
  readonly standing?: string;
  /** Leaves of the GroupInfo that goes along. */
  readonly leaves?: readonly (string | undefined)[];
  /** The epoch of that GroupInfo, when not the next. */
  readonly infoEpoch?: bigint;
  readonly without?: 'welcome';
  readonly id?: string;
}

export function submit(world: SmallWorld, phone: FakePhone, shape: Submission): Promise<string> {
  const { era = 1, epoch, adds, leaves, infoEpoch = epoch + 1n, standing = `${era}/${epoch}` } = shape;
  const by = phone.imei === testImei ? phone.msisdn : `${phone.msisdn}/${phone.imei}`;
  const parts = [commit({ groupId, label: phone.name, by, ...shape })];
  if (adds !== undefined && shape.without !== 'welcome') parts.push(welcome(adds));
  if (leaves) parts.push(groupInfo(groupId, era, infoEpoch, leaves));
  return control(world, phone, parts, era, standing, shape.id);
}

/** Sends a control body to the group; gives `accepted`, or the reason. */
export async function control(
  world: SmallWorld,
  phone: FakePhone,
  parts: readonly Uint8Array[],
  era: number,
  standing: string,
  id?: string,
): Promise<string> {
  const cpim = phone.cpimTo(uri, mlsContentTypes.control, serialiseMlsControl(parts), {
    eraId: era,
    epochAuthenticator: authenticator(standing),
    dispositionNotification: ['negative-delivery'],
    ...(id === undefined ? {} : { messageId: id }),
  });
  const { status, reason } = await world.settle(phone.sendCpim(uri, cpim));
  await world.clock.runFor(1000);
  return status === 200 ? 'accepted' : (reason ?? String(status));
}

/** Ana (north) made a group with ben (south) and cy (north), and its MLS group: leaves 0, 1 and 2. */
export async function encryptedGroup(): Promise<SmallWorld> {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  assert.equal((await world.settle(world.ana.convene(groupId, [ben, cy])))?.status, 200);
  await world.clock.runFor(1000);
  assert.equal(await found(world), 'accepted');
  return world;
}

export const found = (world: SmallWorld, more: Partial<Submission> = {}): Promise<string> =>
  submit(world, world.ana, { epoch: 0n, leaf: 0, adds: [ben, cy], leaves: [ana, ben, cy], ...more });

/** What a phone got of MLS control: the kinds of the MLSMessages in each. */
export function heard({ received }: FakePhone): string[] {
  const kinds = ['', 'handshake', 'ciphertext', 'welcome', 'info', 'package'];
  return received.flatMap(({ cpim }) => {
    if (cpim.contentType === groupDataContentType) return [];
    const read = cpim.contentType === mlsContentTypes.server ? parseServerBundle : parseMlsControl;
    const parts = read(cpim.body).map((part) => kinds[part[3] ?? 0] ?? '');
    return [`${cpim.contentType === mlsContentTypes.server ? 'server: ' : ''}${parts.join(' ')}`];
  });
}

/** Asks the focus what was missed; gives the status and reason. */
export async function catchUp(
  world: SmallWorld,
  phone: FakePhone,
  era: number,
  epoch: bigint,
  to = uri,
  id = groupId,
): Promise<[number | undefined, string | undefined]> {
  const body = serialiseEpochIdentifier({ era, epoch, groupId: Buffer.from(id) });
  const headers = [
    { name: 'Conversation-ID', value: id },
    { name: 'Content-Type', value: epochIdentifierContentType },
  ];
  const response = await world.settle(phone.exchange(phone.request('MESSAGE', to, headers, body)));
  await world.clock.runFor(1000);
  return [response?.status, response && reasonOf(response)?.text];
}
