/** Leaves `start` .. `end`-1: a subtree of a log, of which a proof holds the root. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A complete subtree: 2^height leaves, the `index`-th of its height. */
export interface Node {
  readonly height: number;
  readonly index: number;
}

/** The largest power of two that is smaller than a number above 1: where RFC 6962 section 2.1 splits a tree. */
function splitOf(leaves: number): number {
  let power = 1;
  while (power * 2 < leaves) power *= 2;
  return power;
}

/** The subtrees beside the way from a leaf up to the root (RFC 6962 section 2.1.1), the leaf's neighbour first. */
export function inclusionRanges(index: number, size: number): readonly Range[] {
  const beside: Range[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      beside.push({ start: middle, end });
      end = middle;
    } else {
      beside.push({ start, end: middle });
      start = middle;
    }
  }
  return beside.reverse();
}

/**
 * The subtrees that say how a log of `from` leaves went on to one of `to` (RFC 6962 section 2.1.2). None for an empty log,
 * which any log goes on from, nor between equal ones.
 */
export function consistencyRanges(from: number, to: number): readonly Range[] {
  if (from === 0) return [];
  const beside: Range[] = [];
  let [start, end] = [0, to];
  while (end !== from) {
    const middle = start + splitOf(end - start);
    if (from <= middle) {
      beside.push({ start: middle, end });
      end = middle;
    } else {
      beside.push({ start, end: middle });
      start = middle;
    }
  }
  if (start > 0) beside.push({ start, end }); // else it is the whole old log, whose root the verifier has
  return beside.reverse();
}

/** The complete subtrees that a range consists of, left to right: the largest first, no two of one height. */
export function nodesOf({ start, end }: Range): readonly Node[] {
  const nodes: Node[] = [];
  for (let at = start; at < end; ) {
    let [height, leaves] = [0, 1];
    while (leaves * 2 <= end - at) {
      leaves *= 2;
      height++;
    }
    nodes.push({ height, index: at / leaves });
    at += leaves;
  }
  return nodes;
}
