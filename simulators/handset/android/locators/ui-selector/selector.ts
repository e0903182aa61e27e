import { shownText } from '../../accessibility/attributes.ts';
import type { AxNode } from '../../accessibility/node.ts';
import { javaRegex } from '../java-regex.ts';

type Fits = (node: AxNode, index: number) => boolean;

/** androidx.test.uiautomator.UiSelector: what must hold for a node, and what comes after it. */
export interface UiSelector {
  /** One of a kind each; setting a kind again replaces it. */
  readonly criteria: ReadonlyMap<string, Fits>;
  /** How many matches to pass over. */
  readonly instance?: number;
  /** The rest of the search: below the match, or among its siblings and below them. */
  readonly next?: { readonly from: 'match' | 'parent'; readonly selector: UiSelector };
  /** For messages: `UiSelector[TEXT=ok]`. */
  readonly description: string;
}

/** `new UiSelector()`: fits every node. */
export const emptySelector: UiSelector = { criteria: new Map(), description: 'UiSelector[]' };

function withCriterion(selector: UiSelector, kind: string, shown: unknown, fits: Fits): UiSelector {
  const description = selector.description.replace(/\]$/, `${selector.criteria.size > 0 ? ', ' : ''}${kind}=${shown}]`);
  return { ...selector, criteria: new Map([...selector.criteria, [kind, fits]]), description };
}

/** childSelector and fromParent go to the end of the chain, wherever they are called. */
function withNext(selector: UiSelector, from: 'match' | 'parent', next: UiSelector): UiSelector {
  const description = `${selector.description} ${from === 'match' ? 'CHILD' : 'PARENT'}=${next.description}`;
  const chain = selector.next;
  const rest = chain ? { from: chain.from, selector: withNext(chain.selector, from, next) } : { from, selector: next };
  return { ...selector, next: rest, description };
}

/** What is found below a match of `container`. */
export const childOf = (container: UiSelector, selector: UiSelector): UiSelector =>
  withNext(container, 'match', selector);

type Texts = (node: AxNode) => string | undefined;
const description: Texts = ({ ui }) => ui.label;
const resource: Texts = ({ ui }) => ui.identifier;
const className: Texts = ({ ui }) => ui.type;
const packageName: Texts = ({ packageId }) => packageId;

/** A node without the text fits nothing, not even the empty one. */
const where = (of: Texts, test: (text: string) => boolean) => (node: AxNode) => {
  const text = of(node);
  return text !== undefined && test(text);
};
const equals = (of: Texts) => (wanted: string) => where(of, (text) => text === wanted);
const contains = (of: Texts) => (wanted: string) =>
  where(of, (text) => text.toLowerCase().includes(wanted.toLowerCase()));
const startsWith = (of: Texts) => (wanted: string) =>
  where(of, (text) => text.toLowerCase().startsWith(wanted.toLowerCase()));
const matches = (of: Texts) => (pattern: string) => where(of, javaRegex(pattern));

/** A method of UiSelector: the type of its one argument, and what it makes of a selector. */
export type SelectorMethod =
  | { readonly takes: 'string'; readonly apply: (selector: UiSelector, value: string) => UiSelector }
  | { readonly takes: 'boolean'; readonly apply: (selector: UiSelector, value: boolean) => UiSelector }
  | { readonly takes: 'int'; readonly apply: (selector: UiSelector, value: number) => UiSelector }
  | { readonly takes: 'UiSelector'; readonly apply: (selector: UiSelector, value: UiSelector) => UiSelector };

const string = (kind: string, fits: (wanted: string) => (node: AxNode) => boolean): SelectorMethod => ({
  takes: 'string',
  apply: (selector, value) => withCriterion(selector, kind, value, fits(value)),
});
const flag = (kind: string, of: (node: AxNode) => boolean): SelectorMethod => ({
  takes: 'boolean',
  apply: (selector, value) => withCriterion(selector, kind, value, (node) => of(node) === value),
});

/** `new UiSelector().text(..)`. */
export const withText = (text: string): UiSelector =>
  withCriterion(emptySelector, 'TEXT', text, equals(shownText)(text));
/** `new UiSelector().description(..)`. */
export const withDescription = (text: string): UiSelector =>
  withCriterion(emptySelector, 'DESCRIPTION', text, equals(description)(text));
/** `new UiSelector().descriptionContains(..)`. */
export const withDescriptionContaining = (text: string): UiSelector =>
  withCriterion(emptySelector, 'CONTAINS_DESCRIPTION', text, contains(description)(text));

/** The kind of classNameMatches: searches for many treat it apart (its multiple matches go by index). */
export const classRegex = 'CLASS_REGEX';

/** Sets `index(n)`: the node's place among its parent's children. */
export const withIndex = (selector: UiSelector, wanted: number): UiSelector =>
  withCriterion(selector, 'INDEX', wanted, (_, index) => index === wanted);

/** Sets `instance(n)`. */
export const withInstance = (selector: UiSelector, instance: number): UiSelector => ({ ...selector, instance });

/** Every method of UiSelector. `contains` and `startsWith` do not look at case, the others do. */
export const selectorMethods: Readonly<Record<string, SelectorMethod>> = {
  text: string('TEXT', equals(shownText)),
  textContains: string('CONTAINS_TEXT', contains(shownText)),
  textStartsWith: string('START_TEXT', startsWith(shownText)),
  textMatches: string('TEXT_REGEX', matches(shownText)),
  description: string('DESCRIPTION', equals(description)),
  descriptionContains: string('CONTAINS_DESCRIPTION', contains(description)),
  descriptionStartsWith: string('START_DESCRIPTION', startsWith(description)),
  descriptionMatches: string('DESCRIPTION_REGEX', matches(description)),
  className: string('CLASS', equals(className)),
  classNameMatches: string(classRegex, matches(className)),
  resourceId: string('RESOURCE_ID', equals(resource)),
  resourceIdMatches: string('RESOURCE_ID_REGEX', matches(resource)),
  packageName: string('PACKAGE_NAME', equals(packageName)),
  packageNameMatches: string('PACKAGE_NAME_REGEX', matches(packageName)),
  checkable: flag('CHECKABLE', ({ ui }) => ui.checked !== undefined),
  checked: flag('CHECKED', ({ ui }) => ui.checked === true),
  clickable: flag('CLICKABLE', ({ ui }) => ui.action !== undefined),
  enabled: flag('ENABLED', ({ ui }) => ui.enabled),
  focusable: flag('FOCUSABLE', ({ ui }) => ui.action !== undefined || ui.editable),
  focused: flag('FOCUSED', ({ ui }) => ui.focused),
  longClickable: flag('LONG_CLICKABLE', ({ ui }) => ui.editable),
  scrollable: flag('SCROLLABLE', ({ ui }) => ui.scrollable),
  selected: flag('SELECTED', ({ ui }) => ui.selected),
  index: { takes: 'int', apply: withIndex },
  instance: { takes: 'int', apply: withInstance },
  childSelector: { takes: 'UiSelector', apply: (selector, value) => withNext(selector, 'match', value) },
  fromParent: { takes: 'UiSelector', apply: (selector, value) => withNext(selector, 'parent', value) },
};
