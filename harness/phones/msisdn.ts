/** Whether a title is a number, written in whatever way, and the same as an E.164 number. */
export function sameNumber(title: string, msisdn: string): boolean {
  return /^[+\d\s().\u00a0\u2010-\u2015-]+$/u.test(title) && title.replaceAll(/[^\d+]/g, '') === msisdn;
}

/** A number that may stand in a report: country code and the last two digits. */
export const masked = (msisdn: string): string =>
  msisdn.replace(/^(\+\d{2})\d*(\d{2})$/, (_all, head: string, tail: string) => `${head}…${tail}`);
