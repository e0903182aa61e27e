import { DOMImplementation, type Document, type Element } from '@xmldom/xmldom';
import xpathModule from 'xpath';
import { type Attribute, attributes } from '../accessibility/attributes.ts';
import { type AxNode, visibleChildren } from '../accessibility/node.ts';
import { tagOf, xmlSafe } from '../accessibility/source.ts';
import { AutomationError, invalidSelector } from '../uiautomator2/error.ts';
import { bounded } from './bounded.ts';
import { javaRegex } from './java-regex.ts';
import type { LocatorSettings, Scope } from './locator.ts';

/** The parts of the xpath package that its own types leave out. */
interface XPathValue {
  stringValue(): string;
  /** Node sets only. */
  toUnsortedArray?(): unknown[];
}
type XPathFunction = (context: unknown, ...values: XPathValue[]) => string | boolean;
interface XPathEngine {
  parse(expression: string): {
    evaluate(options: { node: Document; functions: Record<string, XPathFunction> }): XPathValue;
  };
}
const engine = xpathModule as unknown as XPathEngine;

const maxExpressionLength = 8192;

const text = (value: XPathValue | undefined): string => value?.stringValue() ?? '';

/** The functions of XPath 2 that suites use; the server evaluates XPath 2 unless enforceXPath1 is set. */
const xpath2: Record<string, XPathFunction> = {
  matches: (_, value, pattern) => {
    // fn:matches finds the pattern anywhere
    const anywhere = text(pattern).replace(/^\^?/, (start) => (start ? '' : '[\\s\\S]*'));
    const open = text(pattern).endsWith('$') ? anywhere.slice(0, -1) : `(?:${anywhere})[\\s\\S]*`;
    return javaRegex(open)(text(value));
  },
  'ends-with': (_, value, end) => text(value).endsWith(text(end)),
  'lower-case': (_, value) => text(value).toLowerCase(),
  'upper-case': (_, value) => text(value).toUpperCase(),
};

interface XmlScreen {
  readonly document: Document;
  readonly nodes: ReadonlyMap<unknown, { readonly node: AxNode; readonly order: number }>;
}

/** A document of the screen, or of what is below an element, with the attributes that are asked for. */
function xmlScreen(root: AxNode, whole: boolean, shown: readonly Attribute[], allowInvisible: boolean): XmlScreen {
  const document = new DOMImplementation().createDocument(null, '');
  const nodes = new Map<unknown, { node: AxNode; order: number }>();
  function add(node: AxNode, parent: Document | Element): void {
    const element = document.createElement(tagOf(node.ui.type));
    for (const { names, value } of shown) {
      const held = value(node);
      if (held !== null) element.setAttribute(names[0], xmlSafe(held));
    }
    nodes.set(element, { node, order: nodes.size });
    parent.appendChild(element);
    for (const child of allowInvisible ? node.children : visibleChildren(node)) add(child, element);
  }
  if (!whole) {
    add(root, document);
    return { document, nodes };
  }
  const hierarchy = document.createElement('hierarchy');
  hierarchy.setAttribute('index', '0');
  hierarchy.setAttribute('class', 'hierarchy');
  document.appendChild(hierarchy);
  add(root, hierarchy);
  return { document, nodes };
}

/** The attributes that an expression names with `@`, and the class always: what the server puts in its document. */
function asked(expression: string): readonly Attribute[] {
  const inSource = attributes.filter((attribute) => attribute.inSource);
  if (expression.includes('@*')) return inSource;
  return inSource.filter(({ names }) => names[0] === 'class' || expression.includes(`@${names[0]}`));
}

const screens = new WeakMap<AxNode, Map<string, XmlScreen>>();
/** Documents kept for one screen: as many as there are sorts of questions. */
const maxScreens = 16;

function cachedScreen(root: AxNode, whole: boolean, shown: readonly Attribute[], allowInvisible: boolean): XmlScreen {
  const key = `${whole} ${allowInvisible} ${shown.map(({ names }) => names[0]).join(' ')}`;
  const kept = screens.get(root) ?? new Map<string, XmlScreen>();
  screens.set(root, kept);
  const found = kept.get(key) ?? xmlScreen(root, whole, shown, allowInvisible);
  if (kept.size >= maxScreens) kept.clear();
  kept.set(key, found);
  return found;
}

/**
 * By XPath over the page source, in document order. What cannot be parsed or evaluated here, the XPath 2 syntax
 * (`for`, `if`, `some`) included, ends in `invalid selector` with the reason.
 */
export function findByXPath(
  { tree, context }: Scope,
  expression: string,
  settings: LocatorSettings,
): readonly AxNode[] {
  if (expression.length > maxExpressionLength) {
    throw invalidSelector(`an XPath expression of ${expression.length} characters`);
  }
  const scoped = context && settings.limitXPathContextScope;
  const root = scoped ? context : tree.root;
  const { document, nodes } = cachedScreen(root, !scoped, asked(expression), settings.allowInvisibleElements);
  const functions = settings.enforceXPath1 ? {} : xpath2;
  return bounded(() => {
    try {
      const value = engine.parse(expression).evaluate({ node: document, functions });
      const found = (value.toUnsortedArray?.() ?? []).flatMap((element) => nodes.get(element) ?? []);
      return [...new Set(found)].sort((a, b) => a.order - b.order).map(({ node }) => node);
    } catch (error) {
      if (error instanceof AutomationError) throw error;
      throw invalidSelector(`${expression}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}
