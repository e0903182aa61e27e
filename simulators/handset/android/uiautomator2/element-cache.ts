import { type AxNode, elementId } from '../accessibility/node.ts';
import type { Match } from '../locators/find.ts';
import type { Locator } from '../locators/locator.ts';
import type { ScreenUnderTest } from '../locators/ui-selector/scrollable.ts';
import { findOne } from '../locators/ui-selector/search.ts';
import type { UiSelector } from '../locators/ui-selector/selector.ts';
import { noSuchElement, staleElement } from './error.ts';

/** How an element was come by, for finding it again. */
export interface Origin {
  readonly locator?: Locator;
  readonly contextId?: string;
  /** Found as one, not as one of many: those cannot be found again. */
  readonly single: boolean;
}

interface CachedElement extends Origin {
  readonly key: string;
  readonly viewId: number;
  /** Elements from UiSelector hold no node: each use searches, and may well find another one than before. */
  readonly selector?: UiSelector;
}

/** An element looked up. */
export interface CurrentElement {
  readonly node: AxNode;
  /** Found by UiSelector. */
  readonly bySelector: boolean;
}

/** The elements that a session knows by id: the server's ElementsCache. */
export interface ElementCache {
  add(match: Match, origin: Origin): string;
  /** The element as it is on the screen now. Throws `no such element` or `stale element reference`. */
  get(id: string): CurrentElement;
}

const maxElements = 500;

/** `findAgain` looks up a locator, below the context when there is one. */
export function elementCache(
  device: ScreenUnderTest,
  findAgain: (locator: Locator, context: AxNode | undefined) => Match | undefined,
): ElementCache {
  const elements = new Map<string, CachedElement>();

  function put(id: string, element: CachedElement): void {
    elements.delete(id);
    elements.set(id, element);
    const [oldest] = elements.keys();
    if (elements.size > maxElements && oldest !== undefined) elements.delete(oldest);
  }

  function contextOf({ contextId }: Origin, id: string): AxNode | undefined {
    return contextId === undefined || contextId === id ? undefined : get(contextId).node;
  }

  function present(element: CachedElement, id: string): AxNode | undefined {
    const tree = device.screen.read();
    if (element.selector) {
      const context = contextOf(element, id);
      return findOne(context ? { tree, context } : { tree }, element.selector);
    }
    const node = tree.byKey.get(element.key);
    return node?.viewId === element.viewId ? node : undefined;
  }

  function restore(element: CachedElement, id: string): AxNode {
    const { locator, single } = element;
    if (!locator) throw staleElement(`The element '${id}' does not exist in DOM anymore`);
    const by = `By.${locator.strategy}: ${locator.selector}`;
    if (!single) throw staleElement(`Cached elements '${by}' do not exist in DOM anymore`);
    const match = findAgain(locator, contextOf(element, id));
    if (!match) throw staleElement(`The element '${by}' does not exist in DOM anymore`);
    if (elementId(match.node) !== id) {
      throw staleElement(`The element '${by}' is not linked to the same object in DOM anymore`);
    }
    return match.node;
  }

  function get(id: string): CurrentElement {
    const element = elements.get(id);
    if (!element) {
      throw noSuchElement(
        `The element identified by '${id.slice(0, 100)}' is not present in the cache or has expired. Try to find it again`,
      );
    }
    put(id, element);
    return { node: present(element, id) ?? restore(element, id), bySelector: element.selector !== undefined };
  }

  return {
    add({ node, selector }, origin) {
      const id = elementId(node);
      put(id, { ...origin, key: node.ui.key, viewId: node.viewId, ...(selector ? { selector } : {}) });
      return id;
    },
    get,
  };
}
