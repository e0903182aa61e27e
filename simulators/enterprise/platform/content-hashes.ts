import { boundedMap } from './bounded-map.ts';

/** What one endpoint said of one message. */
interface Claim {
  readonly version: number;
  readonly contentHash: string;
}

/**
 * Content hashes as enrolled endpoints handed them in. The platform cannot compute them: under end-to-end encryption it
 * has no content. Each endpoint speaks for its own custodian, and its claim counts only for messages the custodian is a
 * party to.
 */
export interface ContentHashes {
  /** Keeps a claim; of several versions the first one stays. False when the custodian claimed another hash before. */
  claim(messageId: string, custodianHash: string, claim: Claim): boolean;
  /** The hash for a message: the sender's claim before the recipient's. */
  find(messageId: string, senderHash: string, recipientHash: string): string | null;
}

export function contentHashes(messagesKept: number): ContentHashes {
  const claims = boundedMap<Map<string, Claim>>(messagesKept);
  return {
    claim(messageId, custodianHash, claim) {
      const ofMessage = claims.ensure(messageId, () => new Map());
      const before = ofMessage.get(custodianHash);
      if (before?.version === claim.version) return before.contentHash === claim.contentHash;
      if (!before || claim.version < before.version) ofMessage.set(custodianHash, claim);
      return true;
    },
    find(messageId, senderHash, recipientHash) {
      const ofMessage = claims.get(messageId);
      return (ofMessage?.get(senderHash) ?? ofMessage?.get(recipientHash))?.contentHash ?? null;
    },
  };
}
