import type { AxNode } from '../accessibility/node.ts';
import { invalidSelector } from '../uiautomator2/error.ts';
import { findBySelector, hasClass, hasDescription } from './by-selector.ts';
import { findById } from './id.ts';
import { type Locator, type LocatorSettings, type Scope, type Strategy, strategies } from './locator.ts';
import { constructs, statements } from './ui-selector/expression.ts';
import { runScrollable } from './ui-selector/parse-scrollable.ts';
import { parseSelector } from './ui-selector/parse-selector.ts';
import type { ScreenUnderTest } from './ui-selector/scrollable.ts';
import { findMany, findOne } from './ui-selector/search.ts';
import type { UiSelector } from './ui-selector/selector.ts';
import { findByXPath } from './xpath.ts';

/** A node that a locator found. `selector` when it came from UiSelector: such an element is found anew at each use. */
export interface Match {
  readonly node: AxNode;
  readonly selector?: UiSelector;
}

/** A locator of the driver's. Throws `invalid selector` for a strategy that the server does not know. */
export function locatorOf(strategy: string, selector: string): Locator {
  const known = strategies.find((name): name is Strategy => name === strategy);
  if (known) return { strategy: known, selector };
  throw invalidSelector(
    `Selector strategy '${strategy.slice(0, 200)}' is not supported. Only the following selector strategies are supported: [${strategies.join(', ')}]`,
  );
}

const selectorOf = (statement: string, device: ScreenUnderTest): UiSelector =>
  constructs(statement, 'UiScrollable') ? runScrollable(statement, device) : parseSelector(statement);

/** The scope as it is now: a selector that scrolled may have moved the context. */
function scopeNow({ screen }: ScreenUnderTest, context: AxNode | undefined): Scope {
  const tree = screen.read();
  return context ? { tree, context: tree.byKey.get(context.ui.key) ?? context } : { tree };
}

function byUiAutomator(
  text: string,
  device: ScreenUnderTest,
  context: AxNode | undefined,
  many: boolean,
): readonly Match[] {
  const selectors = statements(text).map((statement) => selectorOf(statement, device));
  const scope = scopeNow(device, context);
  if (many) return findMany(scope, selectors);
  const [selector] = selectors;
  const node = selector && findOne(scope, selector);
  return node && selector ? [{ node, selector }] : [];
}

/**
 * What a locator finds on the screen, or below `context`; for one element only the first counts. UiScrollable scrolls on
 * the way. Throws AutomationError for a locator that cannot be read.
 */
export function findElements(
  { strategy, selector }: Locator,
  device: ScreenUnderTest,
  settings: LocatorSettings,
  context: AxNode | undefined,
  many: boolean,
): readonly Match[] {
  if (strategy === '-android uiautomator') return byUiAutomator(selector, device, context, many);
  const scope = scopeNow(device, context);
  const root = scope.context ?? scope.tree.root;
  const nodes = ((): readonly AxNode[] => {
    switch (strategy) {
      case 'id':
        return findById(root, selector, settings);
      case 'accessibility id':
        return findBySelector(root, hasDescription(selector));
      case 'class name':
        return findBySelector(root, hasClass(selector));
      case 'xpath':
        return findByXPath(scope, selector, settings);
    }
  })();
  return nodes.map((node) => ({ node }));
}
