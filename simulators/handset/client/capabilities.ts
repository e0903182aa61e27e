import type { Clock } from '../../kernel/clock.ts';
import {
  type Capabilities,
  fullCapabilities,
  parseFeatureTags,
  serialiseFeatureTags,
  supportsMls,
  withoutMls,
} from '../../protocol/feature-tags.ts';
import { headerValue } from '../../protocol/headers.ts';
import type { SipRequest } from '../../protocol/sip.ts';
import { msisdnOf, parseNameAddress, sipIdentity } from '../../protocol/uri.ts';
import type { Signalling } from './signalling.ts';
import type { RequestWriter } from './sip-request.ts';

/** What is known of a peer. `offline`: a subscriber, but not reachable now; `none`: nobody with RCS has that number. */
export interface PeerCapabilities {
  readonly reach: 'online' | 'offline' | 'none';
  /** Whether the peer does MLS; what it said last when it is offline, absent when it never said. */
  readonly mls?: boolean;
}

export interface PeerDirectoryOptions {
  readonly clock: Clock;
  readonly domain: string;
  readonly server: () => string;
  readonly write: () => RequestWriter;
  readonly signalling: () => Signalling;
  /** The own Contact: whoever is asked learns who asks, and what they can do. */
  readonly contact: () => string;
  readonly onLearned: (peer: string, capabilities: PeerCapabilities) => void;
}

/** Capability exchange by SIP OPTIONS, remembered for five minutes. */
export interface PeerDirectory {
  known(peer: string): PeerCapabilities | undefined;
  /** Asks, unless the answer is fresh; undefined when there was no answer. */
  ask(peer: string): Promise<PeerCapabilities | undefined>;
  /** Asks, however fresh the last answer is: so tells the peer what has changed here. */
  tell(peer: string): Promise<PeerCapabilities | undefined>;
  /** A peer asked, and told what it can do itself. */
  told(request: SipRequest): void;
  forget(): void;
}

/** How long an answer is good for, ms. */
const freshMs = 300_000;
/** An offline peer, or one without encryption, may be back soon: ask again after this, ms. */
const offlineFreshMs = 10_000;

export const ownCapabilities = (mls: boolean): Capabilities => (mls ? fullCapabilities : withoutMls(fullCapabilities));

/** The Contact of a phone with its feature tags. */
export const contactOf = (msisdn: string, node: string, mls: boolean): string =>
  `<sip:${msisdn}@${node}>${serialiseFeatureTags(ownCapabilities(mls))}`;

export function peerDirectory(options: PeerDirectoryOptions): PeerDirectory {
  const { clock } = options;
  const remembered = new Map<string, { readonly capabilities: PeerCapabilities; readonly atMs: number }>();
  const asking = new Map<string, Promise<PeerCapabilities | undefined>>();

  async function query(peer: string): Promise<PeerCapabilities | undefined> {
    const write = options.write();
    const request = write({
      method: 'OPTIONS',
      uri: sipIdentity(peer, options.domain),
      headers: [{ name: 'Contact', value: options.contact() }],
    });
    const response = await options.signalling().sip.request(options.server(), request).outcome;
    if (!response || response.status >= 500) return undefined;
    const before = remembered.get(peer)?.capabilities.mls;
    let capabilities: PeerCapabilities;
    if (response.status === 200) {
      capabilities = {
        reach: 'online',
        mls: supportsMls(parseFeatureTags(headerValue(response.headers, 'Contact') ?? '')),
      };
    } else {
      capabilities = {
        reach: response.status === 404 ? 'none' : 'offline',
        ...(before === undefined ? {} : { mls: before }),
      };
    }
    learn(peer, capabilities);
    return capabilities;
  }

  function learn(peer: string, capabilities: PeerCapabilities): void {
    remembered.set(peer, { capabilities, atMs: clock.uptimeMs() });
    options.onLearned(peer, capabilities);
  }

  function tell(peer: string): Promise<PeerCapabilities | undefined> {
    const running = asking.get(peer) ?? query(peer).finally(() => asking.delete(peer));
    asking.set(peer, running);
    return running;
  }

  return {
    known: (peer) => remembered.get(peer)?.capabilities,
    async ask(peer) {
      const known = remembered.get(peer);
      const lasting = known?.capabilities.reach === 'online' && known.capabilities.mls !== false;
      if (known && clock.uptimeMs() - known.atMs < (lasting ? freshMs : offlineFreshMs)) return known.capabilities;
      return tell(peer);
    },
    tell,
    told(request) {
      const asserted = headerValue(request.headers, 'P-Asserted-Identity');
      const contact = headerValue(request.headers, 'Contact');
      const peer = asserted === undefined ? undefined : msisdnOf(parseNameAddress(asserted).uri);
      if (peer === undefined || contact === undefined) return;
      learn(peer, { reach: 'online', mls: supportsMls(parseFeatureTags(contact)) });
    },
    forget: () => remembered.clear(),
  };
}
