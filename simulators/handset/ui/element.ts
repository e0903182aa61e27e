import type { Rect, UiNode } from './node.ts';

/** What an element may say beyond its key, type and rectangle. */
export type Traits = Partial<Omit<UiNode, 'key' | 'type' | 'rect'>>;

/** A node with everything unsaid at its ordinary value: in sight, enabled, neither focused nor selected. */
export function element(key: string, type: string, rect: Rect, traits: Traits = {}): UiNode {
  return {
    key,
    type,
    rect,
    enabled: true,
    visible: true,
    focused: false,
    selected: false,
    editable: false,
    scrollable: false,
    children: [],
    ...traits,
  };
}
