import type { PhoneConfig } from './cast.ts';
import type { Handset } from './handset/handset.ts';
import type { Conversation } from './handset/model.ts';
import { memoryBlobs } from './kernel/journal/blobs.ts';
import type { JournalEntry } from './kernel/journal/entry.ts';
import { journal } from './kernel/journal/journal.ts';
import type { JournalKind } from './kernel/journal/kinds.ts';
import { type VirtualClock, virtualClock } from './kernel/virtual-clock.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** Any number of phones at two carriers. */
export interface GroupWorld {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly lines: string[];
  phone(name: string): Handset;
  msisdn(name: string): string;
  entries<K extends JournalKind>(kind: K): JournalEntry<K>[];
  /** Runs until nothing is under way, at most `limitMs`; false when that was not enough. */
  settle(limitMs?: number): Promise<boolean>;
  /** The one group that a phone has. */
  group(name: string): Conversation & { readonly group: NonNullable<Conversation['group']> };
  /** What a phone shows of its group: `out hello delivered`, `in hello`. */
  shown(name: string): string[];
}

export async function groupWorld(
  seed: number | string,
  phones: readonly PhoneConfig[],
  options: Partial<Pick<WorldOptions, 'adversary' | 'links'>> = {},
): Promise<GroupWorld> {
  const clock = virtualClock(Date.UTC(2026, 10, 22));
  const lines: string[] = [];
  const world = createWorld({
    seed,
    scenario: 'group world',
    environment: 'virtual',
    phones,
    carriers: ['north', 'south'],
    clock,
    journal: journal(clock, memoryBlobs(), (line) => lines.push(line)),
    ...options,
  });
  const phone = (name: string): Handset => {
    const it = world.phones.get(name);
    if (!it) throw new Error(`no ${name} in the world`);
    return it.handset;
  };
  const group = (name: string): ReturnType<GroupWorld['group']> => {
    for (const conversation of phone(name).conversations()) {
      if (conversation.group) return { ...conversation, group: conversation.group };
    }
    throw new Error(`${name} is in no group`);
  };
  world.start();
  if (!(await clock.runUntil(() => world.ready(), 600_000))) throw new Error('the world did not become ready');
  return {
    world,
    clock,
    lines,
    phone,
    msisdn: (name) => phone(name).msisdn,
    entries: <K extends JournalKind>(kind: K) =>
      lines
        .map((line) => JSON.parse(line) as JournalEntry)
        .filter((entry) => entry.kind === kind) as unknown as JournalEntry<K>[],
    async settle(limitMs = 600_000) {
      const endMs = clock.now() + limitMs;
      while (clock.now() < endMs) {
        await clock.runUntil(() => world.quiet(), endMs - clock.now());
        const before = lines.length;
        await clock.runFor(5000);
        if (world.quiet() && lines.length === before) return true;
      }
      return false;
    },
    group,
    shown: (name) =>
      group(name).messages.map(({ direction, body, status }) =>
        direction === 'out' ? `out ${body} ${status}` : `in ${body}${status === 'undecryptable' ? '(unreadable)' : ''}`,
      ),
  };
}
