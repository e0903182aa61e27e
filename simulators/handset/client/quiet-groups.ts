import type { Clock } from '../../kernel/clock.ts';
import type { GroupView, MlsClient } from '../../mls/client/client.ts';
import { sortControl, standingOf } from '../../mls/client/control-parts.ts';
import { isHealing } from '../../mls/client/health.ts';
import type { Address } from './address.ts';
import type { Healing, ServerBundle } from './healing.ts';
import type { Attempt, Outbox } from './outbox.ts';

export interface QuietGroupsOptions {
  readonly clock: Clock;
  readonly mls: MlsClient;
  readonly outbox: Outbox;
  /** Recovery is under way, or the focus is asked already. */
  readonly busy: (groupId: string) => boolean;
  /** Asks the focus what a group has beyond what is held. */
  readonly ask: (address: Address, groupId: string, held: GroupView) => Promise<ServerBundle | undefined>;
  readonly onAhead: (address: Address, groupId: string) => void;
}

/** Groups that nothing is heard of: their focus is asked whether that is all. */
export type QuietGroups = Pick<Healing, 'heard' | 'compareQuiet'>;

/** How long nothing may be heard of a group before its focus is asked, ms [I]; and how many are asked about at a time. */
const quietMs = 86_400_000;
const comparedAtATime = 8;

export function quietGroups(options: QuietGroupsOptions): QuietGroups {
  const { clock, mls, ask, onAhead } = options;
  /** When a group was last known to be where its focus has it. */
  const heardAtMs = new Map<string, number>();

  const heard = (groupId: string): void => void heardAtMs.set(groupId, clock.uptimeMs());

  /** Whether the focus's answer leads on from what is held. */
  function leadsOn(groupId: string, { messages }: ServerBundle): boolean {
    const { commits, groupInfo } = sortControl(messages);
    const held = mls.group(groupId);
    const there = groupInfo && standingOf(groupInfo);
    return commits.length > 0 || (there !== undefined && (there.era !== held?.era || there.epoch !== held.epoch));
  }

  async function compare(address: Address, groupId: string): Promise<Attempt> {
    const held = mls.group(groupId);
    if (!held || options.busy(groupId)) return 'done';
    const bundle = await ask(address, groupId, held);
    if (bundle && leadsOn(groupId, bundle)) onAhead(address, groupId);
    return 'done';
  }

  return {
    heard,
    compareQuiet(addressOf) {
      const nowMs = clock.uptimeMs();
      for (const id of heardAtMs.keys()) if (!mls.group(id)) heardAtMs.delete(id);
      const quiet = mls
        .groups()
        .filter(({ groupId, ended, health }) => !ended && !isHealing(health) && heardAtMs.has(groupId))
        .map(({ groupId }) => ({ groupId, atMs: heardAtMs.get(groupId) ?? 0 }))
        .filter(({ atMs }) => nowMs - atMs >= quietMs)
        .sort((a, b) => a.atMs - b.atMs);
      for (const { groupId } of quiet.slice(0, comparedAtATime)) {
        const address = addressOf(groupId);
        if (address === undefined) continue;
        heard(groupId); // asked about: once a day, whatever the answer
        options.outbox.add(`recovery of ${groupId}`, () => compare(address, groupId));
      }
    },
  };
}
