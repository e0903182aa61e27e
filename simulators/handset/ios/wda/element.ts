import type { UiNode } from '../../ui/node.ts';
import { elementType, shortType, supportsInnerText } from './element-type.ts';

/** A node of the screen at the time of a snapshot, with its place in the tree. */
export interface Element {
  readonly node: UiNode;
  readonly type: string;
  readonly parent: Element | undefined;
  /** Among its parent's children, from 0. */
  readonly index: number;
  readonly children: readonly Element[];
  /** By which clients refer to it. */
  uid(): string;
}

/** The element and everything below it, parents before children. */
export function* withDescendants(element: Element): Generator<Element> {
  yield element;
  for (const child of element.children) yield* withDescendants(child);
}

export function* descendants(element: Element): Generator<Element> {
  for (const child of element.children) yield* withDescendants(child);
}

export type AttributeValue = string | number | boolean | null | { readonly [key: string]: number };

const firstNonEmpty = (...values: readonly (string | undefined)[]): string | null =>
  values.find((value) => value !== undefined && value !== '') ?? null;

function value({ node, type }: Element): string | null {
  switch (shortType(type)) {
    case 'StaticText':
      return firstNonEmpty(node.text, node.label);
    case 'Button':
      return firstNonEmpty(node.text, node.selected ? '1' : undefined);
    case 'Switch':
      return (node.checked ?? /^[1-9ty]/i.test(node.text ?? '')) ? '1' : '0';
  }
  return supportsInnerText(type) ? firstNonEmpty(node.text, node.placeholder) : firstNonEmpty(node.text);
}

/** What may hold accessible elements but is none itself. */
const containers = new Set(
  `Application Window Other Group ScrollView Table CollectionView NavigationBar Toolbar TabBar WebView Map Sheet Alert
  StatusBar Keyboard`.split(/\s+/),
);

const isAccessibilityElement = ({ node, type }: Element): boolean =>
  !containers.has(shortType(type)) && firstNonEmpty(node.label, node.text, node.placeholder, node.identifier) !== null;

function accessible(element: Element): boolean {
  const type = shortType(element.type);
  if (type === 'Cell') {
    const first = element.children[0];
    if (!isAccessibilityElement(element) && !(first && isAccessibilityElement(first))) return false;
  } else if (type !== 'TextField' && type !== 'SecureTextField' && !isAccessibilityElement(element)) return false;
  for (let above = element.parent; above; above = above.parent) {
    if (shortType(above.type) !== 'Table' && isAccessibilityElement(above)) return false;
  }
  return true;
}

const holdsAccessible = (element: Element): boolean =>
  element.children.some((child) => isAccessibilityElement(child) || holdsAccessible(child));

const traitOf: Readonly<Record<string, string>> = {
  Button: 'Button',
  Image: 'Image',
  Icon: 'Button',
  Key: 'KeyboardKey',
  Link: 'Link',
  SearchField: 'SearchField',
  StaticText: 'StaticText',
  Switch: 'Button, ToggleButton',
  TabBar: 'TabBar',
};

function traits({ node, type }: Element): string {
  const own = traitOf[shortType(type)];
  return [own, node.selected && 'Selected', !node.enabled && 'NotEnabled'].filter(Boolean).join(', ');
}

/** Whole points, as `CGRectIntegral` rounds: outwards. */
export function rectOf({ node }: Element): { x: number; y: number; width: number; height: number } {
  const { x, y, width, height } = node.rect;
  if (![x, y, width, height].every(Number.isFinite)) return { x: -1, y: -1, width: 0, height: 0 };
  const [left, top] = [Math.floor(x), Math.floor(y)];
  return { x: left, y: top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top };
}

const frameText = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }): string =>
  `{{${x}, ${y}}, {${width}, ${height}}}`;

const getters: Readonly<Record<string, (element: Element) => AttributeValue>> = {
  UID: (element) => element.uid(),
  accessibilityContainer: holdsAccessible,
  accessible,
  customActions: () => null,
  enabled: ({ node }) => node.enabled,
  focused: ({ node }) => node.focused,
  frame: (element) => frameText(rectOf(element)),
  hittable: ({ node }) => node.visible && node.rect.width > 0 && node.rect.height > 0,
  index: ({ index }) => index,
  label: ({ node, type }) => (/Text(Field)$/.test(type) ? (node.label ?? '') : firstNonEmpty(node.label)),
  maxValue: () => null,
  minValue: () => null,
  name: ({ node }) => firstNonEmpty(node.identifier, node.label),
  nativeAccessibilityElement: isAccessibilityElement,
  nativeFrame: ({ node }) => frameText(node.rect),
  placeholderValue: ({ node, type }) =>
    supportsInnerText(type) ? (node.placeholder ?? '') : firstNonEmpty(node.placeholder),
  rect: rectOf,
  selected: ({ node }) => node.selected,
  traits,
  type: ({ type }) => type,
  value,
  visible: ({ node }) => node.visible,
};

/** An attribute's getter by its name, short (`label`) or with WebDriverAgent's prefix (`wdLabel`). */
export function attributeGetter(name: string): ((element: Element) => AttributeValue) | undefined {
  if (Object.hasOwn(getters, name)) return getters[name];
  if (!/^wd[A-Z]/.test(name)) return undefined;
  const rest = name.slice(2);
  const short = rest === rest.toUpperCase() ? rest : rest.charAt(0).toLowerCase() + rest.slice(1);
  return Object.hasOwn(getters, short) ? getters[short] : undefined;
}

/** The reason that WebDriverAgent gives for an attribute that it does not know. */
export function unknownAttribute(name: string): string {
  const names = Object.keys(getters).flatMap((short) => [short, `wd${short.charAt(0).toUpperCase()}${short.slice(1)}`]);
  return `The attribute '${name}' is unknown. Valid attribute names are: (${names.sort().join(', ')})`;
}

/** The value of an attribute that is known to exist. */
export function attribute(element: Element, name: string): AttributeValue {
  return attributeGetter(name)?.(element) ?? null;
}

/** A tree of nodes as a tree of elements; what lies deeper than `maxDepth` is not seen. */
export function elementTree(root: UiNode, maxDepth: number, uidOf: (node: UiNode) => string): Element {
  function build(node: UiNode, parent: Element | undefined, index: number, depth: number): Element {
    const children: Element[] = [];
    const element: Element = {
      node,
      type: elementType(node.type),
      parent,
      index,
      children,
      uid: () => uidOf(node),
    };
    if (depth < maxDepth) {
      for (const [at, child] of node.children.entries()) children.push(build(child, element, at, depth + 1));
    }
    return element;
  }
  return build(root, undefined, 0, 0);
}
