import { findElements } from '../../locators/find.ts';
import { attribute, descendants, type Element } from '../element.ts';
import { WdaError } from '../error.ts';
import { center, drag, type Point, scrollToVisible, tap } from '../gesture.ts';
import { flagOf, numberOf, textOf } from '../json.ts';
import { type Call, type Handler, post, type Route, sessionOf } from '../route.ts';
import { activeApplication } from '../screen.ts';
import { elementOf } from './element.ts';

/** The element that the path names, or the application. */
function target(call: Call): Element {
  if (call.parameters['uuid'] !== undefined) return elementOf(call);
  return activeApplication(call.device, call.session).root;
}

/** Arguments are relative to the target's top left corner. */
function pointIn({ node: { rect } }: Element, x: number, y: number): Point {
  return { x: rect.x + x, y: rect.y + y };
}

/** The point of `x` and `y`, or undefined when the target itself is meant. */
function point(call: Call, element: Element): Point | undefined {
  const [x, y] = [numberOf(call.arguments['x']), numberOf(call.arguments['y'])];
  if (x === undefined && y === undefined) return undefined;
  if (x === undefined || y === undefined) {
    throw new WdaError('invalid argument', 'Both x and y coordinates must be provided');
  }
  return pointIn(element, x, y);
}

function tapTimes(call: Call, times: number): null {
  const element = target(call);
  const at = point(call, element);
  for (let n = 0; n < times; n++) {
    if (at) call.device.phone.tapAt(at.x, at.y);
    else tap(call.device, sessionOf(call), element);
  }
  return null;
}

function touchAndHold(call: Call): null {
  if ((numberOf(call.arguments['duration']) ?? 0) < 0) throw new WdaError('invalid argument', 'Negative duration');
  const element = target(call);
  const at = point(call, element);
  const shown = at || element.node.visible ? element : scrollToVisible(call.device, sessionOf(call), element);
  const { x, y } = at ?? center(shown);
  call.device.phone.longPressAt(x, y);
  return null;
}

function several(call: Call): null {
  const [taps, touches] = [numberOf(call.arguments['numberOfTaps']), numberOf(call.arguments['numberOfTouches'])];
  if (taps === undefined || touches === undefined) {
    throw new WdaError('invalid argument', "Both 'numberOfTaps' and 'numberOfTouches' arguments must be provided");
  }
  if (touches !== 1) throw unsupported('taps with more than one finger');
  return tapTimes(call, Math.max(0, Math.min(10, Math.floor(taps))));
}

function dragged(call: Call): null {
  const element = target(call);
  const [fromX, fromY, toX, toY] = ['fromX', 'fromY', 'toX', 'toY'].map((name) => numberOf(call.arguments[name]) ?? 0);
  drag(call.device.phone, pointIn(element, fromX ?? 0, fromY ?? 0), pointIn(element, toX ?? 0, toY ?? 0));
  return null;
}

/** The share of an element's height that a swipe goes over. */
const swipeShare = 0.6;

function swipe(call: Call): null {
  const direction = textOf(call.arguments['direction'])?.toLowerCase();
  if (direction === undefined) throw new WdaError('invalid argument', "Missing 'direction' parameter");
  const { x, y } = center(target(call));
  const { rect } = target(call).node;
  const [across, along] = [(rect.width * swipeShare) / 2, (rect.height * swipeShare) / 2];
  const by: Readonly<Record<string, Point>> = {
    up: { x: 0, y: -along },
    down: { x: 0, y: along },
    left: { x: -across, y: 0 },
    right: { x: across, y: 0 },
  };
  const half = Object.hasOwn(by, direction) ? by[direction] : undefined;
  if (!half) {
    throw new WdaError(
      'invalid argument',
      `Unsupported swipe direction '${direction}'. Only the following directions are supported: (up, down, left, right)`,
    );
  }
  drag(call.device.phone, { x: x - half.x, y: y - half.y }, { x: x + half.x, y: y + half.y });
  return null;
}

/** `POST /wda/scroll`: to a named element, to one that a predicate finds, or a share of the target's height. */
function scroll(call: Call): null {
  const element = target(call);
  const { name, direction, predicateString, toVisible } = call.arguments;
  if (typeof name === 'string') {
    const named = [...descendants(element)].filter((inner) => attribute(inner, 'name') === name);
    return visible(call, named, `'${name}' identifier didn't match any elements`);
  }
  if (typeof direction === 'string') {
    const distance = numberOf(call.arguments['distance']) ?? 1;
    const sign = direction === 'up' ? -1 : direction === 'down' ? 1 : 0;
    if (sign !== 0) call.device.phone.scroll(sign * distance * element.node.rect.height, center(element));
    return null;
  }
  if (typeof predicateString === 'string') {
    const found = findElements(element, 'predicate string', predicateString);
    return visible(call, found, `'${predicateString}' predicate didn't match any elements`);
  }
  if (flagOf(toVisible) !== undefined) return visible(call, [element], '');
  throw new WdaError('invalid argument', 'Unsupported scroll type');
}

function visible(call: Call, found: readonly Element[], otherwise: string): null {
  const last = found.at(-1);
  if (!last) throw new WdaError('no such element', otherwise);
  scrollToVisible(call.device, sessionOf(call), last);
  return null;
}

export const unsupported = (what: string): WdaError =>
  new WdaError('unsupported operation', `A simulated iPhone does not support ${what}`);

const refuse =
  (what: string): Handler =>
  () => {
    throw unsupported(what);
  };

/** A gesture on the screen, and the same on an element. */
const both = (name: string, handle: Handler): Route[] => [
  post(`/wda/${name}`, handle),
  post(`/wda/element/:uuid/${name}`, handle),
];

export const gestureRoutes: readonly Route[] = [
  ...both('tap', (call) => tapTimes(call, 1)),
  ...both('doubleTap', (call) => tapTimes(call, 2)),
  ...both('tapWithNumberOfTaps', several),
  ...both('dragfromtoforduration', dragged),
  ...both('pressAndDragWithVelocity', dragged),
  ...both('swipe', swipe),
  ...both('scroll', scroll),
  post('/wda/element/:uuid/scrollTo', (call) => visible(call, [elementOf(call)], '')),
  ...both('pinch', refuse('pinching')),
  ...both('rotate', refuse('rotating with two fingers')),
  ...both('twoFingerTap', refuse('taps with two fingers')),
  ...both('touchAndHold', touchAndHold),
  ...both('forceTouch', refuse('pressure')),
];
