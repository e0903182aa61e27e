import type { Phone } from '../phone.ts';
import { type Part, type UiNode, walk } from './node.ts';
import { nodeWith, shown } from './reading.ts';
import type { Step } from './routes.ts';

/**
 * The fingers and eyes of somebody at a phone. Everything throws an Error naming the phone and what is on its screen
 * when that does not have what is wanted.
 */
export interface Hands {
  readonly phone: Phone;
  lost(wanted: string): Error;
  find(part: Part): UiNode;
  tap(part: Part): void;
  /** Puts `text` in the place of whatever a field holds. */
  fill(part: Part, text: string): void;
  /** Goes one screen back, or home where there is none. */
  retreat(): void;
  /** Follows a way, taking it up wherever the screen happens to be on it, until `arrived`. */
  follow(route: readonly Step[], arrived: () => boolean): void;
  /** Scrolls a list by screenfuls until it stops; calls `each` before every step and at the end. */
  leaf(list: Part, direction: 1 | -1, each: () => void): void;
  /** Scrolls through a list from its top until something is in sight, and taps it. */
  reach(list: Part, wanted: string, is: (node: UiNode) => boolean): void;
}

/** More steps than any way through the screens takes. */
const patience = 24;

export function hands(phone: Phone): Hands {
  function lost(wanted: string): Error {
    const parts = new Set([...walk(phone.tree())].flatMap(({ part }) => part ?? []));
    return new Error(`${phone.name} (${phone.os}): no ${wanted} on the screen, which has ${[...parts].join(', ')}.`);
  }

  function find(part: Part): UiNode {
    const node = nodeWith(phone.tree(), part);
    if (node === undefined) throw lost(part);
    return node;
  }

  function tap(part: Part): void {
    if (!phone.tap(find(part).key)) throw lost(`${part} that can be tapped`);
  }

  function retreat(): void {
    const before = phone.revision();
    phone.back();
    if (phone.revision() === before) phone.home();
  }

  function take(tree: UiNode, { part, says }: Step): boolean {
    for (const node of walk(tree)) {
      if (node.part === part && [...walk(node)].some((inner) => inner.label === says || shown(inner) === says)) {
        return phone.tap(node.key);
      }
    }
    return false;
  }

  /** Scrolls a list by a screenful; false when it was at its end. */
  function page(list: Part, direction: 1 | -1): boolean {
    const { rect, scrollable } = find(list);
    const before = phone.revision();
    const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
    if (scrollable) phone.scroll(direction * Math.floor(rect.height * 0.8), middle);
    return phone.revision() !== before;
  }

  function leaf(list: Part, direction: 1 | -1, each: () => void): void {
    do each();
    while (page(list, direction));
  }

  return {
    phone,
    lost,
    find,
    tap,
    fill(part, text) {
      const field = find(part);
      if ((field.text ?? '') !== '') phone.clear(field.key);
      if (!phone.type(field.key, text)) throw lost(`${part} that can be typed into`);
    },
    retreat,
    follow(route, arrived) {
      for (let i = 0; i < patience; i++) {
        if (arrived()) return;
        const tree = phone.tree();
        if (!route.toReversed().some((step) => take(tree, step))) retreat();
      }
      throw lost(route.map(({ says }) => says).join(' › '));
    },
    leaf,
    reach(list, wanted, is) {
      leaf(list, -1, () => {});
      do {
        const target = [...walk(phone.tree())].find((node) => node.visible && is(node));
        if (target !== undefined && phone.tap(target.key)) return;
      } while (page(list, 1));
      throw lost(wanted);
    },
  };
}
