/** Bytes beyond which a carrier or client does not even look. Ours: RFC 9420 sets none. */
export const limits = {
  /** Any MLSMessage. A Welcome with the tree of 256 members has 115 KB, and some 450 KB with their certificates. */
  message: 1024 * 1024,
  /** One KeyPackage, certificate chain included. */
  keyPackage: 16 * 1024,
  /** An RCS conversation's id is a UUID or a group's URI. */
  groupId: 255,
  /** Nodes of a ratchet tree: 1024 leaves. A blank node is one byte on the wire and several hashes to check. */
  treeNodes: 2047,
  /** One vector, whatever is in it. */
  vectorItems: 4096,
} as const;
