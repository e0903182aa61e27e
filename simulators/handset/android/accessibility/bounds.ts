import type { Rect } from '../../ui/node.ts';

/** A rectangle as Android keeps it: whole pixels, right and bottom not included. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A rectangle rounded to whole pixels. */
export function boundsOf({ x, y, width, height }: Rect): Bounds {
  return {
    left: Math.round(x),
    top: Math.round(y),
    right: Math.round(x + width),
    bottom: Math.round(y + height),
  };
}

/** android.graphics.Rect.intersect: rectangles that do not meet leave the first one as it is. */
export function intersect(a: Bounds, b: Bounds): Bounds {
  if (a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom) return a;
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
}

/** Position and size of bounds. */
export const toRect = ({ left, top, right, bottom }: Bounds): Rect => ({
  x: left,
  y: top,
  width: right - left,
  height: bottom - top,
});

/** `[0,63][1080,210]`. */
export const toShortString = ({ left, top, right, bottom }: Bounds): string => `[${left},${top}][${right},${bottom}]`;

/** The middle, rounded down as centerX() and centerY() do. */
export const centerOf = ({ left, top, right, bottom }: Bounds): { readonly x: number; readonly y: number } => ({
  x: Math.floor((left + right) / 2),
  y: Math.floor((top + bottom) / 2),
});
