const years = /^P(\d+)Y$/;
const fixed = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/**
 * When a period of the contract ends that began at `fromMs`, ms: whole years of the calendar (`P6Y`) or a fixed length
 * (`P30D`, `PT90S`). @throws RangeError for what is neither
 */
export function parsePeriod(period: string, fromMs: number): number {
  const calendar = years.exec(period)?.[1];
  if (calendar !== undefined) {
    const from = new Date(fromMs);
    return from.setUTCFullYear(from.getUTCFullYear() + Number(calendar));
  }
  const parts = fixed.exec(period);
  if (!parts) throw new RangeError(`"${period}" is no period of the contract`);
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return fromMs + Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
}
