import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';

/** Who is who in a run: the phones of `world.started` by name and by number. */
export interface Roster {
  entry(entry: JournalEntry): void;
  /** The number (E.164) of a phone. */
  msisdn(phone: string): string | undefined;
  /** The name of the first phone with a number; spaces and other punctuation do not matter. */
  phone(msisdn: string): string | undefined;
  /** Whose a device is: the subscriber's first phone; itself if that is not known. */
  owner(phone: string): string;
}

/** A number as all its spellings have it. */
export const digits = (msisdn: string): string => msisdn.replaceAll(/\D/g, '');

export const sameNumber = (a: string, b: string): boolean => digits(a) === digits(b);

export function roster(): Roster {
  const numbers = new Map<string, string>();
  const names = new Map<string, string>();
  const owners = new Map<string, string>();
  return {
    entry(entry) {
      if (entry.kind !== 'world.started') return;
      for (const { name, msisdn, paired_with: first } of entry.data.phones) {
        numbers.set(name, msisdn);
        if (first === undefined) names.set(digits(msisdn), name);
        else owners.set(name, first);
      }
    },
    msisdn: (phone) => numbers.get(phone),
    phone: (msisdn) => names.get(digits(msisdn)),
    owner: (phone) => owners.get(phone) ?? phone,
  };
}
