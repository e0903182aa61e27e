/** Somebody in the details of a conversation. */
export interface Member {
  readonly msisdn: string;
  /** As the app has it; `You` for the phone's owner. */
  readonly name: string;
  /** How many devices take part for them; null where none are shown. */
  readonly devices: number | null;
}

/** What a conversation's details say of its encryption. */
export interface EncryptionDetails {
  readonly encrypted: boolean;
  /** The app's own words. */
  readonly words: string;
  /** The code that both parties compare, digits only; null where none is shown. */
  readonly verificationCode: string | null;
  /** Null where none is shown. */
  readonly epoch: { readonly era: number; readonly epoch: string } | null;
  /** RCC.16's name of the group's health state, `Healthy`; null where none is shown. */
  readonly health: string | null;
  /** Devices by participant; empty where none are shown. */
  readonly devices: readonly { readonly msisdn: string; readonly count: number }[];
}

/** All that the details of a conversation say. */
export interface Details extends EncryptionDetails {
  /** Everybody in a group, the phone's owner included; between two people only where their devices are shown. */
  readonly members: readonly Member[];
}

/** Details as far as one screen shows them: what is out of sight is null, and missing among the members. */
export interface DetailsPage extends Omit<Details, 'words' | 'devices'> {
  readonly words: string | null;
  /** Whether there may be more further down. */
  readonly more: boolean;
}

/** What is written on one screen of details; empty texts where nothing is. */
export interface DetailsWords {
  readonly status: string;
  /** What the status says of an encrypted conversation. */
  readonly encryptedWords: string;
  readonly code: string;
  /** `Era 1 · Epoch 7` */
  readonly epoch: string;
  /** `Working (Healthy)` */
  readonly health: string;
  readonly members: readonly { readonly name: string; readonly msisdn: string; readonly devices: string }[];
  readonly more: boolean;
}

export function detailsPage({ status, encryptedWords, code, epoch, health, members, more }: DetailsWords): DetailsPage {
  const numbers = /^Era (?<era>\d+) · Epoch (?<epoch>\d+)$/u.exec(epoch)?.groups;
  const digits = code.replaceAll(/\D/g, '');
  return {
    encrypted: status === encryptedWords,
    words: status === '' ? null : status,
    verificationCode: digits === '' ? null : digits,
    epoch: numbers === undefined ? null : { era: Number(numbers['era']), epoch: numbers['epoch'] ?? '' },
    health: /\((?<name>\w+)\)$/u.exec(health)?.groups?.['name'] ?? null,
    members: members
      .filter(({ msisdn }) => msisdn !== '')
      .map(({ name, msisdn, devices }) => ({
        name,
        msisdn,
        devices: /^\d+/u.test(devices) ? Number.parseInt(devices, 10) : null,
      })),
    more,
  };
}

/** What several screens of the same details say together. */
export function joinDetails(pages: readonly DetailsPage[]): Details {
  const first = <T>(value: (page: DetailsPage) => T | null): T | null => {
    for (const page of pages) {
      const found = value(page);
      if (found !== null) return found;
    }
    return null;
  };
  const members = new Map<string, Member>();
  for (const page of pages) {
    for (const { msisdn, name, devices } of page.members) {
      const before = members.get(msisdn);
      // At the edge of the screen a row may be in sight in part.
      members.set(msisdn, { msisdn, name: name || (before?.name ?? ''), devices: devices ?? before?.devices ?? null });
    }
  }
  const all = [...members.values()];
  return {
    encrypted: pages.some(({ encrypted }) => encrypted),
    words: first(({ words }) => words) ?? '',
    verificationCode: first(({ verificationCode }) => verificationCode),
    epoch: first(({ epoch }) => epoch),
    health: first(({ health }) => health),
    devices: all.flatMap(({ msisdn, devices }) => (devices === null ? [] : [{ msisdn, count: devices }])),
    members: all,
  };
}

/** More screenfuls than the details of a group of 256 have. */
const mostScreens = 60;

/**
 * Reads details to their end, and leaves them at their top.
 * @param page what is on the screen now. @param scroll further down, or further up
 */
export async function readAllDetails(
  page: () => Promise<DetailsPage>,
  scroll: (direction: 'up' | 'down') => Promise<void>,
): Promise<Details> {
  const pages = [await page()];
  let scrolled = 0;
  for (let more = pages[0]?.more === true; more && scrolled < mostScreens; ) {
    await scroll('down');
    scrolled++;
    const now = await page();
    more = JSON.stringify(now) !== JSON.stringify(pages.at(-1));
    pages.push(now);
  }
  for (; scrolled > 0; scrolled--) await scroll('up');
  return joinDetails(pages);
}
