import type { Phone } from '../../phone.ts';

/** A place on the screen, pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Android's touch slop, dp: a finger that moves less has tapped (ViewConfiguration.TOUCH_SLOP). */
const touchSlopDp = 8;

/** A finger down at `from`, up at `to`, pixels: a tap, or a scroll of whatever lies under `from`. */
export function strokeFinger(phone: Phone, from: Point, to: Point): void {
  const slop = touchSlopDp * phone.screen.scale;
  if (Math.hypot(to.x - from.x, to.y - from.y) <= slop) {
    phone.tapAt(from.x, from.y);
    return;
  }
  const dy = from.y - to.y;
  if (dy !== 0) phone.scroll(dy, from);
}
