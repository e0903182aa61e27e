import { parseParameters } from './headers.ts';
import { ProtocolError } from './protocol-error.ts';

const e164 = /^\+[1-9][0-9]{5,14}$/;

/** The sender's and recipient's URI in CPIM on sessions, where the real identity is in SIP (RFC 3323). */
export const anonymousUri = 'sip:anonymous@anonymous.invalid';

/** True for `+` and 6 to 15 digits (ITU-T E.164). */
export const isMsisdn = (text: string): boolean => e164.test(text);

export const telUri = (msisdn: string): string => `tel:${msisdn}`;

/** The URI of whoever a message is from or to: a number's, or a group's, which is written as its URI already. */
export const partyUri = (party: string): string => (party.startsWith('sip:') ? party : telUri(party));

/** A public identity at a carrier: `sip:+447700900001@north.test`. */
export const sipIdentity = (msisdn: string, domain: string): string => `sip:${msisdn}@${domain}`;

/** The domain of the carrier whose network node is called `carrier`. */
export const domainOf = (carrier: string): string => `${carrier}.test`;

export interface SipUri {
  readonly user: string;
  readonly host: string;
}

/**
 * Reads `sip:user@host;parameters` or `sips:`; the port and parameters are dropped.
 * @throws ProtocolError for anything else
 */
export function parseSipUri(uri: string): SipUri {
  const match = /^sips?:(?:([^@:;?<>\s]+)(?::[^@\s]*)?@)?([^:;?@<>\s]+)(?::\d+)?(?:[;?].*)?$/i.exec(uri);
  if (!match?.[2]) throw new ProtocolError('uri', `"${uri.slice(0, 80)}" is not a SIP URI`);
  return { user: match[1] ?? '', host: match[2].toLowerCase() };
}

/** The number in `tel:+E164` or `sip:+E164@..`, if the URI is one. */
export function msisdnOf(uri: string): string | undefined {
  const tel = /^tel:([^;]+)/i.exec(uri);
  if (tel) return tel[1] && isMsisdn(tel[1]) ? tel[1] : undefined;
  const sip = /^sips?:([^@;:]+)@/i.exec(uri);
  return sip?.[1] && isMsisdn(sip[1]) ? sip[1] : undefined;
}

/** A From, To or Contact value: `"Name" <uri>;tag=x`. */
export interface NameAddress {
  readonly uri: string;
  readonly parameters: readonly { readonly name: string; readonly value: string | undefined }[];
}

/**
 * Reads a name-addr or addr-spec with its header parameters (RFC 3261 section 20.10). The display name is dropped.
 * @throws ProtocolError when there is no URI
 */
export function parseNameAddress(header: string): NameAddress {
  const value = header.replace(/^\s*"(?:\\.|[^"\\])*"/s, ''); // a quoted display name may hold anything
  const open = value.indexOf('<');
  if (open < 0) {
    const { main, parameters } = parseParameters(value);
    if (!/^[a-z][a-z0-9+.-]*:/i.test(main)) throw new ProtocolError('uri', `"${value.slice(0, 80)}" has no URI`);
    return { uri: main, parameters };
  }
  const close = value.indexOf('>', open);
  if (close < 0) throw new ProtocolError('uri', `"${value.slice(0, 80)}" has no closing ">"`);
  const uri = value.slice(open + 1, close);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(uri)) throw new ProtocolError('uri', `"${value.slice(0, 80)}" has no URI`);
  return { uri, parameters: parseParameters(value.slice(close + 1)).parameters };
}
