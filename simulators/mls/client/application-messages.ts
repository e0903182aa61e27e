import type { MlsEngine } from '../engine/port.ts';
import { encodeAuthenticatedData, isMessageId } from '../wire/authenticated-data.ts';
import type { MlsClient } from './client.ts';
import { MlsClientError } from './client-error.ts';
import { type Failure, failure } from './failure.ts';
import { encodeFraming, isContentType } from './framing.ts';
import type { GroupHoldings } from './group-holdings.ts';
import { openMessage } from './open-message.ts';
import type { ClientRecord } from './record.ts';

/** Messages of users, sealed and opened in the groups that are held. */
export type ApplicationMessages = Pick<MlsClient, 'protect' | 'unprotect'>;

export function applicationMessages(
  engine: MlsEngine,
  { groups, viewOf, find, need, reject, isFork, settle }: GroupHoldings,
  record: ClientRecord,
): ApplicationMessages {
  return {
    async protect(groupId, messageId, contentType, body, resent) {
      const held = need(groupId);
      if (held.group.ended) throw new MlsClientError(`MLS was ended in ${groupId}`);
      if (!held.established) throw new MlsClientError(`the creation of ${groupId} has not been accepted yet`);
      if (!isMessageId(messageId)) throw new MlsClientError('a message id is printable ASCII of at most 255 bytes');
      if (!isContentType(contentType)) throw new MlsClientError(`"${contentType}" is not a content type`);
      const { era, epochAuthenticator } = viewOf(held);
      const bound = encodeAuthenticatedData({ messageId, era, ...(resent && { resent }) });
      const sent = engine.protect(held.group, bound, (generation) => encodeFraming({ generation, contentType, body }));
      groups.set(groupId, { ...held, group: sent.group });
      if (resent) record.resent(messageId, resent);
      return { era, epochAuthenticator, ciphertext: sent.message };
    },
    async unprotect(groupId, messageId, ciphertext, claim) {
      const held = find(groupId);
      const refuse = (failed: Failure) => reject(groupId, 'message', failed);
      if (!held) return refuse(failure('failed-to-decrypt', 'no such group: its Welcome has not come'));
      const opened = openMessage(engine, held, messageId, ciphertext);
      if (!opened.ok && opened.at && isFork(groupId, held, opened.at, claim)) {
        return refuse(failure('failed-to-decrypt', 'it is of another epoch of the same number: a fork', 'fork'));
      }
      if (opened.held) groups.set(groupId, opened.held);
      if (!opened.ok) return refuse(opened);
      if (opened.showsAcceptance) settle(groupId, opened.held, 'a member speaks in its epoch');
      const { framed, sender, resent } = opened;
      return { ok: true, contentType: framed.contentType, body: framed.body, sender, ...(resent && { resent }) };
    },
  };
}
