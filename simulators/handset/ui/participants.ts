import type { Conversation } from '../model.ts';
import { peerTitle } from './msisdn.ts';

/** Somebody in a conversation, as the details screen lists them. */
export interface Participant {
  readonly msisdn: string;
  readonly name: string;
  readonly own: boolean;
  /** How many devices take part for them; unknown without encryption. */
  readonly devices?: number;
}

/** Everybody in a conversation, the phone's owner first while in it. @param you what the owner is called */
export function participants(conversation: Conversation, own: string, you: string): readonly Participant[] {
  const { peer, group, encryption } = conversation;
  const counts = new Map(encryption?.devices?.map(({ msisdn, count }) => [msisdn, count]));
  const devices = (msisdn: string): Pick<Participant, 'devices'> => {
    const count = counts.get(msisdn);
    return count === undefined ? {} : { devices: count };
  };
  const others = (group?.members ?? [peer]).map((party) => ({
    msisdn: party.msisdn,
    name: peerTitle(party),
    own: false,
    ...devices(party.msisdn),
  }));
  return group?.left === true ? others : [{ msisdn: own, name: you, own: true, ...devices(own) }, ...others];
}
