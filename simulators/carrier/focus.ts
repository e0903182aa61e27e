import { groupIdText } from '../mls/wire/group-id.ts';
import { parseMlsMessage } from '../mls/wire/mls-message.ts';
import type { ServerFailureReason } from '../protocol/imdn-failure.ts';
import { mlsContentTypes, parseMlsControl } from '../protocol/mls-control.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import type { CarriedMessage } from './carried-message.ts';
import type { CarrierContext } from './context.ts';
import { createFocusGroups, type ReadCommit } from './focus-groups.ts';
import { mlsRefusal, type Refusal } from './refusal.ts';

/** What becomes of a control message. */
export type Ordering =
  /** The focus is here and said yes; `repeated`: it had said so before, and sent the commit on. */
  | { readonly accepted: true; readonly repeated: boolean }
  | { readonly accepted: false; readonly refusal: Refusal }
  /** The focus is, or may be, at another carrier. */
  | { readonly askCarrier: string };

/** A carrier's Conversation Focus (RCC.16), and what it knows of the focuses of others. */
export interface Focus {
  /**
   * Puts the commit of a control message in order.
   * @param origin `phone`: one of this carrier's own, which may also create a group; `carrier`: asked by another one
   */
  order(message: CarriedMessage, origin: 'phone' | 'carrier'): Ordering;
  /** Another carrier accepted this commit: it is the group's focus. Gives why it cannot be. */
  yieldTo(carrier: string, message: CarriedMessage): Refusal | undefined;
  /** A ciphertext passed by: its headers tell where its sender stands. */
  witness(message: CarriedMessage): void;
}

export function createFocus(context: CarrierContext): Focus {
  const { name, clock, journal, interconnect } = context;
  const groups = createFocusGroups(clock);
  const elsewhere = new Map<string, string>();

  function decide(message: CarriedMessage, commit: ReadCommit): Ordering {
    const decision = context.e2ee() ? groups.order(commit) : 'encryption-not-available';
    if (decision === 'repeated') return { accepted: true, repeated: true };
    const accepted = decision === 'accepted';
    journal.append('carrier.commit', {
      carrier: name,
      group_id: commit.groupId,
      from: message.from,
      era: commit.submission.era,
      epoch: Number(commit.message.epoch),
      accepted,
      reason: accepted ? null : decision,
    });
    return accepted ? { accepted, repeated: false } : { accepted, refusal: mlsRefusal(decision) };
  }

  return {
    order(message, origin) {
      const commit = readCommit(message);
      if (typeof commit === 'string') return { accepted: false, refusal: mlsRefusal(commit) };
      const { groupId } = commit;
      if (groups.has(groupId)) return decide(message, commit);
      const unknown: Ordering = { accepted: false, refusal: mlsRefusal('mls-group-not-found') };
      if (origin === 'carrier') return unknown;
      const known = elsewhere.get(groupId);
      if (known !== undefined) return { askCarrier: known };
      if (commit.message.epoch === 0n) return decide(message, commit);
      const other = interconnect.ownerOf(message.to);
      return other === undefined || other === name ? unknown : { askCarrier: other };
    },
    yieldTo(carrier, message) {
      const commit = readCommit(message);
      if (typeof commit === 'string') return mlsRefusal(commit);
      const { groupId } = commit;
      // Created on both sides at once: the first name in the alphabet keeps it, whoever hears of it first.
      if (groups.has(groupId) && name < carrier) return mlsRefusal('mismatched-rcs-group-state');
      groups.forget(groupId);
      elsewhere.set(groupId, carrier);
      return undefined;
    },
    witness(message) {
      const { era, epochAuthenticator } = message;
      if (era === undefined || epochAuthenticator === undefined) return;
      const parsed = parseMlsMessage(message.content);
      if (!parsed.ok || parsed.value.wireFormat !== 'private-message') return;
      const { groupId, epoch } = parsed.value;
      groups.witness(groupIdText(groupId), message.from, { groupId, era, epoch, epochAuthenticator });
    },
  };
}

/** Reads what a focus needs of a control message, or names what is wrong with it. */
function readCommit(message: CarriedMessage): ReadCommit | ServerFailureReason {
  const { from, to, era, epochAuthenticator } = message;
  if (message.contentType !== mlsContentTypes.control || era === undefined || epochAuthenticator === undefined)
    return 'invalid-input';
  let parts: readonly Uint8Array[];
  try {
    parts = parseMlsControl(message.content);
  } catch (error) {
    if (error instanceof ProtocolError) return 'invalid-input';
    throw error;
  }
  const [commit, welcome, ...rest] = parts;
  if (!commit || rest.length > 0) return 'invalid-input';
  const parsed = parseMlsMessage(commit);
  if (!parsed.ok || parsed.value.wireFormat !== 'public-message' || parsed.value.content.type !== 'commit')
    return 'unparsable-commit';
  const submission = { from, era, epochAuthenticator, commit, ...(welcome ? { welcome } : {}) };
  const read = parsed.value as ReadCommit['message']; // its content is a commit, as just checked
  return { groupId: groupIdText(read.groupId), message: read, submission, to };
}
