import { type AxNode, isVisible, visibleChildren } from '../accessibility/node.ts';

/**
 * What UiAutomator's ByMatcher finds below `root` (itself included): children before their parent, nothing that cannot
 * be seen.
 */
export function findBySelector(root: AxNode, fits: (node: AxNode) => boolean): readonly AxNode[] {
  const found: AxNode[] = [];
  function visit(node: AxNode): void {
    for (const child of visibleChildren(node)) visit(child);
    if (fits(node)) found.push(node);
  }
  if (isVisible(root)) visit(root);
  return found;
}

/** `By.desc`: a node without a description counts as having an empty one. */
export const hasDescription = (text: string) => (node: AxNode) => (node.ui.label ?? '') === text;

/** `By.clazz`: a name that starts with a period is meant in android.widget. */
export function hasClass(name: string): (node: AxNode) => boolean {
  const full = name.startsWith('.') ? `android.widget${name}` : name;
  return ({ ui }) => ui.type === full;
}

/** `By.res`. */
export const hasResource = (id: string) => (node: AxNode) => (node.ui.identifier ?? '') === id;
