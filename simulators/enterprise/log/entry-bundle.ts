/** Leaves one after the other, each behind its length in two bytes (C2SP tlog-tiles, "Log entries"). */
export function entryBundle(leaves: readonly Uint8Array[]): Uint8Array {
  const entries = leaves.map((leaf) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(leaf.length);
    return Buffer.concat([length, leaf]);
  });
  return Buffer.concat(entries);
}
