import { type AxNode, elementId, isVisible } from '../../accessibility/node.ts';
import { AutomationError } from '../../uiautomator2/error.ts';
import { bounded } from '../bounded.ts';
import type { Scope } from '../locator.ts';
import { classRegex, type UiSelector, withIndex, withInstance } from './selector.ts';

/** Nodes one search looks at before it is given up: `fromParent` inside `fromParent` revisits its siblings. */
const maxVisits = 200_000;
/** Elements a search for many gives. */
const maxMatches = 2000;

/** Where a search starts: the screen, or what is below an element. */
function start({ tree, context }: Scope): { readonly node: AxNode; readonly itself: boolean } {
  return context ? { node: context, itself: false } : { node: tree.root, itself: true };
}

/**
 * UiAutomator's search for one node (QueryController): depth first; a match hands the rest of the selector to what is
 * below it, or around it; where that finds nothing the search goes on beside it, not below it again.
 */
function search(scope: Scope, selector: UiSelector): AxNode | undefined {
  const passedOver = new Map<UiSelector, number>();
  let visits = 0;

  function fits(wanted: UiSelector, node: AxNode, index: number): boolean {
    for (const criterion of wanted.criteria.values()) if (!criterion(node, index)) return false;
    const passed = passedOver.get(wanted) ?? 0;
    if (passed >= (wanted.instance ?? 0)) return true;
    passedOver.set(wanted, passed + 1);
    return false;
  }

  function below(wanted: UiSelector, node: AxNode): AxNode | undefined {
    for (const child of node.children) {
      if (!isVisible(child)) continue;
      const found = visit(wanted, child, child.index);
      if (found) return found;
    }
    return undefined;
  }

  function visit(wanted: UiSelector, node: AxNode, index: number): AxNode | undefined {
    if (++visits > maxVisits) {
      throw new AutomationError('unknown error', `The search for ${selector.description} was given up`);
    }
    if (!fits(wanted, node, index)) return below(wanted, node);
    if (!wanted.next) return node;
    const from = wanted.next.from === 'match' ? node : node.parent;
    return from && below(wanted.next.selector, from);
  }

  const { node, itself } = start(scope);
  return itself ? visit(selector, node, 0) : below(selector, node);
}

/** The first match, or undefined. */
export const findOne = (scope: Scope, selector: UiSelector): AxNode | undefined =>
  bounded(() => search(scope, selector));

/** One of many matches: the node, and the selector that finds just it. */
export interface SelectorMatch {
  readonly node: AxNode;
  readonly selector: UiSelector;
}

/**
 * All matches, as the server collects them: by counting `instance` up until nothing is found. With an instance of its own
 * the selector has one match; with classNameMatches it counts `index` instead, so that such a search (also what the driver
 * makes of a css tag) stops at the first index that no match has. A childSelector gives one child a match.
 */
export function findMany(scope: Scope, selectors: readonly UiSelector[]): readonly SelectorMatch[] {
  return bounded(() => {
    const found = new Map<string, SelectorMatch>();
    for (const selector of selectors) {
      const counting = selector.criteria.has(classRegex) && !scope.context ? withIndex : withInstance;
      for (let count = 0; count < maxMatches; count++) {
        const counted = selector.instance === undefined ? counting(selector, count) : selector;
        const node = search(scope, counted);
        if (node && !found.has(elementId(node))) found.set(elementId(node), { node, selector: counted });
        if (!node || selector.instance !== undefined) break;
      }
    }
    return [...found.values()];
  });
}
