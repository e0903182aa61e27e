/** ISO 8601 durations of fixed length: `PT5S`, `PT1.5S`, `PT2M30S`, `P1DT12H`, `P2W`. Months and years have none. */
const shape = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;

/** Milliseconds, or undefined when `text` is not a duration of this form. */
export function parseDuration(text: string): number | undefined {
  const match = shape.exec(text);
  if (!match || /^P$|T$/.test(text)) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((digits) => Number(digits ?? 0));
  const total = ((((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  const ms = Math.round(total * 1000);
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/** The shortest form in hours, minutes and seconds: 90,500 ms is `PT1M30.5S`. */
export function formatDuration(ms: number): string {
  if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError(`a duration is a whole number of ms, not ${ms}`);
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = (ms % 60_000) / 1000;
  const text = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  return `PT${text || '0S'}`;
}
