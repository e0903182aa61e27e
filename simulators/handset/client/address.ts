import { parseConferenceUri } from '../../protocol/conference-uri.ts';
import type { Cpim } from '../../protocol/cpim.ts';
import { isUuid } from '../../protocol/message-id.ts';
import { isMsisdn, msisdnOf } from '../../protocol/uri.ts';

/** Whom a conversation is with: the MSISDN of the one other party, or the id of a group. Never both: one begins with `+`. */
export type Address = string;

export const isGroupAddress = (address: Address): boolean => isUuid(address) && !isMsisdn(address);

/** The group that a message is for, by its CPIM To. */
export const groupAddressed = (cpim: Cpim): { readonly id: string; readonly carrier: string } | undefined => {
  const conference = parseConferenceUri(cpim.to);
  return conference && isUuid(conference.user) ? { id: conference.user, carrier: conference.carrier } : undefined;
};

/** Who is meant by a URI: a number, or a group at a conference server. */
export function addressOfUri(uri: string): Address | undefined {
  const conference = parseConferenceUri(uri);
  return msisdnOf(uri) ?? (conference && isUuid(conference.user) ? conference.user : undefined);
}
