import { hash } from 'node:crypto';
import { recent } from './recent.ts';
import { searchBytes } from './wire-search.ts';

/** Texts whose hashes are looked for: those typed last. */
const rememberedTexts = 20_000;
/** The end of a number, which is the same however it is written: with a plus, 00, a trunk zero or `tel:`. */
const tailDigits = 9;
/** A digest as everybody writes it: metadata is full of them, and they are looked at apart, which takes a tenth of the time. */
const digest = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/gi;
const hexRun = /[0-9a-f]{18,}/gi;
/** Digits in hex, or the beginning of a canary in hex: what a digest may hold that is none. */
const hexText = /(?:3\d){9}|4752/;
/** Six digits in base64, aligned: nine digits hold them wherever they begin. */
const base64Digits = /(?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){2}/;
const base64Run = /[A-Za-z0-9+/_-]{12,}={0,2}/g;
const fileName = /[\w-]+\.(?:jpe?g|png|gif|heic|webp|mp4|mov|m4a|amr|ogg|pdf|docx?|xlsx?|pptx?|zip|vcf|txt)(?![\w.])/i;

/** Something in metadata that does not belong there. Names what it is, never the value. */
export interface Detail {
  readonly what: string;
  readonly canary: string | null;
}

/** What must not be in metadata, as far as a run tells it: texts by their canaries and hashes, numbers, names of files. */
export interface PrivateDetails {
  number(msisdn: string): void;
  text(body: string): void;
  /** @param numbers whether numbers are looked for, too */
  found(bytes: Uint8Array, numbers: boolean): readonly Detail[];
  size(): number;
}

export function privateDetails(): PrivateDetails {
  const tails = new Set<string>();
  const hashesOfNumbers = new Set<string>();
  const hashesOfTexts = recent<true>(rememberedTexts);
  const sha256 = (text: string): string => hash('sha256', text, 'hex');

  const hasTail = (text: string): boolean => {
    for (const tail of tails) if (text.includes(tail)) return true;
    return false;
  };

  /** Whether a number stands there in digits, or in something that is only digits in base64 or hex. */
  function hasNumber(text: string): boolean {
    if (hasTail(text.replaceAll(hexRun, ''))) return true; // in long hex, digits stand by chance
    const fromHex = text.match(hexRun) ?? [];
    if (fromHex.some((run) => hasTail(Buffer.from(run, 'hex').toString('latin1')))) return true;
    if (!base64Digits.test(text)) return false;
    const fromBase64 = text.match(base64Run) ?? [];
    return fromBase64.some((run) => hasTail(Buffer.from(run, 'base64').toString('latin1')));
  }

  return {
    number(msisdn) {
      const digits = msisdn.replaceAll(/\D/g, '');
      tails.add(digits.slice(-tailDigits));
      for (const form of [msisdn, digits, `tel:${msisdn}`, `00${digits}`, `sip:${msisdn}`])
        hashesOfNumbers.add(sha256(form));
    },
    text: (body) => hashesOfTexts.set(sha256(body), true),
    found(bytes, numbers) {
      const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
      const hashes: string[] = [];
      const text = whole.replaceAll(digest, (run) => {
        hashes.push(run.toLowerCase());
        return hexText.test(run) ? run : '';
      });
      const details: Detail[] = searchBytes(Buffer.from(text, 'latin1')).sightings.map(({ canary, encodings }) => ({
        what: `a text that somebody typed (${encodings.join(' > ')})`,
        canary,
      }));
      if (hashes.some((run) => hashesOfTexts.has(run)))
        details.push({ what: 'the plain hash of a text', canary: null });
      if (hashes.some((run) => hashesOfNumbers.has(run)))
        details.push({ what: 'the plain hash of a number', canary: null });
      if (numbers && hasNumber(text)) details.push({ what: 'a number', canary: null });
      if (fileName.test(text)) details.push({ what: 'the name of a file', canary: null });
      return details;
    },
    size: () => tails.size + hashesOfNumbers.size + hashesOfTexts.size(),
  };
}
