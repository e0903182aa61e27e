/**
 * Canary tokens: what a message is recognised by wherever it turns up. A token is twelve characters of digits and
 * capitals, `GR`, seven random ones and three that check them (Crockford's base32, without I, L, O and U). The check
 * makes a token recognisable without a list of those handed out: a random match in a megabyte of base64 is a one in 10^5 event.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const prefix = 'GR';
const payloadLength = 7;
const checkLength = 3;

/** Characters, and bytes in UTF-8. */
export const canaryLength = prefix.length + payloadLength + checkLength;

/** What a token looks like; only `isCanary` says whether it is one. */
export const canaryShape = /GR[0-9A-HJKMNP-TV-Z]{10}/;

/** A source of whole numbers in 0 .. `limit`-1: the kernel's Random is one. */
export interface CanaryRandom {
  below(limit: number): number;
}

/** Draws a token: 35 random bits. Drawn from one stream, two among a thousand messages coincide once in 70,000 runs. */
export function makeCanary(random: CanaryRandom): string {
  let payload = '';
  for (let i = 0; i < payloadLength; i++) payload += alphabet.charAt(random.below(alphabet.length));
  return prefix + payload + check(payload);
}

/** Whether `text` is exactly one token with a valid check. */
export function isCanary(text: string): boolean {
  if (text.length !== canaryLength || !canaryShape.test(text)) return false;
  const payload = text.slice(prefix.length, prefix.length + payloadLength);
  return check(payload) === text.slice(-checkLength);
}

/** Every token in `text`, in order, each as often as it stands there. */
export function findCanaries(text: string): string[] {
  const found: string[] = [];
  for (let at = text.indexOf(prefix); at !== -1; at = text.indexOf(prefix, at + 1)) {
    const token = text.slice(at, at + canaryLength);
    if (isCanary(token)) found.push(token);
  }
  return found;
}

/** The token that a body is recognised by: its first. What it quotes comes after. */
export const canaryOf = (body: string): string | undefined => findCanaries(body)[0];

/** FNV-1a over the payload, folded to 15 bits. */
function check(payload: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < payload.length; i++) {
    hash ^= payload.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  const folded = ((hash >>> 15) ^ (hash >>> 30) ^ hash) & 0x7fff;
  return alphabet.charAt(folded >>> 10) + alphabet.charAt((folded >>> 5) & 31) + alphabet.charAt(folded & 31);
}
