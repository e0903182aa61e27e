import type { Rect } from '../../ui/node.ts';
import { centerOf, toRect } from '../accessibility/bounds.ts';
import type { AxNode } from '../accessibility/node.ts';
import { type Point, strokeFinger } from '../device/touch.ts';
import { positions } from '../locators/ui-selector/scrollable.ts';
import {
  type Body,
  elementReference,
  optionalNumber,
  optionalObject,
  optionalString,
  requiredNumber,
  requiredString,
} from './body.ts';
import { invalidArgument } from './error.ts';
import { post, type Route, type RouteCall } from './route.ts';

/** Where a click gesture lands: an element's middle, a point in it, or a point on the screen. */
function clickPoint({ body, session }: RouteCall): Point {
  const origin = elementReference(optionalObject(body, 'origin'));
  const locator = optionalObject(body, 'locator');
  const given = optionalObject(body, 'offset');
  const offset = given && { x: Math.trunc(requiredNumber(given, 'x')), y: Math.trunc(requiredNumber(given, 'y')) };
  let node: AxNode | undefined;
  if (origin !== undefined) node = session.elements.get(origin).node;
  else if (locator) {
    const strategy = requiredString(locator, 'strategy');
    node = session.locate(strategy, requiredString(locator, 'selector'), optionalString(locator, 'context'));
  }
  if (node) return offset ? { x: node.bounds.left + offset.x, y: node.bounds.top + offset.y } : centerOf(node.bounds);
  if (!offset) throw invalidArgument('Click offset coordinates must be provided if element is not set');
  return offset;
}

/** How much of an element's rectangle UiAutomator's gestures leave out at each side. */
const gestureMargin = 0.1;

/** The area a swipe runs over: an element without its margins, or what the body says. */
function gestureArea({ body, session }: RouteCall): Rect {
  const origin = elementReference(optionalObject(body, 'origin'));
  if (origin !== undefined) {
    const { x, y, width, height } = toRect(session.elements.get(origin).node.bounds);
    const [dx, dy] = [Math.trunc(width * gestureMargin), Math.trunc(height * gestureMargin)];
    return { x: x + dx, y: y + dy, width: width - 2 * dx, height: height - 2 * dy };
  }
  const area = optionalObject(body, 'area');
  if (!area) throw invalidArgument('The area coordinates must be provided if element is not set');
  const rect = {
    x: Math.trunc(requiredNumber(area, 'left')),
    y: Math.trunc(requiredNumber(area, 'top')),
    width: Math.trunc(requiredNumber(area, 'width')),
    height: Math.trunc(requiredNumber(area, 'height')),
  };
  if (rect.width < 0 || rect.height < 0) throw invalidArgument('Rectangle width and height must not be negative');
  return rect;
}

const directions = ['up', 'down', 'left', 'right'] as const;
type Direction = (typeof directions)[number];
const opposite: Readonly<Record<Direction, Direction>> = { up: 'down', down: 'up', left: 'right', right: 'left' };

function directionOf(body: Body): Direction {
  const wanted = requiredString(body, 'direction').toLowerCase();
  const found = directions.find((name) => name === wanted);
  if (!found) throw invalidArgument('The direction must be one of [LEFT, RIGHT, UP, DOWN]');
  return found;
}

function checkedSpeed(body: Body): void {
  if ((optionalNumber(body, 'speed') ?? 0) < 0) throw invalidArgument('Speed cannot be negative');
}

/** A finger over `percent` of an area, around its middle. */
function swipe(call: RouteCall, area: Rect, direction: Direction, percent: number): void {
  const middle = { x: Math.floor(area.x + area.width / 2), y: Math.floor(area.y + area.height / 2) };
  const half = ((direction === 'up' || direction === 'down' ? area.height : area.width) * percent) / 2;
  const step = direction === 'up' || direction === 'left' ? -half : half;
  const vertical = direction === 'up' || direction === 'down';
  const at = (offset: number): Point =>
    vertical ? { x: middle.x, y: middle.y + offset } : { x: middle.x + offset, y: middle.y };
  strokeFinger(call.device.phone, at(-step), at(step));
}

/** Swipes against `direction`; true when something moved, so that there may be more to see. */
function scroll(call: RouteCall, percent: number): boolean {
  const { body, screen } = call;
  const finger = opposite[directionOf(body)];
  const area = gestureArea(call);
  for (let rest = Math.min(percent, 100); rest > 0; rest -= 1) {
    const before = positions(screen);
    swipe(call, area, finger, Math.min(rest, 1));
    if (positions(screen) === before) return false;
  }
  return true;
}

function scrollGesture(call: RouteCall): boolean {
  const percent = requiredNumber(call.body, 'percent');
  if (percent < 0) throw invalidArgument('Percent must be greater than 0.0f');
  checkedSpeed(call.body);
  return scroll(call, percent);
}

function swipeGesture(call: RouteCall): null {
  const percent = requiredNumber(call.body, 'percent');
  if (percent < 0 || percent > 1) throw invalidArgument('Percent must be between 0.0f and 1.0f');
  checkedSpeed(call.body);
  swipe(call, gestureArea(call), directionOf(call.body), percent);
  return null;
}

function drag({ body, session, device }: RouteCall): null {
  const origin = elementReference(optionalObject(body, 'origin'));
  const end = optionalObject(body, 'end');
  const start = optionalObject(body, 'start');
  if (!end) throw invalidArgument("The mandatory field 'end' is not present in JSON");
  checkedSpeed(body);
  const point = (of: Body): Point => ({ x: requiredNumber(of, 'x'), y: requiredNumber(of, 'y') });
  const { bounds } = origin === undefined ? { bounds: undefined } : session.elements.get(origin).node;
  if (!bounds && !start) {
    throw invalidArgument('The starting point coordinates must be provided if element is not set');
  }
  const offset = start && point(start);
  const from = bounds
    ? offset
      ? { x: bounds.left + offset.x, y: bounds.top + offset.y }
      : centerOf(bounds)
    : (offset ?? { x: 0, y: 0 });
  strokeFinger(device.phone, from, point(end));
  return null;
}

function pinch({ body, device }: RouteCall): null {
  requiredNumber(body, 'percent');
  device.log('warn', 'a pinch does nothing on this simulated phone');
  return null;
}

function scrollTo({ body, session }: RouteCall): null {
  const params = optionalObject(body, 'params');
  if (!params) throw invalidArgument("The mandatory field 'params' is not present in JSON");
  const strategy = requiredString(params, 'strategy');
  const selector = requiredString(params, 'selector');
  const quoted = `"${selector.replace(/"/g, '\\"')}"`;
  const wanted: Readonly<Record<string, string>> = {
    'accessibility id': `new UiSelector().description(${quoted})`,
    'class name': `new UiSelector().className(${quoted})`,
    '-android uiautomator': selector,
  };
  const expression = wanted[strategy];
  if (expression === undefined) {
    throw invalidArgument(
      `Unsupported strategy: '${strategy}'. The only supported strategies are: [${Object.keys(wanted).join(', ')}].`,
    );
  }
  const swipes = optionalNumber(params, 'maxSwipes');
  const limit = swipes === undefined ? '' : `.setMaxSearchSwipes(${Math.trunc(swipes)})`;
  const container = 'new UiScrollable(new UiSelector().scrollable(true))';
  session.locate('-android uiautomator', `${container}${limit}.scrollIntoView(${expression})`, undefined);
  session.locate('-android uiautomator', expression, undefined);
  return null;
}

/** `mobile: ..Gesture` and `mobile: scroll`. Speeds are checked and mean nothing: a simulated screen has no inertia. */
export const gestureRoutes: readonly Route[] = [
  post('/appium/gestures/click', (call) => {
    const { x, y } = clickPoint(call);
    call.device.phone.tapAt(x, y);
    return null;
  }),
  post('/appium/gestures/long_click', (call) => {
    if ((optionalNumber(call.body, 'duration') ?? 0) < 0)
      throw invalidArgument('Long click duration cannot be negative');
    const { x, y } = clickPoint(call);
    call.device.phone.longPressAt(x, y);
    return null;
  }),
  post('/appium/gestures/double_click', (call) => {
    const { x, y } = clickPoint(call);
    call.device.phone.tapAt(x, y);
    call.device.phone.tapAt(x, y);
    return null;
  }),
  post('/appium/gestures/drag', drag),
  post('/appium/gestures/scroll', scrollGesture),
  post('/appium/gestures/swipe', swipeGesture),
  post('/appium/gestures/fling', (call) => {
    checkedSpeed(call.body);
    return scroll(call, 1);
  }),
  post('/appium/gestures/pinch_open', pinch),
  post('/appium/gestures/pinch_close', pinch),
  post('/gestures/scroll_to', scrollTo),
];
