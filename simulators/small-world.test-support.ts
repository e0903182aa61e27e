import { type HeadlessUser, headlessUser } from './handset/ui/headless-user.ts';
import { memoryBlobs } from './kernel/journal/blobs.ts';
import type { JournalEntry } from './kernel/journal/entry.ts';
import { journal } from './kernel/journal/journal.ts';
import type { JournalKind } from './kernel/journal/kinds.ts';
import type { LinkConditions } from './kernel/network.ts';
import { type VirtualClock, virtualClock } from './kernel/virtual-clock.ts';
import { createWorld, type World, type WorldOptions, type WorldPhone } from './world.ts';

/** Ana on Android at one carrier, Ben on an iPhone at another, each with somebody to drive the screens. */
export interface SmallWorld {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly lines: string[];
  readonly ana: WorldPhone & { readonly user: HeadlessUser };
  readonly ben: WorldPhone & { readonly user: HeadlessUser };
  entries<K extends JournalKind>(kind: K): JournalEntry<K>[];
  /** Runs until nothing is under way, at most `limitMs`; false when that was not enough. */
  settle(limitMs?: number): Promise<boolean>;
}

export async function smallWorld(
  seed: number | string,
  links: Partial<LinkConditions> = {},
  options: Pick<WorldOptions, 'adversary'> = {},
): Promise<SmallWorld> {
  const clock = virtualClock(Date.UTC(2026, 10, 22));
  const lines: string[] = [];
  const world = createWorld({
    seed,
    scenario: 'small world',
    environment: 'virtual',
    phones: [
      { name: 'ana', os: 'android' },
      { name: 'ben', os: 'ios' },
    ],
    carriers: ['north', 'south'],
    clock,
    journal: journal(clock, memoryBlobs(), (line) => lines.push(line)),
    links,
    ...options,
  });
  const person = (name: string): SmallWorld['ana'] => {
    const it = world.phones.get(name);
    if (!it) throw new Error(`no ${name} in the small world`);
    return { ...it, user: headlessUser(it.phone) };
  };
  const settle = async (limitMs = 600_000): Promise<boolean> => {
    const endMs = clock.now() + limitMs;
    while (clock.now() < endMs) {
      await clock.runUntil(() => world.quiet(), endMs - clock.now());
      const before = lines.length;
      await clock.runFor(5000);
      if (world.quiet() && lines.length === before) return true;
    }
    return false;
  };
  world.start();
  if (!(await clock.runUntil(() => world.ready(), 600_000))) throw new Error('the small world did not become ready');
  return {
    world,
    clock,
    lines,
    ana: person('ana'),
    ben: person('ben'),
    entries: <K extends JournalKind>(kind: K) =>
      lines
        .map((line) => JSON.parse(line) as JournalEntry)
        .filter((entry) => entry.kind === kind) as unknown as JournalEntry<K>[],
    settle,
  };
}
