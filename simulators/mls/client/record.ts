import type { JournalData } from '../../kernel/journal/kinds.ts';
import type { Group } from '../engine/port.ts';
import { groupIdText } from '../wire/group-id.ts';
import type { Resent } from './client.ts';
import type { HealthState } from './health.ts';

export type MlsEntryKind =
  | 'mls.identity'
  | 'mls.certified'
  | 'mls.keypackages'
  | 'mls.epoch'
  | 'mls.commit'
  | 'mls.forgotten'
  | 'mls.health'
  | 'mls.fork'
  | 'mls.resent'
  | 'mls.rejected';

/** Takes what a client has to tell; a journal's `append` is one. */
export type RecordMls = <K extends MlsEntryKind>(kind: K, data: JournalData[K]) => void;

/** Words a client's entries. Public values only. */
export interface ClientRecord {
  identity(incarnation: number, identity: string): void;
  certified(notAfterMs: number): void;
  keyPackages(initKeys: readonly string[]): void;
  epoch(group: Group, by: JournalData['mls.epoch']['by']): void;
  /** @param group as it was before the commit */
  commit(group: Group, state: JournalData['mls.commit']['state'], reason?: string): void;
  forgotten(groupId: string, reason: string): void;
  health(groupId: string, from: HealthState, to: HealthState, why: string): void;
  fork(groupId: string, at: { readonly era: number; readonly epoch: bigint }, ours: string, theirs: string): void;
  resent(messageId: string, resent: Resent): void;
  rejected(groupId: string | null, what: string, reason: string, detail: string): void;
}

/** @param device the IMEI that the client's certificates name */
export function clientRecord(phone: string, record: RecordMls, device?: string): ClientRecord {
  const place = (group: Group) => ({
    phone,
    group_id: groupIdText(group.groupId),
    era: group.era ?? 0,
    epoch: String(group.epoch),
  });
  return {
    identity: (incarnation, signatureKey) =>
      record('mls.identity', {
        phone,
        incarnation,
        signature_key: signatureKey,
        ...(device !== undefined && { device }),
      }),
    certified: (notAfterMs) => record('mls.certified', { phone, not_after_ms: notAfterMs }),
    keyPackages: (initKeys) => record('mls.keypackages', { phone, count: initKeys.length, init_keys: [...initKeys] }),
    epoch: (group, by) =>
      record('mls.epoch', {
        ...place(group),
        epoch_authenticator: Buffer.from(group.epochAuthenticator).toString('base64'),
        members: group.members.length,
        by,
      }),
    commit: (group, state, reason) => record('mls.commit', { ...place(group), state, reason: reason ?? null }),
    forgotten: (groupId, reason) => record('mls.forgotten', { phone, group_id: groupId, reason }),
    health: (groupId, from, to, why) => record('mls.health', { phone, group_id: groupId, from, to, why }),
    fork: (groupId, { era, epoch }, ours, theirs) =>
      record('mls.fork', { phone, group_id: groupId, era, epoch: String(epoch), ours, theirs }),
    resent: (messageId, { original, count }) =>
      record('mls.resent', { phone, message_id: messageId, original_message_id: original, count }),
    rejected: (groupId, what, reason, detail) =>
      record('mls.rejected', { phone, group_id: groupId, what, reason: `${reason}: ${detail}` }),
  };
}
