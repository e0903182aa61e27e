import type { Phone } from '../../phone.ts';
import type { Device } from './device.ts';
import type { Element } from './element.ts';
import { WdaError } from './error.ts';
import { resolve } from './screen.ts';
import type { Session } from './session.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A finger that moves less than this, points, has tapped. */
const tapSlop = 10;
/** How near an edge, points, a finger must start for the system's own gestures. */
const edge = 20;
/** How far, points, those gestures go. */
const systemSwipe = 80;

/**
 * A finger goes from one point to another: scrolls what lies under it, goes back when it comes from the left edge, and
 * to the home screen when it comes up from the bottom.
 */
export function drag(phone: Phone, from: Point, to: Point): void {
  const [right, down] = [to.x - from.x, to.y - from.y];
  if (Math.hypot(right, down) < tapSlop) {
    phone.tapAt(from.x, from.y);
  } else if (Math.abs(down) >= Math.abs(right)) {
    if (from.y > phone.screen.height - edge && down < -systemSwipe) phone.home();
    else phone.scroll(-down, from);
  } else if (from.x < edge && right > systemSwipe) phone.back();
}

export const center = ({ node: { rect } }: Element): Point => ({
  x: rect.x + rect.width / 2,
  y: rect.y + rect.height / 2,
});

/** Taps an element, after scrolling it into sight. A disabled element takes the tap and does nothing. */
export function tap(device: Device, session: Session, element: Element): void {
  const visible = element.node.visible ? element : scrollToVisible(device, session, element);
  if (visible.node.enabled) device.phone.tap(visible.node.key);
}

/** More scrolling than the longest list needs. */
const mostScrolls = 50;

/**
 * Scrolls until an element is in sight.
 *
 * @returns the element where it is then
 * @throws WdaError when it cannot be brought into sight
 */
export function scrollToVisible(device: Device, session: Session, element: Element): Element {
  const uid = element.uid();
  session.elements.store(uid, { bundleId: device.phone.foreground(), key: element.node.key });
  let current = element;
  for (let scrolls = 0; scrolls < mostScrolls && !current.node.visible; scrolls++) {
    const list = scrollable(current);
    const target = list ?? { x: 0, y: 0, ...device.phone.screen };
    const middle = { x: target.x + target.width / 2, y: target.y + target.height / 2 };
    const far = center(current).y - middle.y;
    const step = Math.sign(far) * Math.min(Math.abs(far), Math.max(1, target.height * 0.8));
    const before = current.node.rect.y;
    device.phone.scroll(step, middle);
    current = resolve(device, session, uid);
    if (current.node.rect.y === before) break;
  }
  if (current.node.visible) return current;
  throw new WdaError(
    'unknown error',
    `Failed to scroll to visible (by AX action) ${current.type.slice('XCUIElementType'.length)}, {{${current.node.rect.x}, ${current.node.rect.y}}, {${current.node.rect.width}, ${current.node.rect.height}}}, identifier: '${current.node.identifier ?? ''}', label: '${current.node.label ?? ''}': it cannot be brought into sight`,
  );
}

function scrollable(element: Element): Element['node']['rect'] | undefined {
  for (let above = element.parent; above; above = above.parent) if (above.node.scrollable) return above.node.rect;
  return undefined;
}
