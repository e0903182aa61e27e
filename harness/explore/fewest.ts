/**
 * Leaves out as many of `items` as can be spared: half of them at a time, then ever fewer, from the end, until none can be
 * left out alone (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002). Order stays.
 * @param holds whether some of the items, in their order, still show what all of them show
 */
export async function fewest<T>(
  items: readonly T[],
  holds: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = items;
  for (let size = half(kept); ; ) {
    const before = kept.length;
    for (let end = before; end > 0; end -= size) {
      const without = [...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)];
      if (await holds(without)) kept = without;
    }
    const spared = before > kept.length;
    if (kept.length === 0 || (size === 1 && !spared)) return kept;
    size = Math.min(half(kept), spared ? size : Math.ceil(size / 2));
  }
}

const half = (items: readonly unknown[]): number => Math.ceil(items.length / 2);
