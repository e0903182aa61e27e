import { masked } from '../harness/phones/msisdn.ts';

/**
 * A text without anybody's number: what is written in E.164 (also percent-encoded), and `known` numbers without their
 * plus. Country code and the last two digits stay, so that two people can be told apart.
 */
export function maskNumbers(text: string, known: readonly string[] = []): string {
  let clean = text.replaceAll(/(\+|%2B)([1-9]\d{7,14})(?!\d)/gi, (_all, plus: string, digits: string) =>
    masked(`+${digits}`).replace('+', plus),
  );
  for (const number of known) clean = clean.replaceAll(number.replace('+', ''), masked(number).replace('+', ''));
  return clean;
}
