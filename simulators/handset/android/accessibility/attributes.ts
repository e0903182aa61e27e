import { toShortString } from './bounds.ts';
import type { AxNode } from './node.ts';

/** An attribute of the UiAutomator2 server (its Attribute.java): its names, and where it can be asked for. */
export interface Attribute {
  /** The first is its name in the page source; any is good for getAttribute, in any case. */
  readonly names: readonly [string, ...string[]];
  /** Whether getAttribute answers; for the others the server says that they are unknown for the element. */
  readonly queryable: boolean;
  readonly inSource: boolean;
  /** Null when the node has none: it is left out of the source then. */
  readonly value: (node: AxNode) => string | null;
}

/** `TYPE_CLASS_TEXT | TYPE_TEXT_FLAG_MULTI_LINE`. */
const multiLineText = 131073;

const hintShows = ({ ui }: AxNode): boolean => ui.editable && !ui.text && ui.placeholder !== undefined;

/** What a node says, if it is of a sort that says anything: an empty field shows its hint, and Android reports that. */
export const shownText = (node: AxNode): string | undefined => (hintShows(node) ? node.ui.placeholder : node.ui.text);

/** The same with nothing as the empty text, which is how the server answers. */
export const textOf = (node: AxNode): string => shownText(node) ?? '';

const isClickable = ({ ui }: AxNode): boolean => ui.action !== undefined;

const shown =
  (value: (node: AxNode) => string | null) =>
  (...names: readonly [string, ...string[]]): Attribute => ({ names, queryable: true, inSource: true, value });
const sourceOnly =
  (value: (node: AxNode) => string | null) =>
  (...names: readonly [string, ...string[]]): Attribute => ({ names, queryable: false, inSource: true, value });
const flag = (value: (node: AxNode) => boolean) => (node: AxNode) => String(value(node));
const never = () => 'false';

/** In the order of the page source. */
export const attributes: readonly Attribute[] = [
  sourceOnly(({ index }) => String(index))('index'),
  shown(({ packageId }) => packageId)('package'),
  shown(({ ui }) => ui.type)('class', 'className'),
  shown(textOf)('text', 'name'),
  shown(({ ui }) => ui.label ?? null)('content-desc', 'contentDescription'),
  shown(({ ui }) => ui.identifier ?? null)('resource-id', 'resourceId'),
  shown(flag(({ ui }) => ui.checked !== undefined))('checkable'),
  shown(flag(({ ui }) => ui.checked === true))('checked'),
  shown(flag(isClickable))('clickable'),
  shown(flag(({ ui }) => ui.enabled))('enabled'),
  shown(flag((node) => isClickable(node) || node.ui.editable))('focusable'),
  shown(flag(({ ui }) => ui.focused))('focused'),
  shown(flag(({ ui }) => ui.editable))('long-clickable', 'longClickable'),
  shown(never)('password'),
  shown(flag(({ ui }) => ui.scrollable))('scrollable'),
  shown(() => null)('selection-start'),
  shown(() => null)('selection-end'),
  shown(flag(({ ui }) => ui.selected))('selected'),
  shown(({ bounds }) => toShortString(bounds))('bounds'),
  shown(flag(({ ui }) => ui.visible))('displayed'),
  shown(({ ui }) => ui.placeholder ?? null)('hint'),
  sourceOnly(() => 'true')('a11y-important', 'importantForAccessibility'),
  sourceOnly(never)('screen-reader-focusable', 'screenReaderFocusable'),
  sourceOnly(({ ui }) => (ui.editable ? String(multiLineText) : null))('input-type', 'inputType'),
  sourceOnly(({ index }) => String(index + 1))('drawing-order', 'drawingOrder'),
  sourceOnly(flag(hintShows))('showing-hint', 'showingHintText'),
  sourceOnly(never)('text-entry-key', 'textEntryKey'),
  sourceOnly(never)('dismissable'),
  sourceOnly(never)('a11y-focused', 'accessibilityFocused'),
  sourceOnly(never)('heading'),
  sourceOnly(() => '0')('live-region', 'liveRegion'),
  sourceOnly(never)('context-clickable', 'contextClickable'),
  sourceOnly(never)('content-invalid', 'contentInvalid'),
  sourceOnly(({ windowId }) => String(windowId))('window-id', 'windowId'),
  shown(({ ui }) => (ui.scrollable ? 'true' : null))('is-collection', 'isCollection'),
];

/** Finds by any of the names, in any case; undefined for one that the server does not know. */
export function attributeNamed(name: string): Attribute | undefined {
  const wanted = name.toLowerCase();
  return attributes.find(({ names }) => names.some((alias) => alias.toLowerCase() === wanted));
}

/** The names that getAttribute takes, as the server lists them in its error. */
export const queryableNames = (): string =>
  attributes
    .filter(({ queryable }) => queryable)
    .map(({ names }) => (names.length > 1 ? `{${names.join(',')}}` : names[0]))
    .join(', ');
