import type { AttachablePhone } from '../../simulators/handset/ui/phone.ts';
import { memoryBlobs } from '../../simulators/kernel/journal/blobs.ts';
import { journal } from '../../simulators/kernel/journal/journal.ts';
import type { WallClock } from '../../simulators/kernel/wall/clock.ts';
import { createWorld } from '../../simulators/world.ts';
import type { StageSettings } from './api.ts';

/** Carriers of every rehearsal's world. */
export const rehearsalCarriers: readonly string[] = ['north', 'south'];

/**
 * The phones of a rehearsal before its first scenario: out of the box, never turned on. Drivers find them and open their
 * apps; every scenario puts a handset of its own world behind them. What happens here is not journaled.
 */
export function lobbyPhones(settings: StageSettings, clock: WallClock): ReadonlyMap<string, AttachablePhone> {
  const lobby = createWorld({
    seed: 'lobby',
    scenario: 'lobby',
    environment: 'simulated-phones',
    phones: settings.phones.filter(({ simulated }) => simulated).map(({ name, os }) => ({ name, os })),
    carriers: rehearsalCarriers,
    clock,
    journal: journal(clock, memoryBlobs()),
  });
  return new Map([...lobby.phones].map(([name, { phone }]) => [name, phone]));
}
