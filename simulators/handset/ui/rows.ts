import type { Rect } from './node.ts';

/** Where the rows of a list lie, some of them above or below the viewport. */
export interface PlacedRows {
  readonly tops: readonly number[];
  readonly maxScroll: number;
  /** First and last row that are in sight at least in part; `last` is before `first` when none is. */
  readonly first: number;
  readonly last: number;
}

/**
 * Stacks rows in a viewport.
 * @param opensAt the end shown when `scroll` is 0: a list of conversations begins at its top, a transcript at its end.
 * @param short where rows go that do not fill the viewport.
 */
export function placeRows(
  heights: readonly number[],
  viewport: Rect,
  scroll: number,
  opensAt: 'top' | 'bottom',
  short: 'top' | 'bottom' = 'top',
): PlacedRows {
  const total = heights.reduce((sum, height) => sum + height, 0);
  const maxScroll = Math.max(0, total - viewport.height);
  const offset = Math.min(Math.max(scroll, 0), maxScroll);
  const bottomUp = viewport.y + viewport.height - total;
  let top = viewport.y;
  if (maxScroll > 0) top = opensAt === 'top' ? viewport.y - offset : bottomUp + offset;
  else if (short === 'bottom') top = bottomUp;
  const tops: number[] = [];
  let first = 0;
  let last = -1;
  for (const [index, height] of heights.entries()) {
    tops.push(top);
    if (top + height <= viewport.y) first = index + 1;
    if (top < viewport.y + viewport.height) last = index;
    top += height;
  }
  return { tops, maxScroll, first, last };
}
