import type { Installation } from './adversary/adversary.ts';
import type { MlsClient } from './mls/client/client.ts';

/** A client that somebody looks at: the same calls, the same answers. */
export function watchedClient(client: MlsClient, watch: Installation): MlsClient {
  return {
    ...client,
    async protect(groupId, messageId, contentType, body, resent) {
      const sealed = await client.protect(groupId, messageId, contentType, body, resent);
      watch.sealed(messageId);
      return sealed;
    },
    async unprotect(groupId, messageId, ciphertext, claim) {
      watch.opening(groupId, messageId);
      const opened = await client.unprotect(groupId, messageId, ciphertext, claim);
      watch.opened(groupId, messageId, opened.ok);
      return opened;
    },
  };
}
