import { timestamp } from '../kernel/clock.ts';
import type { Random } from '../kernel/random.ts';
import { serialiseCpim } from '../protocol/cpim.ts';
import { imdnContentType, serialiseImdn } from '../protocol/imdn.ts';
import type { ServerFailureReason } from '../protocol/imdn-failure.ts';
import { newMessageId, newUuid } from '../protocol/message-id.ts';
import { partyUri } from '../protocol/uri.ts';
import type { CarriedMessage } from './carried-message.ts';

/** The receipt by which a carrier says, in the recipient's name, that an accepted message will never arrive. */
export function failureReceipt(
  message: CarriedMessage,
  reason: ServerFailureReason | undefined,
  nowMs: number,
  random: Random,
): CarriedMessage {
  const content = serialiseImdn({
    messageId: message.id,
    dateTime: timestamp(message.acceptedAtMs),
    status: 'failed',
    ...(reason === undefined ? {} : { failure: { side: 'server', reason } }),
  });
  const id = newMessageId(random);
  const cpim = serialiseCpim({
    from: partyUri(message.to),
    to: partyUri(message.from),
    messageId: id,
    dateTime: timestamp(nowMs),
    dispositionNotification: [],
    extensions: [],
    contentType: imdnContentType,
    contentHeaders: [{ name: 'Content-Disposition', value: 'notification' }],
    body: content,
  });
  return {
    id,
    from: message.to,
    to: message.from,
    conversationId: message.conversationId,
    contributionId: newUuid(random),
    contentType: imdnContentType,
    era: undefined,
    epochAuthenticator: undefined,
    cpim,
    content,
    acceptedAtMs: nowMs,
  };
}
