/** Times as the apps write them. The phones' time zone is UTC, so that pictures are the same everywhere. */
const minute = 60_000;
const day = 86_400_000;
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The day's number since the epoch: what decides between a time and a date. */
export const dayOf = (atMs: number): number => Math.floor(atMs / day);

function clock(atMs: number): { readonly text: string; readonly afternoon: boolean } {
  const minutes = Math.floor((((atMs % day) + day) % day) / minute);
  const hour = Math.floor(minutes / 60);
  return { text: `${hour % 12 || 12}:${String(minutes % 60).padStart(2, '0')}`, afternoon: hour >= 12 };
}

/** `4:40 PM` */
export function timeOfDay(atMs: number): string {
  const { text, afternoon } = clock(atMs);
  return `${text} ${afternoon ? 'PM' : 'AM'}`;
}

/** `4:40 p.m.`, as Google Messages has it read out. */
export function spokenTime(atMs: number): string {
  const { text, afternoon } = clock(atMs);
  return `${text} ${afternoon ? 'p.m.' : 'a.m.'}`;
}

/** `Sunday` */
export function weekday(atMs: number): string {
  return weekdays[(((dayOf(atMs) + 4) % 7) + 7) % 7] ?? '';
}

/** `Nov 22` */
export function monthDay(atMs: number): string {
  const date = new Date(atMs);
  return `${months[date.getUTCMonth()] ?? ''} ${date.getUTCDate()}`;
}

/** `11/22/26` */
export function shortDate(atMs: number): string {
  const date = new Date(atMs);
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${String(date.getUTCFullYear() % 100).padStart(2, '0')}`;
}
