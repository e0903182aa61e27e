/**
 * A length of time as policies state it, ISO 8601: whole years (`P6Y`), which are counted in the calendar, or a fixed length
 * (`P30D`, `PT90S`).
 */
export type Period = string;

const years = /^P(\d{1,2})Y$/;
const fixed = /^P(?=\d|T\d)(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,3})?)S)?)?$/;

/** No time at all: nothing is asked for. */
export const noTime: Period = 'P0D';

export const isPeriod = (text: string): boolean => years.test(text) || fixed.test(text);

/**
 * When a period ends that began at `fromMs`, ms. A year after 29 February is 1 March where there is no such day: a period is
 * never shorter than it says. @throws RangeError for what is no period
 */
export function endOf(period: Period, fromMs: number): number {
  const calendar = years.exec(period)?.[1];
  if (calendar !== undefined) {
    const from = new Date(fromMs);
    return from.setUTCFullYear(from.getUTCFullYear() + Number(calendar));
  }
  const parts = fixed.exec(period);
  if (!parts) throw new RangeError(`"${period}" is no period: write P6Y, P30D or PT90S`);
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return fromMs + Math.round(((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000);
}

/** The longest of some periods that begin together, or no time; which of two years and days is longer depends on the day. */
export function longest(periods: readonly Period[], fromMs: number): Period {
  return periods.reduce((a, b) => (endOf(b, fromMs) > endOf(a, fromMs) ? b : a), noTime);
}
