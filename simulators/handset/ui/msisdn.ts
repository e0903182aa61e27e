/** An E.164 number: a plus sign and 7 to 15 digits (ITU-T E.164 section 6). */
const e164 = /^\+[1-9]\d{6,14}$/;

/**
 * What a user typed as a recipient, as E.164; undefined while it is not a whole international number. Spaces, dots,
 * hyphens and brackets are ignored and a leading 00 stands for the plus. National numbers are not guessed at.
 */
export function toE164(typed: string): string | undefined {
  const digits = typed.replaceAll(/[\s().\u00a0\u2010-\u2015-]/gu, '').replace(/^00/u, '+');
  return e164.test(digits) ? digits : undefined;
}

/** An E.164 number as the contacts app spaces it: `+44 7700 900001`, `+1 555-000-1234`. */
export function formatMsisdn(msisdn: string): string {
  const british = /^\+44(\d{4})(\d{6})$/u.exec(msisdn);
  if (british !== null) return `+44 ${british[1]} ${british[2]}`;
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/u.exec(msisdn);
  if (american !== null) return `+1 ${american[1]}-${american[2]}-${american[3]}`;
  const other = /^(\+\d{2})(\d+)$/u.exec(msisdn);
  return other === null ? msisdn : `${other[1]} ${(other[2] ?? '').replaceAll(/(\d{3})(?=\d{2})/gu, '$1 ')}`;
}

/** Who a conversation is with, as shown: the contact's name, or else the number. */
export function peerTitle(peer: { readonly msisdn: string; readonly name: string }): string {
  return peer.name.trim() === '' ? formatMsisdn(peer.msisdn) : peer.name;
}
