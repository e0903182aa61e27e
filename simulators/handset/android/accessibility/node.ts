import type { UiNode } from '../../ui/node.ts';
import type { Bounds } from './bounds.ts';

/** A node as Android's accessibility service reports it: what UiAutomator searches and the page source shows. */
export interface AxNode {
  readonly ui: UiNode;
  /** The app that draws it. */
  readonly packageId: string;
  /** The number that Android gives the view; a view that is gone and comes back gets another one. */
  readonly viewId: number;
  readonly windowId: number;
  /** The place among all children of its parent, the invisible ones counted. */
  readonly index: number;
  readonly parent: AxNode | undefined;
  /** All children; searches pass over those that are not visible. */
  readonly children: readonly AxNode[];
  /** What of it can be seen: cut by the screen and by scrolling containers. */
  readonly bounds: Bounds;
}

/** Whether a user can see the node. */
export const isVisible = ({ ui }: AxNode): boolean => ui.visible;

/** Children that a user can see; UiAutomator never enters the others. */
export const visibleChildren = ({ children }: AxNode): readonly AxNode[] => children.filter(isVisible);

/** The element id that the UiAutomator2 server makes of a window and a view (its AxNodeInfoHelper.toUuid). */
export function elementId({ windowId, viewId }: AxNode): string {
  const window = windowId.toString(16).padStart(16, '0');
  const view = `ffffffff${viewId.toString(16).padStart(8, '0')}`; // no virtual descendant
  return [window.slice(0, 8), window.slice(8, 12), window.slice(12, 16), view.slice(0, 4), view.slice(4)].join('-');
}
