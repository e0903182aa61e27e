import type { Clock } from '../../kernel/clock.ts';
import type { Address } from './address.ts';
import type { PeerDirectory } from './capabilities.ts';
import { creationWindowMs } from './creation-time.ts';
import type { Encryption } from './encryption.ts';
import type { GroupRecord, Groups } from './groups.ts';

/** What a message to a peer is allowed to be: nothing is ever sent in clear where encryption was seen before. */
export type Route = 'encrypted' | 'clear' | 'later' | 'fail';

export interface MessageRouteOptions {
  readonly clock: Pick<Clock, 'uptimeMs'>;
  readonly peers: PeerDirectory;
  readonly encryption: Encryption;
  readonly groups: Groups;
  /** The user and the carrier both want encryption at present. */
  readonly encrypts: () => boolean;
}

/** Decides how a message may travel now; where it may be encrypted, it makes the group ready for that. */
export function messageRoutes(options: MessageRouteOptions): (peer: Address) => Promise<Route> {
  const { clock, peers, encryption, groups } = options;

  async function route(peer: Address): Promise<Route> {
    const group = groups.get(peer);
    if (group?.left) return 'fail';
    const secured = encryption.groupWith(peer);
    if (secured?.ended) return 'clear'; // by a commit that everybody saw
    if (encryption.ended(peer)) return 'clear'; // before this phone came, or came back
    if (secured) {
      if (!options.encrypts()) return 'fail'; // an encrypted conversation never falls back to clear by itself
      if (!group && peers.known(peer)?.mls === false && (await peers.ask(peer))?.mls === false) return 'fail';
      return (await encryption.prepare(peer)) === 'ready' ? 'encrypted' : 'later';
    }
    if (group) return groupRoute(group);
    const capabilities = await peers.ask(peer);
    if (!capabilities) return 'later';
    if (capabilities.reach === 'none') return 'fail';
    const mustEncrypt = encryption.encrypted(peer);
    if (!options.encrypts() || capabilities.mls === false) return mustEncrypt ? 'fail' : 'clear';
    const readiness = await encryption.prepare(peer);
    if (readiness === 'ready') return 'encrypted';
    if (encryption.ended(peer)) return 'clear';
    if (readiness === 'refused') return 'fail';
    if (mustEncrypt) return readiness === 'impossible' ? 'fail' : 'later';
    // A peer that encrypts and has no KeyPackages is setting itself up: it will have some, and nothing goes out in clear
    // meanwhile.
    return 'later';
  }

  /** A group without keys here: it has none at all, or they have not come yet, or were lost. */
  async function groupRoute({ id, encryption: secured, knownSinceMs, members }: GroupRecord): Promise<Route> {
    if (secured === 'plain' || secured === 'ended') return 'clear';
    if (secured === 'encrypted' || encryption.encrypted(id)) return options.encrypts() ? 'later' : 'fail';
    if (!options.encrypts()) return 'clear';
    if (clock.uptimeMs() < knownSinceMs + creationWindowMs(members.length)) return 'later';
    // Whoever creates it has given up by now, or is done: the focus knows.
    if ((await encryption.existsElsewhere(id)) !== 'none') return 'later';
    groups.change(id, { encryption: 'plain' });
    return 'clear';
  }

  return route;
}
