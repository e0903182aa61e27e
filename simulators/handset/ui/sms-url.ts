import { toE164 } from './msisdn.ts';

const schemes = /^(?:sms|smsto|mms|mmsto):/iu;

/**
 * The recipient and text of an `sms:` URL (RFC 5724), with the variations that both systems accept: `smsto:`, slashes
 * after the colon, and `&body=` without a question mark. Undefined when it is none or names no international number.
 */
export function parseSmsUrl(url: string): { readonly msisdn: string; readonly body: string } | undefined {
  if (!schemes.test(url)) return undefined;
  const [recipient = '', ...fields] = url.replace(schemes, '').replace(/^\/*/u, '').split(/[?&;]/u);
  const msisdn = toE164(decoded(recipient));
  if (msisdn === undefined) return undefined;
  const body = fields.find((field) => field.startsWith('body='))?.slice('body='.length) ?? '';
  return { msisdn, body: decoded(body) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign stands for itself
  }
}
