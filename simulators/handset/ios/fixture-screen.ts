import type { UiNode } from '../ui/node.ts';
import { type Element, elementTree } from './wda/element.ts';

/** A node of a hand-made screen: everything but what a test says is ordinary. */
export function uiNode(type: string, key: string, fields: Partial<UiNode> = {}, ...children: UiNode[]): UiNode {
  return {
    key,
    type: `XCUIElementType${type}`,
    rect: { x: 0, y: 0, width: 100, height: 50 },
    enabled: true,
    visible: true,
    focused: false,
    selected: false,
    editable: false,
    scrollable: false,
    ...fields,
    children,
  };
}

/** Its elements, each with its key for a reference. */
export const screenOf = (root: UiNode): Element => elementTree(root, 50, ({ key }) => key);

export const keysOf = (elements: readonly Element[]): string[] => elements.map(({ node }) => node.key);
