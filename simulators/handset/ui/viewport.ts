import type { Rect, UiNode } from './node.ts';

/**
 * The elements of a list as its viewport shows them. What is partly in sight keeps only that part as its rectangle,
 * and says where all of it is painted. What is out of sight is left out of the tree (`drop`, as Android does) or stays
 * in it unseen (`hide`, as iOS does).
 */
export function inView(nodes: readonly UiNode[], viewport: Rect, outOfSight: 'drop' | 'hide'): readonly UiNode[] {
  const shown: UiNode[] = [];
  for (const node of nodes) {
    const seen = intersection(node.rect, viewport);
    if (seen !== undefined && sameRect(seen, node.rect)) shown.push(node);
    else if (seen !== undefined) shown.push(cut(node, seen, viewport, outOfSight));
    else if (outOfSight === 'hide') shown.push(hidden(node));
  }
  return shown;
}

function cut(node: UiNode, seen: Rect, viewport: Rect, outOfSight: 'drop' | 'hide'): UiNode {
  return {
    ...node,
    rect: seen,
    ...(node.paint === undefined ? {} : { paint: { ...node.paint, box: node.rect } }),
    children: inView(node.children, viewport, outOfSight),
  };
}

function hidden(node: UiNode): UiNode {
  return { ...node, visible: false, children: node.children.map(hidden) };
}

/** The part that two rectangles share; undefined when they share none. */
export function intersection(a: Rect, b: Rect): Rect | undefined {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

function sameRect(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
