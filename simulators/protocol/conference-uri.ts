import { domainOf } from './uri.ts';

/** What is addressed at a carrier's conference server: a group, or the factory that makes groups. */
export interface ConferenceUri {
  /** A group id, or `conference-factory`. */
  readonly user: string;
  /** The carrier's name: `north` for `conf.north.test`. */
  readonly carrier: string;
}

export const factoryUser = 'conference-factory';

/** Where a new group is asked for (3GPP TS 24.147 section 5.3.1.3): `sip:conference-factory@conf.north.test`. */
export const conferenceFactory = (carrier: string): string => groupUri(factoryUser, carrier);

/** The URI of a group at the carrier whose conference server hosts it: `sip:<group id>@conf.north.test`. */
export const groupUri = (groupId: string, carrier: string): string => `sip:${groupId}@conf.${domainOf(carrier)}`;

const form = /^sips?:([A-Za-z0-9-]{1,64})@conf\.([a-z0-9-]{1,63})\.test$/;

/** What a URI addresses at a conference server; nothing for any other URI. */
export function parseConferenceUri(uri: string): ConferenceUri | undefined {
  const match = form.exec(uri);
  return match?.[1] && match[2] ? { user: match[1], carrier: match[2] } : undefined;
}
