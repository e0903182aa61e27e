import type { UiNode } from './node.ts';

/** The nodes from the root to the one with a key; empty when there is none. */
export function pathTo(root: UiNode, key: string): readonly UiNode[] {
  if (root.key === key) return [root];
  for (const child of root.children) {
    const path = pathTo(child, key);
    if (path.length > 0) return [root, ...path];
  }
  return [];
}

/** The nodes from the root to the topmost one in sight at a point; empty when the point is off the screen. */
export function pathAt(root: UiNode, x: number, y: number): readonly UiNode[] {
  const { rect } = root;
  const inside = x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
  if (!root.visible || !inside) return [];
  for (const child of root.children.toReversed()) {
    const path = pathAt(child, x, y);
    if (path.length > 0) return [root, ...path];
  }
  return [root];
}
