import type { GroupView } from '../mls/client/client.ts';
import { isGroupAddress } from './client/address.ts';
import type { Thread } from './client/message-store.ts';
import type { RcsClient } from './client/rcs-client.ts';
import type { Conversation, GroupFacts, Message, Party } from './model.ts';

export interface ConversationViewOptions {
  readonly msisdn: string;
  /** Names by MSISDN. */
  readonly contacts: ReadonlyMap<string, string>;
  /** Of the present installation. */
  readonly client: () => Pick<RcsClient, 'encryption' | 'carrierEncrypts' | 'peers' | 'groups'>;
  /** What the user has switched on. */
  readonly settings: () => { readonly rcsEnabled: boolean; readonly e2ee: boolean };
}

/** What the details screen tells of an MLS group. */
function detailsOf({
  era,
  epoch,
  epochAuthenticator,
  health,
  ended,
  members,
}: GroupView): NonNullable<Conversation['encryption']> {
  const devices = new Map<string, number>();
  for (const member of members) devices.set(member, (devices.get(member) ?? 0) + 1);
  return {
    era,
    epoch: String(epoch),
    epochAuthenticator,
    health,
    ended,
    devices: [...devices].map(([msisdn, count]) => ({ msisdn, count })),
  };
}

/** Conversations as screens show them: with names, and with how what is sent now would travel. */
export function conversationViews({
  msisdn,
  contacts,
  client,
  settings,
}: ConversationViewOptions): (thread: Thread) => Conversation {
  const party = (number: string): Party => ({ msisdn: number, name: contacts.get(number) ?? '' });

  function transportTo(peer: string): Conversation['transport'] {
    if (!settings().rcsEnabled) return 'sms';
    const secured = client().encryption.groupWith(peer);
    if (secured?.ended || client().encryption.ended(peer)) return 'rcs';
    if (isGroupAddress(peer)) return secured && settings().e2ee && client().carrierEncrypts() ? 'rcs-encrypted' : 'rcs';
    const known = client().peers.known(peer);
    const encrypts = settings().e2ee && client().carrierEncrypts();
    // In a group nothing is sent in clear: without encryption the conversation says so, and sends nothing at all.
    if (secured) return encrypts && known?.mls !== false ? 'rcs-encrypted' : 'rcs';
    if (!known || known.reach === 'none') return 'sms';
    return known.mls && encrypts ? 'rcs-encrypted' : 'rcs';
  }

  /** With the names that the phone's contacts have. */
  function named(message: Message): Message {
    const { sender, failedFor } = message;
    if (!sender && !failedFor) return message;
    return {
      ...message,
      ...(sender && { sender: party(sender.msisdn) }),
      ...(failedFor && { failedFor: failedFor.map((member) => party(member.msisdn)) }),
    };
  }

  function groupFacts(id: string): GroupFacts | undefined {
    const record = client().groups.get(id);
    if (!record) return undefined;
    const { subject, icon, members, left, notices } = record;
    return {
      subject,
      ...(icon && { icon }),
      members: members.filter((member) => member !== msisdn).map(party),
      left,
      notices: notices.map(({ by, whom, ...notice }) => ({
        ...notice,
        whom: whom.map(party),
        ...(by !== undefined && { by: party(by) }),
      })),
    };
  }

  function view({ id, peer, messages, unread }: Thread): Conversation {
    const secured = client().encryption.groupWith(peer);
    const group = groupFacts(peer);
    return {
      id,
      peer: { msisdn: peer, name: group ? group.subject : (contacts.get(peer) ?? peer) },
      ...(group && { group }),
      messages: group ? messages.map(named) : messages,
      unread: unread.length,
      transport: transportTo(peer),
      ...(client().encryption.ended(peer) && { endedBefore: true }),
      ...(secured && { encryption: detailsOf(secured) }),
    };
  }

  return view;
}
