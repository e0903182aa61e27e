import type { Phone } from '../../../phone.ts';
import { centerOf } from '../../accessibility/bounds.ts';
import type { AxNode } from '../../accessibility/node.ts';
import type { ScreenReader } from '../../accessibility/reader.ts';
import { strokeFinger } from '../../device/touch.ts';
import { noSuchElement } from '../../uiautomator2/error.ts';
import { findMany, findOne } from './search.ts';
import { childOf, type UiSelector } from './selector.ts';

/** The phone and what can be seen on it. */
export interface ScreenUnderTest {
  readonly phone: Phone;
  readonly screen: ScreenReader;
}

/** Towards the end of a list, or its beginning. */
export type SwipeDirection = 'forward' | 'backward';

/** androidx.test.uiautomator.UiScrollable on one container; vertical lists only. */
export interface Scrollable {
  maxSwipes: number;
  /** The share of the container at either end that a swipe leaves out, 0 .. 0.5. */
  deadZone: number;
  /** One swipe; false when nothing moved. Throws `no such element` without a container. */
  swipe(direction: SwipeDirection): boolean;
  /** Swipes until nothing moves, at most `times`; whether it still moved at the last. */
  swipeUpTo(direction: SwipeDirection, times: number): boolean;
  /** Looks from the beginning to the end until `selector` is found inside the container. */
  scrollIntoView(selector: UiSelector): boolean;
  /** The first child fitting `pattern` that is, or holds, a node that `fits`. */
  child(pattern: UiSelector, fits: (node: AxNode) => boolean): UiSelector;
}

/** Swipes that a script may ask for at most. */
const mostSwipes = 200;

/** Where everything is: two equal answers mean that nothing moved. */
export const positions = (screen: ScreenReader): string =>
  [...screen.read().byKey].map(([key, { ui }]) => `${key}@${ui.rect.x},${ui.rect.y},${ui.visible}`).join('\n');

/** A UiScrollable on the container that a selector finds. */
export function scrollable({ phone, screen }: ScreenUnderTest, container: UiSelector): Scrollable {
  function containerNode(): AxNode {
    const found = findOne({ tree: screen.read() }, container);
    if (!found) throw noSuchElement(container.description);
    return found;
  }
  const inside = (selector: UiSelector): boolean =>
    findOne({ tree: screen.read() }, childOf(container, selector)) !== undefined;

  const made: Scrollable = {
    maxSwipes: 30,
    deadZone: 0.1,
    swipe(direction) {
      const { bounds } = containerNode();
      const margin = Math.floor((bounds.bottom - bounds.top) * made.deadZone);
      const { x } = centerOf(bounds);
      const low = { x, y: bounds.bottom - margin };
      const high = { x, y: bounds.top + margin };
      const before = positions(screen);
      if (direction === 'forward') strokeFinger(phone, low, high);
      else strokeFinger(phone, high, low);
      return positions(screen) !== before;
    },
    swipeUpTo(direction, times) {
      for (let swipes = 0; swipes < Math.min(times, mostSwipes); swipes++) if (!made.swipe(direction)) return false;
      return true;
    },
    scrollIntoView(selector) {
      if (inside(selector)) return true;
      made.swipeUpTo('backward', made.maxSwipes);
      if (inside(selector)) return true;
      for (let swipes = 0; swipes < Math.min(made.maxSwipes, mostSwipes); swipes++) {
        if (!made.swipe('forward')) return false;
        if (inside(selector)) return true;
      }
      return false;
    },
    child(pattern, fits) {
      const holds = (node: AxNode): boolean => fits(node) || node.children.some(holds);
      const scope = { tree: screen.read(), context: containerNode() };
      const match = findMany(scope, [pattern]).find(({ node }) => holds(node));
      if (!match) throw noSuchElement(`${container.description} has no child ${pattern.description}`);
      return childOf(container, match.selector);
    },
  };
  return made;
}
