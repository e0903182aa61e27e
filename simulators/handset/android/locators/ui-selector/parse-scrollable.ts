import { textOf } from '../../accessibility/attributes.ts';
import { invalidSelector } from '../../uiautomator2/error.ts';
import {
  booleanArgument,
  doubleArgument,
  intArgument,
  type MethodCall,
  noSuchMethod,
  parseExpression,
  stringArgument,
} from './expression.ts';
import { parseSelector } from './parse-selector.ts';
import { type ScreenUnderTest, type Scrollable, type SwipeDirection, scrollable } from './scrollable.ts';
import { findOne } from './search.ts';
import {
  childOf,
  type UiSelector,
  withDescription,
  withDescriptionContaining,
  withInstance,
  withText,
} from './selector.ts';

/** What a call gives that matters: the scrollable itself, an object, or something that is no object. */
type CallResult = { readonly object: UiSelector } | 'self' | 'nothing';

const swipes: Readonly<Record<string, SwipeDirection>> = {
  scrollForward: 'forward',
  flingForward: 'forward',
  scrollBackward: 'backward',
  flingBackward: 'backward',
};
const swipesToEnd: Readonly<Record<string, SwipeDirection>> = {
  scrollToEnd: 'forward',
  flingToEnd: 'forward',
  scrollToBeginning: 'backward',
  flingToBeginning: 'backward',
};

/** The calls of a UiScrollable expression, carried out one after the other while it is read. */
function runCalls(expression: string, device: ScreenUnderTest, container: UiSelector, methods: readonly MethodCall[]) {
  const target: Scrollable = scrollable(device, container);
  let sought: UiSelector | undefined;
  let lastObject: UiSelector | undefined;

  function intoView(selector: UiSelector): CallResult {
    sought = selector;
    // what is on the screen already needs no container: the server skips the call then
    if (findOne({ tree: device.screen.read() }, selector)) return { object: selector };
    target.scrollIntoView(selector);
    return 'nothing';
  }

  function childBy(
    call: MethodCall,
    find: (pattern: UiSelector, text: string, search: boolean) => UiSelector,
  ): CallResult {
    const [pattern = '', text = '', search = 'true'] = call.args;
    if (call.args.length < 2 || call.args.length > 3) throw noSuchMethod(expression, 'UiScrollable', call);
    const found = find(parseSelector(pattern), stringArgument(expression, text), booleanArgument(expression, search));
    return { object: found };
  }

  function run(call: MethodCall): CallResult {
    const { name, args } = call;
    const [first, second] = args;
    const swipe = swipes[name];
    if (swipe && args.length <= 1) {
      if (first !== undefined) intArgument(expression, first);
      target.swipe(swipe);
      return 'nothing';
    }
    const toEnd = swipesToEnd[name];
    if (toEnd && first !== undefined && args.length <= 2) {
      if (second !== undefined) intArgument(expression, second);
      target.swipeUpTo(toEnd, intArgument(expression, first));
      return 'nothing';
    }
    if (name === 'setAsVerticalList' && args.length === 0) return 'self';
    if (name === 'setAsHorizontalList' && args.length === 0) {
      throw invalidSelector(`${expression}: horizontal lists are not part of this simulated phone`);
    }
    if (name === 'getChildByText') {
      return childBy(call, (pattern, text, search) => {
        if (search) target.scrollIntoView(withText(text));
        return target.child(pattern, (node) => textOf(node) === text);
      });
    }
    if (name === 'getChildByDescription') {
      return childBy(call, (pattern, text, search) => {
        if (search) target.scrollIntoView(withDescriptionContaining(text));
        return target.child(pattern, ({ ui }) => ui.label === text);
      });
    }
    if (name === 'getChildByInstance' && first !== undefined && second !== undefined) {
      return { object: childOf(container, withInstance(parseSelector(first), intArgument(expression, second))) };
    }
    if (first === undefined || args.length !== 1) throw noSuchMethod(expression, 'UiScrollable', call);
    switch (name) {
      case 'scrollIntoView':
        return intoView(parseSelector(first));
      case 'scrollTextIntoView':
        return intoView(withText(stringArgument(expression, first)));
      case 'scrollDescriptionIntoView':
        return intoView(withDescription(stringArgument(expression, first)));
      case 'setMaxSearchSwipes':
        target.maxSwipes = intArgument(expression, first);
        return 'self';
      case 'setSwipeDeadZonePercentage':
        target.deadZone = Math.min(0.5, Math.max(0, doubleArgument(expression, first)));
        return 'self';
      default:
        throw noSuchMethod(expression, 'UiScrollable', call);
    }
  }

  for (const call of methods) {
    const result = run(call);
    if (result === 'self') lastObject = container;
    else if (result !== 'nothing') lastObject = result.object;
  }
  // as in the server (UiScrollableParser): the last call that gave an object decides, and a setter gives the container;
  // so `setMaxSearchSwipes(5).scrollIntoView(x)` finds the container when x had to be scrolled to
  return lastObject ?? sought ?? container;
}

/**
 * Reads and carries out `new UiScrollable(new UiSelector().scrollable(true)).scrollIntoView(..)`; gives the selector of
 * what it stands for. Horizontal lists and unknown methods end in `invalid selector`.
 */
export function runScrollable(expression: string, device: ScreenUnderTest): UiSelector {
  const { constructorArgs, methods } = parseExpression(expression, 'UiScrollable');
  const [container] = constructorArgs;
  if (container === undefined || constructorArgs.length !== 1) {
    throw noSuchMethod(expression, 'UiScrollable', { name: 'UiScrollable', args: constructorArgs });
  }
  return runCalls(expression, device, parseSelector(container), methods);
}
