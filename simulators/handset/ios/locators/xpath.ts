import { DOMImplementation, type Document, type Element as XmlElement } from '@xmldom/xmldom';
import engine from 'xpath';
import { type Element, withDescendants } from '../wda/element.ts';
import { xmlAttributes } from '../wda/source-xml.ts';
import { SelectorError } from './error.ts';
import { regularExpression } from './predicate/text-match.ts';

/** What the package's declarations leave out: parsing once, and functions of one's own. */
interface XPathEngine {
  parse(expression: string): { evaluate(options: { node: unknown; functions: typeof functions }): unknown };
}
const { parse } = engine as unknown as XPathEngine;

const isNodeSet = (value: unknown): value is { toArray(): XmlElement[] } =>
  typeof value === 'object' && value !== null && 'toArray' in value;

/** Characters of the longest expression that is read. */
const longestExpression = 16_384;

/**
 * Finds elements by an XPath 1.0 expression over the page source that starts at `root`, with WebDriverAgent's functions
 * `matches`, `ends-with`, `lower-case` and `upper-case`. What it costs is up to the expression: run it within `bounded`.
 *
 * @throws SelectorError
 */
export function byXPath(root: Element, query: string): Element[] {
  if (query.length > longestExpression) {
    throw new SelectorError('unsupported', `an XPath of more than ${longestExpression} characters`);
  }
  const { document, elements } = xmlDocument(root);
  const outcome = evaluated(document, query);
  if (!isNodeSet(outcome)) return []; // a number, a text: no element
  return outcome.toArray().map((found) => {
    const element = elements.get(found);
    if (!element) throw refused('evaluation', query); // an attribute, or the document
    return element;
  });
}

function evaluated(document: Document, query: string): unknown {
  try {
    const expression = parse(query.replaceAll('XCUIElementTypeAny', '*'));
    return expression.evaluate({ node: document.documentElement, functions });
  } catch (error) {
    const reason = error instanceof SelectorError ? `: ${error.message}` : '';
    throw refused('syntax', query, reason);
  }
}

const refused = (cause: 'syntax' | 'evaluation', query: string, reason = ''): SelectorError =>
  new SelectorError(cause, `Cannot evaluate results for XPath expression "${query}"${reason}`);

interface XmlTree {
  readonly document: Document;
  readonly elements: ReadonlyMap<XmlElement, Element>;
}

/** Snapshots live as long as their screen: several searches on one screen share a document. */
const trees = new WeakMap<Element, XmlTree>();

function xmlDocument(root: Element): XmlTree {
  const known = trees.get(root);
  if (known) return known;
  const document = new DOMImplementation().createDocument(null, root.type);
  const elements = new Map<XmlElement, Element>();
  const made = new Map<Element, XmlElement>();
  for (const element of withDescendants(root)) {
    const top = element === root ? document.documentElement : null;
    const xml = top ?? document.createElement(element.type);
    for (const [name, value] of xmlAttributes(element, { hittable: true })) xml.setAttribute(name, value);
    if (element.parent) made.get(element.parent)?.appendChild(xml);
    made.set(element, xml);
    elements.set(xml, element);
  }
  const tree = { document, elements };
  trees.set(root, tree);
  return tree;
}

type XPathFunction = (context: unknown, ...values: { stringValue(): string }[]) => boolean | string;

const extensions: Readonly<Record<string, XPathFunction>> = {
  matches: (_, text, pattern, flags) =>
    text && pattern
      ? regularExpression(pattern.stringValue(), flags?.stringValue().includes('i') ?? false, false).test(
          text.stringValue(),
        )
      : false,
  'ends-with': (_, text, end) => text?.stringValue().endsWith(end?.stringValue() ?? '') ?? false,
  'lower-case': (_, text) => text?.stringValue().toLowerCase() ?? '',
  'upper-case': (_, text) => text?.stringValue().toUpperCase() ?? '',
};

const functions = (name: string): XPathFunction | undefined =>
  Object.hasOwn(extensions, name) ? extensions[name] : undefined;
