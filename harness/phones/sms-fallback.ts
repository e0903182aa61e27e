import { ClassedError } from '../rehearsal/classify.ts';

/** How long a conversation may call itself SMS: an app that still asks what the other side can do says so too, ms. [I] */
export const smsGraceMs = 10_000;

/** What the field to write in, or the header over a conversation, says when what is written goes out as SMS. */
const smsWords = /^(text message|sms)(\s*[·•]\s*(sms|mms))?$/i;

/** Whether a hint or header of a conversation says that it is SMS. */
export const saysSms = (words: string): boolean => smsWords.test(words.trim());

/** A conversation fell back to SMS: what would be rehearsed is not there, and every message may cost money. */
export class SmsFallback extends ClassedError {
  constructor(phone: string, peer: string) {
    super(
      'environment',
      `${phone} would send what is written to ${peer} as SMS: the conversation calls itself that for ${smsGraceMs / 1000} s. Check RCS on both phones and their carriers.`,
    );
  }
}

/** Throws when a conversation has called itself SMS for too long. */
export type SmsWatch = (sms: boolean) => void;

/** @param graceMs how long is not too long */
export function smsWatch(phone: string, peer: string, graceMs: number = smsGraceMs): SmsWatch {
  let sinceMs: number | undefined;
  return (sms) => {
    if (!sms) sinceMs = undefined;
    else if (sinceMs === undefined) sinceMs = performance.now();
    else if (performance.now() - sinceMs >= graceMs) throw new SmsFallback(phone, peer);
  };
}
