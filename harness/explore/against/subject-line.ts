import { platformHost } from '../../../simulators/enterprise/enterprise.ts';
import type { Clock } from '../../../simulators/kernel/clock.ts';
import type { Fetch, Network } from '../../../simulators/kernel/network.ts';
import { listenHttp } from '../../../simulators/kernel/wall/listen.ts';
import type { ReachedSubject } from '../../subject/integration/reach-subject.ts';
import { type Contact, contact } from './contact.ts';
import { type KeptContainer, keptContainer } from './kept-container.ts';

/** How one world and somebody else's subject reach each other: the way out to it, and its way in to the platform's keys. */
export interface SubjectLine {
  readonly container: KeptContainer | undefined;
  readonly touch: Contact;
  /** Where the subject finds the platform's public keys, on a socket of this machine. */
  readonly keySetUrl: string;
  /** From now on the platform of this network answers who asks for its keys. */
  serveKeys(network: Network): void;
  /** Serves no keys any more. */
  close(): Promise<void>;
}

/** The node on the world's network that a foreign subject asks from. */
const outside = 'outside';

export async function subjectLine(reached: ReachedSubject, clock: Clock): Promise<SubjectLine> {
  const container = reached.container && keptContainer(reached.container, clock.now);
  const touch = contact({
    url: reached.url,
    fetch: reached.fetch,
    now: clock.now,
    ...(container && { excusedUntilMs: container.excusedUntilMs }),
  });
  let platform: Fetch = async () => new Response(null, { status: 503 });
  const keys = await listenHttp({}, (request) => platform(request));
  return {
    container,
    touch,
    keySetUrl: `${keys.origin}/.well-known/jwks.json`,
    serveKeys(network) {
      platform = async ({ url, method, headers }) =>
        network.fetchFrom(outside)(new Request(`http://${platformHost}${new URL(url).pathname}`, { method, headers }));
    },
    close: keys.close,
  };
}
