import type { Transmission } from '../../simulators/kernel/network.ts';
import { headerValue } from '../../simulators/protocol/headers.ts';
import { isMsrp, parseMsrp } from '../../simulators/protocol/msrp.ts';
import { parseSip } from '../../simulators/protocol/sip.ts';

const contents = {
  commits: /^Content-Type: *message\/mls-rcs-client\b/im,
  messages: /^Content-Type: *(message\/mls|text\/plain) *(;|\r?$)/im,
} as const;

/**
 * Tells which frames are a carrier's answers that it accepted a phone's commits or messages, in pager mode or in a session.
 * It has to see every frame between the two, as the answers name only the transactions.
 */
export function acceptances(phone: string, carrier: string, to: keyof typeof contents) {
  const transactions = new Set<string>();
  const sessions = new Set<string>();

  function asks(bytes: Uint8Array): void {
    const about = contents[to].test(Buffer.from(bytes).toString('latin1'));
    if (isMsrp(bytes)) {
      const frame = parseMsrp(bytes);
      if (frame.kind !== 'request') return;
      if (about) sessions.add(frame.messageId);
      // Only the answer to the last chunk says that the message was accepted.
      if (sessions.has(frame.messageId) && frame.continuation === '$') transactions.add(frame.transactionId);
    } else if (about) transactions.add(headerValue(parseSip(bytes).headers, 'Via') ?? '');
  }

  function accepts(bytes: Uint8Array): boolean {
    if (isMsrp(bytes)) {
      const frame = parseMsrp(bytes);
      return frame.kind === 'response' && frame.status < 300 && transactions.has(frame.transactionId);
    }
    const frame = parseSip(bytes);
    return 'status' in frame && frame.status < 300 && transactions.has(headerValue(frame.headers, 'Via') ?? '');
  }

  return ({ from, to: towards, bytes }: Transmission): boolean => {
    if (from === phone && towards === carrier) asks(bytes);
    return from === carrier && towards === phone && accepts(bytes);
  };
}
