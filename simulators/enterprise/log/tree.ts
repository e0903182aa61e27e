import { emptyRoot, nodeHash } from './merkle-hash.ts';
import { consistencyRanges, inclusionRanges, nodesOf, type Range } from './ranges.ts';
import { type HashReader, readNode, type TileId, tilesOf } from './tile.ts';

/** What is to be computed of a log: subtrees, and the tiles that their roots are made of. */
export interface Question {
  readonly ranges: readonly Range[];
  /** O(log n) of them. */
  readonly tiles: readonly TileId[];
}

function question(ranges: readonly Range[], size: number): Question {
  return { ranges, tiles: tilesOf(ranges.flatMap(nodesOf), size) };
}

/** What the root of a log of `size` leaves takes. */
export const rootQuestion = (size: number): Question => question(size === 0 ? [] : [{ start: 0, end: size }], size);

/** What the inclusion path of a leaf takes. @throws RangeError for a leaf that is not in the log */
export function inclusionQuestion(index: number, size: number): Question {
  if (!(index >= 0 && index < size)) throw new RangeError(`a log of ${size} leaves has no leaf ${index}`);
  return question(inclusionRanges(index, size), size);
}

/** What the proof takes that a log of `to` leaves begins with the one of `from`. @throws RangeError for from > to */
export function consistencyQuestion(from: number, to: number): Question {
  if (!(from >= 0 && from <= to)) throw new RangeError(`a log of ${to} leaves had no state of ${from}`);
  return question(consistencyRanges(from, to), to);
}

function rangeRoot(reader: HashReader, range: Range): Uint8Array {
  const roots = nodesOf(range).map((node) => readNode(reader, node));
  return roots.reduceRight((right, left) => nodeHash(left, right));
}

/** The roots that a question asks for, in the order of RFC 6962's proofs. */
export const answer = (reader: HashReader, { ranges }: Question): readonly Uint8Array[] =>
  ranges.map((range) => rangeRoot(reader, range));

/** The root of the first `size` leaves. */
export const rootOf = (reader: HashReader, size: number): Uint8Array =>
  answer(reader, rootQuestion(size))[0] ?? emptyRoot;

/** The inclusion path of a leaf in the first `size` leaves (RFC 6962 section 2.1.1). @throws RangeError */
export const inclusionPath = (reader: HashReader, index: number, size: number): readonly Uint8Array[] =>
  answer(reader, inclusionQuestion(index, size));

/** The proof that `to` leaves begin with the first `from` (RFC 6962 section 2.1.2). @throws RangeError */
export const consistencyPath = (reader: HashReader, from: number, to: number): readonly Uint8Array[] =>
  answer(reader, consistencyQuestion(from, to));
