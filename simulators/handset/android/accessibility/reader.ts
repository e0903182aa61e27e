import type { Phone } from '../../phone.ts';
import type { UiNode } from '../../ui/node.ts';
import { screenPixels } from '../device/properties.ts';
import { type Bounds, boundsOf, intersect } from './bounds.ts';
import type { AxNode } from './node.ts';

/** The screen at one moment. */
export interface AxTree {
  readonly root: AxNode;
  readonly byKey: ReadonlyMap<string, AxNode>;
}

/** Reads a phone's screen the way accessibility services do. */
export interface ScreenReader {
  /** The screen now; the same object as before when nothing changed. */
  read(): AxTree;
}

/** Nodes deeper than this are left out: UiAutomator's snapshotMaxDepth. */
const maxDepth = 70;

/** A reader that numbers views as Android does: for as long as they are seen. */
export function screenReader(phone: Phone): ScreenReader {
  let viewIds = new Map<string, number>();
  const windowIds = new Map<string, number>();
  let nextViewId = 1;
  let cached: { readonly revision: number; readonly packageId: string; readonly tree: AxTree } | undefined;

  function windowIdOf(packageId: string): number {
    let found = windowIds.get(packageId);
    if (found === undefined) {
      found = 20 + windowIds.size;
      windowIds.set(packageId, found);
    }
    return found;
  }

  function build(packageId: string): AxTree {
    const { width, height } = screenPixels(phone);
    const screen: Bounds = { left: 0, top: 0, right: width, bottom: height };
    const windowId = windowIdOf(packageId);
    const byKey = new Map<string, AxNode>();
    const seen = new Map<string, number>();

    function node(ui: UiNode, index: number, parent: AxNode | undefined, clip: Bounds, depth: number): AxNode {
      const viewId = viewIds.get(ui.key) ?? nextViewId++;
      const bounds = intersect(intersect(boundsOf(ui.rect), screen), clip);
      const children: AxNode[] = [];
      const made: AxNode = { ui, packageId, viewId, windowId, index, parent, children, bounds };
      seen.set(ui.key, viewId);
      if (!byKey.has(ui.key)) byKey.set(ui.key, made);
      const inner = ui.scrollable ? bounds : clip;
      if (depth < maxDepth) {
        for (const [at, child] of ui.children.entries()) children.push(node(child, at, made, inner, depth + 1));
      }
      return made;
    }

    const root = node(phone.tree(), 0, undefined, screen, 0);
    viewIds = seen; // a view that went away takes its number along
    return { root, byKey };
  }

  return {
    read() {
      const revision = phone.revision();
      const packageId = phone.foreground();
      if (cached?.revision !== revision || cached.packageId !== packageId) {
        cached = { revision, packageId, tree: build(packageId) };
      }
      return cached.tree;
    },
  };
}
