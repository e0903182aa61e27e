/**
 * Whether leaves `start` .. `end`-1 are a subtree: `start` is a multiple of the smallest power of two that is not less than
 * their number (draft-ietf-plants-merkle-tree-certs, "Definition of a Subtree").
 */
export function isSubtree(start: number, end: number): boolean {
  if (start >= end) return false;
  let power = 1;
  while (power < end - start) power *= 2;
  return start % power === 0;
}
