import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';

/** Whether a subject shows everything that it acknowledged: then waiting shows nothing more. */
export interface CaughtUp {
  entry(entry: JournalEntry): void;
  /** Nothing that was acknowledged is missing from what the subject was seen to have. */
  yet(): boolean;
  /** What is: names for records and events. */
  missing(): ReadonlySet<string>;
}

const key = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);
const acknowledged = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

/** @param shows whether the subject shows its metadata rows */
export function caughtUp(shows: { readonly events: boolean } = { events: true }): CaughtUp {
  const numbers = new Map<string, string>();
  const missing = new Set<string>();
  const seen = new Set<string>();
  const expect = (what: string): void => void (seen.has(what) || missing.add(what));
  const see = (what: string): void => {
    seen.add(what);
    missing.delete(what);
  };
  return {
    entry({ kind, data }) {
      if (kind === 'world.started') for (const { name, msisdn } of data.phones) numbers.set(name, msisdn);
      else if (kind === 'archive.upload' && acknowledged(data.http_status))
        expect(key('record', data.message_id, numbers.get(data.phone) ?? '', data.version));
      else if (kind === 'subject.record') see(key('record', data.message_id, data.custodian, data.version));
      else if (kind === 'webhook.attempt' && shows.events && acknowledged(data.http_status))
        expect(key('event', data.webhook_id));
      else if (kind === 'subject.event') see(key('event', data.webhook_id));
    },
    yet: () => missing.size === 0,
    missing: () => missing,
  };
}
