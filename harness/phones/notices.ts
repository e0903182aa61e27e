import { sameNumber } from './msisdn.ts';

/** Somebody whom a phone may show by name or by number. */
export interface Somebody {
  readonly name: string;
  readonly msisdn: string;
}

export type Happening =
  | 'created'
  | 'added'
  | 'removed'
  | 'left'
  | 'renamed'
  | 'icon-changed'
  | 'encryption-on'
  | 'encryption-ended';

/** What a line between messages says, with names as it has them: `you` for the phone's owner. */
export interface Notice {
  readonly what: Happening;
  /** Empty where it does not say who did it. */
  readonly by: string;
  readonly whom: readonly string[];
}

/** How either app words what happens to a group [I]. */
const patterns: readonly (readonly [RegExp, Happening])[] = [
  [/^(?<by>.+) created the (?:group|conversation)\.?$/u, 'created'],
  [/^(?<whom>.+) (?:was|were) added(?: to the conversation\.)?$/u, 'added'],
  [/^(?<by>.+?) added (?<whom>.+?)(?: to the conversation\.)?$/u, 'added'],
  [/^(?<whom>.+) (?:was|were) removed(?: from the conversation\.)?$/u, 'removed'],
  [/^(?<by>.+?) removed (?<whom>.+?)(?: from the conversation\.)?$/u, 'removed'],
  [/^(?<by>.+) left(?: the conversation\.)?$/u, 'left'],
  [/^(?<by>.+) renamed the (?:group|conversation)\.?$/u, 'renamed'],
  [/^The (?:group|conversation) was renamed\.?$/u, 'renamed'],
  [/^(?<by>.+) changed the group photo\.?$/u, 'icon-changed'],
  [/^The group photo was changed\.?$/u, 'icon-changed'],
  [/^The (?:group|conversation) was created\.?$/u, 'created'],
  [/^(?<by>.+) turned on (?:end-to-end )?encryption\.?$/u, 'encryption-on'],
  [/^Messages are (?:now encrypted|end-to-end encrypted now)\.?$/u, 'encryption-on'],
  [/^(?<by>.+) turned off (?:end-to-end )?encryption\.?$/u, 'encryption-ended'],
  [/^Messages are (?:no longer|not end-to-end) encrypted(?: any more)?\.?$/u, 'encryption-ended'],
];

/** What a notice says; undefined for one in other words. */
export function readNotice(text: string): Notice | undefined {
  for (const [pattern, what] of patterns) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined && !pattern.test(text)) continue;
    const whom = groups?.['whom'];
    return { what, by: groups?.['by'] ?? '', whom: whom === undefined ? [] : whom.split(/, | and /u) };
  }
  return undefined;
}

/** Whether a name on a phone is somebody's. @param own the number of the phone's owner */
export function isCalled(shown: string, who: Somebody, own: string): boolean {
  if (who.msisdn === own) return /^you$/iu.test(shown);
  return sameNumber(shown, who.msisdn) || shown.toLocaleLowerCase('en') === who.name.toLocaleLowerCase('en');
}
