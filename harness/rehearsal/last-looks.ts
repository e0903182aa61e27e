import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from '../phones/person.ts';
import type { Recorded } from '../stage/client.ts';

/** A conversation with one person, or a group by the title that it has on somebody's phone. */
export type Conversation = { readonly msisdn: string } | { readonly title: string };

type Entry = Recorded<'ui.sent'> | Recorded<'ui.shown'>;
type Somebody = Pick<Person, 'name' | 'msisdn'>;

/** How long one person may take to look at everything, ms: a phone that is gone answers nothing. */
const limitMs = 15_000;

/**
 * Which conversations somebody wrote to or was written to in, for each device: what is in them once everything has
 * settled tells what became of the messages.
 * @param entries what was typed and shown, in any order
 */
export function writtenIn(entries: readonly Entry[], everybody: readonly Somebody[]): Map<string, Conversation[]> {
  const inOrder = entries.toSorted((a, b) => a.seq - b.seq);
  const numbers = new Map(everybody.map(({ name, msisdn }) => [name, msisdn]));
  /** The title that a group had last on a device, by device and by who is in it. */
  const titles = new Map<string, string>();
  const found = new Map(everybody.map(({ name }) => [name, new Map<string, Conversation>()]));
  const party = (phone: string, members: readonly string[]): string =>
    [...members, numbers.get(phone) ?? ''].toSorted().join(' ');
  for (const { data } of inOrder)
    if (data.group) titles.set(`${data.phone} ${party(data.phone, data.group.members)}`, data.group.title);

  for (const { data } of inOrder) {
    if (!('canary' in data)) continue;
    const from = numbers.get(data.phone);
    if (from === undefined) continue;
    const there = data.group?.members ?? [data.peer];
    const group = data.group && { party: party(data.phone, data.group.members), title: data.group.title };
    for (const { name, msisdn } of everybody) {
      if (msisdn !== from && !there.includes(msisdn)) continue;
      if (group) {
        const title = titles.get(`${name} ${group.party}`) ?? group.title;
        found.get(name)?.set(`group ${title}`, { title });
      } else {
        const other = msisdn === from ? data.peer : from;
        found.get(name)?.set(other, { msisdn: other });
      }
    }
  }
  return new Map([...found].map(([name, conversations]) => [name, [...conversations.values()]]));
}

/**
 * Everybody looks once at each of these, all at the same time. Whoever cannot, or takes too long, leaves it: what nobody
 * saw is for the oracle to say.
 */
export async function lookOnceMore(
  people: readonly Pick<Person, 'name' | 'looksAgainAt'>[],
  conversations: ReadonlyMap<string, readonly Conversation[]>,
): Promise<void> {
  const giveUp = new AbortController();
  const looks = people.map(async (person) => {
    for (const conversation of conversations.get(person.name) ?? []) {
      if (giveUp.signal.aborted) return;
      await person.looksAgainAt(conversation).catch(() => {});
    }
  });
  const late = sleep(limitMs, undefined, { signal: giveUp.signal }).catch(() => {});
  await Promise.race([Promise.all(looks), late]);
  giveUp.abort();
}
