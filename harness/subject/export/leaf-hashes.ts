import type { ExportManifest } from '../contract/export.ts';
import { emptyRoot, hashBytes, nodeHash } from '../proof/merkle.ts';
import type { ExportSource } from './export-source.ts';

/** The hashes of a log's leaves, from the first one. */
export interface LeafHashes {
  readonly count: number;
  at(index: number): Uint8Array | undefined;
  /** The root of the log when it had `size` leaves (RFC 6962 section 2.1). @throws RangeError for more than there are */
  root(size: number): Uint8Array;
}

/** What an export brings of the log's leaves; nothing when a file is missing or cut. */
export function readLeafHashes(
  { leaf_hashes }: NonNullable<ExportManifest['log']>,
  source: ExportSource,
): LeafHashes | undefined {
  const files = leaf_hashes.map(({ name }) => source.read(name));
  const whole = files.filter((file) => file !== undefined);
  const hashes = Buffer.concat(whole);
  if (whole.length < files.length || hashes.length % hashBytes !== 0) return undefined;
  const count = hashes.length / hashBytes;
  const at = (index: number): Uint8Array | undefined =>
    index < count ? hashes.subarray(index * hashBytes, (index + 1) * hashBytes) : undefined;
  return { count, at, root: (size) => rootOf(at, size) };
}

/** Perfect subtrees from the left, the largest first, are joined as soon as there are two of a size. */
function rootOf(at: (index: number) => Uint8Array | undefined, size: number): Uint8Array {
  const subtrees: { hash: Uint8Array; leaves: number }[] = [];
  for (let index = 0; index < size; index++) {
    let hash = at(index);
    if (!hash) throw new RangeError(`there is no leaf ${index}`);
    let leaves = 1;
    for (let left = subtrees.at(-1); left?.leaves === leaves; left = subtrees.at(-1)) {
      hash = nodeHash(left.hash, hash);
      leaves *= 2;
      subtrees.pop();
    }
    subtrees.push({ hash, leaves });
  }
  const last = subtrees.pop();
  if (!last) return emptyRoot;
  return subtrees.reduceRight((right, { hash }) => nodeHash(hash, right), last.hash);
}
