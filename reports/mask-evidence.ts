import { maskNumbers } from './mask-numbers.ts';

/** What opens something: bearer tokens of any party, tenants' enrolment and auditor tokens, signed tokens (RFC 7519). */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer\s+)[\w.~+/=-]{16,}/gi, '$1…'],
  [/\b(enrol|audit)-[0-9a-f]{16,}/g, '$1-…'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g, '…'],
];

/** A text as it may stand in a report: without people's numbers and without anything that opens something. */
export function maskEvidence(text: string, numbers: readonly string[] = []): string {
  return secrets.reduce((clean, [shape, instead]) => clean.replaceAll(shape, instead), maskNumbers(text, numbers));
}

/**
 * A plan as it may stand in a report and can still be replayed: the phones have no numbers, so that a replay gives them
 * its own.
 */
export function maskPlan(text: string): string {
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch {
    return maskEvidence(text);
  }
  const bare = JSON.stringify(plan, (key, value: unknown) => (key === 'msisdn' ? undefined : value), 2);
  return `${maskEvidence(bare)}\n`;
}
