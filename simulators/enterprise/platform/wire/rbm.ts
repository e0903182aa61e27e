import type { Clock } from '../../../kernel/clock.ts';
import { handshake } from '../../rbm/handshake.ts';
import { pushBody, pushSignature } from '../../rbm/push.ts';
import { type RbmEvent, rbmId, renameUser, toRbmEvent } from '../../rbm/rbm-event.ts';
import type { WireFormat } from './wire-format.ts';

export interface RbmOptions {
  readonly clock: Clock;
  readonly endpoint: string;
  /** Signs, and proves in the handshake which endpoint this is. */
  readonly clientToken: string;
  /** For the handshake, ms. */
  readonly timeoutMs: number;
}

/**
 * The push of RCS for Business: an envelope whose data alone is signed, 200 and nothing else acknowledges, and everything of
 * a partner goes through one queue. The push names its user by number; what is to be kept of it does not.
 */
export function rbmFormat({ clock, endpoint, clientToken, timeoutMs }: RbmOptions): WireFormat {
  return {
    queue: 'partner',
    acknowledges: (status) => status === 200,
    compose(event, numbers, own) {
      const id = Buffer.from(own.bytes(16)).toString('base64url');
      const pushed = toRbmEvent(event, id, (party) => (party === 'sender' ? numbers.from : numbers.to));
      const pseudonym = event.status === 'sent' ? event.sender_hash : event.recipient_hash;
      const told = renameUser(pushed, () => pseudonym);
      return { webhookId: rbmId(told), event: told, content: Buffer.from(JSON.stringify(pushed)) };
    },
    request({ webhookId, content, atMs }) {
      const { agentId } = JSON.parse(Buffer.from(content).toString()) as RbmEvent; // written by compose
      return {
        headers: { 'content-type': 'application/json', 'x-goog-signature': pushSignature(clientToken, content) },
        body: pushBody({ id: webhookId, data: content, agentId, atMs }),
      };
    },
    handshake: (fetch, secret) => handshake({ clock, fetch, timeoutMs }, endpoint, clientToken, secret),
  };
}
