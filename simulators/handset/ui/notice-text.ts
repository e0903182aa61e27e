import type { GroupNotice, Party } from '../model.ts';
import { peerTitle } from './msisdn.ts';

/** How a system words one kind of notice: with who did it, and without. `{by}`, `{whom}` and `{were}` are filled in. */
export interface NoticeTemplate {
  readonly active: string;
  readonly passive: string;
}
export type NoticeWords = Readonly<Record<GroupNotice['what'], NoticeTemplate>>;

/** A notice in a system's words. @param own MSISDN of the phone's owner, who is `You` */
export function noticeText({ what, by, whom }: GroupNotice, own: string, words: NoticeWords): string {
  // Somebody who left did it to themselves: either way of saying so is understood.
  const actor = by ?? (what === 'left' ? whom[0] : undefined);
  const { active, passive } = words[what];
  const names = whom.map((party) => nameOf(party, own));
  const plural = whom.length !== 1 || whom[0]?.msisdn === own;
  const text = (actor === undefined ? passive : active)
    .replace('{by}', () => (actor === undefined ? '' : nameOf(actor, own)))
    .replace('{whom}', () => listed(names))
    .replace('{were}', plural ? 'were' : 'was');
  return text.replace(/^you\b/u, 'You');
}

const nameOf = (party: Party, own: string): string => (party.msisdn === own ? 'you' : peerTitle(party));

/** `Ben`, `Ben and Cy`, `Ben, Cy and Dee` */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
