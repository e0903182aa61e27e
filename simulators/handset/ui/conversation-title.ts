import type { Conversation } from '../model.ts';
import { peerTitle } from './msisdn.ts';

/** What a conversation is called: the contact or the number, or in a group its name, or else its members' names. */
export function conversationTitle({ peer, group }: Conversation): string {
  if (group === undefined || peer.name.trim() !== '') return peerTitle(peer);
  return group.subject.trim() === '' ? group.members.map(peerTitle).join(', ') || 'Group' : group.subject;
}

/** Everybody in a group, the owner of the phone included while in it. */
export const people = ({ members, left }: NonNullable<Conversation['group']>): number =>
  members.length + (left ? 0 : 1);
