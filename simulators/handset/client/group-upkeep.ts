import type { MlsClient } from '../../mls/client/client.ts';
import { type Address, isGroupAddress } from './address.ts';
import type { PeerDirectory } from './capabilities.ts';
import type { Encryption } from './encryption.ts';
import type { Groups } from './groups.ts';
import type { Outbox } from './outbox.ts';

/** How old the key of an own leaf may become, ms: RCC.16 wants a self-update every 30 days; the last is for delays. */
const leafKeyMs = 29 * 86_400_000;
export interface GroupUpkeepOptions {
  readonly mls: MlsClient;
  readonly secrets: Encryption;
  readonly known: Groups;
  readonly peers: PeerDirectory;
  readonly outgoing: Outbox;
  readonly encrypts: () => boolean;
}

/** What MLS groups need although nobody writes: fresh keys, and that everybody knows who encrypts. */
export interface GroupUpkeep {
  conversationOf(groupId: string): Address | undefined;
  renewGroups(): void;
  rotate(peer: string): Promise<boolean>;
  tellPeers(): void;
}

export function groupUpkeep({ mls, secrets, known, peers, outgoing, encrypts }: GroupUpkeepOptions): GroupUpkeep {
  /** Conversations that a renewed certificate is on its way to. */
  const renewing = new Set<string>();

  /** Whether this phone encrypts, as its peers were last told. */
  let told: boolean | undefined;

  /** The conversation that encrypts in an MLS group. */
  function conversationOf(groupId: string): Address | undefined {
    const peer = secrets.peers().find((each) => secrets.groupWith(each)?.groupId === groupId);
    return peer ?? (isGroupAddress(groupId) && known.get(groupId) ? groupId : undefined);
  }

  /** A renewed certificate reaches each group by a self-update; and no leaf keeps its key for long. */
  function renewGroups(): void {
    for (const groupId of new Set([...mls.outdated(), ...mls.stale(leafKeyMs)])) {
      const address = conversationOf(groupId);
      if (address === undefined || renewing.has(address)) continue;
      renewing.add(address);
      void rotate(address).then(() => renewing.delete(address));
    }
  }

  function rotate(peer: string): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    outgoing.add(`to ${peer}`, async () => {
      const readiness = await secrets.rotate(peer);
      if (readiness === 'later') return 'later';
      resolve(readiness === 'ready');
      return 'done';
    });
    return promise;
  }

  /** Who is in a group with this phone learns at once that it can, or may, not encrypt any more; and when it can again. */
  function tellPeers(): void {
    const now = encrypts();
    if (told !== undefined && told !== now) for (const peer of secrets.peers()) void peers.tell(peer);
    told = now;
  }

  return { conversationOf, renewGroups, rotate, tellPeers };
}
