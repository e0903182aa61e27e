import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { roster } from './roster.ts';

/** Whose messages must be archived with their content, and how messages, records and canaries belong together. */
export interface Custodians {
  entry(entry: JournalEntry): void;
  /** Whether `phone` is enrolled in a mode that archives content. */
  enrolled(phone: string): boolean;
  /** Whether copies of `phone`'s messages are sealed to the tenant's escrow key, so that the tenant can open them. */
  escrowed(phone: string): boolean;
  /** The phone of a record's custodian. */
  phone(custodian: string): string | undefined;
  recipient(msisdn: string): string | undefined;
  /** The subscriber's first phone, which archives what their other devices send. */
  owner(phone: string): string;
}

export function custodians(): Custodians {
  const who = roster();
  const enrolled = new Map<string, Set<string>>();
  const escrowed = new Set<string>();
  return {
    entry(entry) {
      who.entry(entry);
      if (entry.kind !== 'archive.enrolled') return;
      const { phone, custodian, mode } = entry.data;
      if (mode === 'escrow') escrowed.add(phone);
      else escrowed.delete(phone);
      if (mode === 'metadata-only') enrolled.delete(phone);
      else enrolled.set(phone, new Set([...(enrolled.get(phone) ?? []), custodian]));
    },
    enrolled: (phone) => enrolled.has(phone),
    escrowed: (phone) => escrowed.has(phone),
    phone(custodian) {
      for (const [phone, names] of enrolled) if (names.has(custodian)) return phone;
      return who.phone(custodian);
    },
    recipient: (msisdn) => who.phone(msisdn),
    owner: (phone) => who.owner(phone),
  };
}
