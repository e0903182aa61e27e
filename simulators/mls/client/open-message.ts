import { equalBytes } from '../../crypto/bytes.ts';
import type { Epoch, MlsEngine } from '../engine/port.ts';
import { parseAuthenticatedData } from '../wire/authenticated-data.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import type { Resent } from './client.ts';
import { type Failure, failure, messageFailure } from './failure.ts';
import { type FramedBody, parseFraming } from './framing.ts';
import { type HeldGroup, msisdnOfUri } from './held-group.ts';

/** A message that was decrypted: what it says, whose it is, and the group with its key spent. */
export interface OpenedMessage {
  readonly ok: true;
  readonly framed: FramedBody;
  /** E.164. */
  readonly sender: string;
  readonly held: HeldGroup;
  /** It was sent in the epoch of our own pending commit, so that commit was accepted: `held` has moved on to it. */
  readonly showsAcceptance: boolean;
  readonly resent?: Resent;
}

interface Place {
  readonly epoch: Epoch;
  readonly put: (epoch: Epoch) => HeldGroup;
  readonly showsAcceptance: boolean;
}

/** The keys of an epoch: the current one, that of our own commit in case it was accepted, or a retained one. */
function findEpoch(held: HeldGroup, era: number, epoch: bigint): Place | undefined {
  const { group, pending, retained } = held;
  if (group.era === era && group.epoch === epoch && held.established) {
    const put = (messages: Epoch): HeldGroup => ({ ...held, group: { ...group, messages } });
    return { epoch: group.messages, put, showsAcceptance: false };
  }
  if (pending && pending.group.era === era && pending.group.epoch === epoch) {
    const { group: next } = pending;
    const put = (messages: Epoch): HeldGroup => ({
      ...held,
      pending: { ...pending, group: { ...next, messages } },
    });
    return { epoch: next.messages, put, showsAcceptance: true };
  }
  const index = retained.findIndex((past) => past.era === era && past.messages.epoch === epoch);
  const past = retained[index];
  if (!past) return undefined;
  const put = (messages: Epoch): HeldGroup => ({ ...held, retained: retained.with(index, { ...past, messages }) });
  return { epoch: past.messages, put, showsAcceptance: false };
}

/** Whether an epoch is one that this client has yet to reach. */
export function isAhead({ group, established }: HeldGroup, era: number, epoch: bigint): boolean {
  const own = group.era ?? 0;
  return !established || era > own || (era === own && epoch > group.epoch);
}

/**
 * Decrypts an application message and checks all that RCC.16 puts around it. Nothing is spent unless the ciphertext is
 * authentic, so the genuine message still opens after any number of forged ones.
 */
export function openMessage(
  engine: MlsEngine,
  held: HeldGroup,
  messageId: string,
  ciphertext: Uint8Array,
):
  | OpenedMessage
  | (Failure & { readonly held?: HeldGroup; readonly at?: { readonly era: number; readonly epoch: bigint } }) {
  const message = parseMlsMessage(ciphertext);
  if (!message.ok) return failure('failed-to-decrypt', `not an MLSMessage: ${message.error.detail}`);
  const sealed = message.value;
  if (sealed.wireFormat !== 'private-message') {
    return failure('failed-to-decrypt', `a ${sealed.wireFormat} where a private-message belongs`);
  }
  if (sealed.contentType === 'commit') return failure('commit-in-privatemessage', 'a commit must be a PublicMessage');
  if (sealed.contentType === 'proposal') return failure('control-message-failed', 'an encrypted proposal');
  if (!equalBytes(sealed.groupId, held.group.groupId)) {
    return failure('failed-to-decrypt', 'the message is for another group');
  }
  const bound = parseAuthenticatedData(sealed.authenticatedData);
  if (!bound.ok) return failure('failed-to-decrypt', bound.error.detail);
  if (bound.value.messageId !== messageId) {
    return failure('failed-to-decrypt', 'authenticated_data names another message id than imdn.Message-ID');
  }
  const { era, resent } = bound.value;
  const again = resent && { resent };
  const place = findEpoch(held, era, sealed.epoch);
  if (!place) {
    const where = `era ${era}, epoch ${sealed.epoch}`;
    const here = `era ${held.group.era}, epoch ${held.group.epoch}`;
    const cause = isAhead(held, era, sealed.epoch) ? 'ahead' : 'behind';
    return { ...failure('failed-to-decrypt', `no keys for ${where}: this client is in ${here}`, cause), ...again };
  }
  const opened = engine.unprotect(place.epoch, ciphertext);
  if (!opened.ok) {
    const spent = opened.problem === 'generation-used' || opened.problem === 'own-message';
    const failed = failure(messageFailure(opened.problem), opened.detail, spent ? 'spent' : 'other');
    return { ...failed, ...again, at: { era, epoch: sealed.epoch } };
  }
  const after = place.put(opened.epoch);
  const framed = parseFraming(opened.plaintext);
  if (!framed.ok) return { ...failure('failed-to-decrypt', framed.error.detail), held: after };
  if (framed.value.generation !== opened.generation) {
    return { ...failure('failed-to-decrypt', 'the generation inside is not that of the sender data'), held: after };
  }
  const sender = msisdnOfUri(opened.sender.uri);
  const { showsAcceptance } = place;
  return { ok: true, framed: framed.value, sender, held: after, showsAcceptance, ...again };
}

/** The message that a ciphertext says it is again, without any key: for what belongs to no group that is held. */
export function resentOf(ciphertext: Uint8Array): Resent | undefined {
  const message = parseMlsMessage(ciphertext);
  if (!message.ok || message.value.wireFormat !== 'private-message') return undefined;
  const bound = parseAuthenticatedData(message.value.authenticatedData);
  return bound.ok ? bound.value.resent : undefined;
}
