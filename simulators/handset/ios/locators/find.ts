import { attribute, type Element, withDescendants } from '../wda/element.ts';
import { locatedType } from '../wda/element-type.ts';
import { WdaError } from '../wda/error.ts';
import { bounded } from './bounded.ts';
import { byClassChain } from './class-chain.ts';
import { SelectorError } from './error.ts';
import { compilePredicate } from './predicate/evaluate.ts';
import { byXPath } from './xpath.ts';

/**
 * Finds elements in and below `root`, in document order, by one of WebDriverAgent's strategies.
 *
 * @throws WdaError as WebDriverAgent answers: `invalid selector` for class chains and XPaths it cannot parse,
 *   `unknown error` for predicates that NSPredicate cannot, `invalid argument` for types and strategies that do not
 *   exist; and `invalid selector` with the reason for what only a real iPhone supports
 */
export function findElements(root: Element, using: string, value: string): Element[] {
  try {
    return costly(using, value) ? bounded('the selector', () => find(root, using, value)) : find(root, using, value);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    const selector = error.cause === 'syntax' || error.cause === 'unsupported';
    throw new WdaError(selector ? 'invalid selector' : 'unknown error', error.message);
  }
}

/** Whether what a search costs is for the selector to say: XPath, and regular expressions. */
const costly = (using: string, value: string): boolean => using === 'xpath' || /\bMATCHES\b/i.test(value);

function find(root: Element, using: string, value: string): Element[] {
  const all = (test: (element: Element) => boolean): Element[] => [...withDescendants(root)].filter(test);
  switch (using) {
    case 'accessibility id':
    case 'id':
    case 'name':
      return all((element) => attribute(element, 'name') === value);
    case 'class name': {
      const type = locatedType(value);
      if (type === undefined) {
        const reason = `Invalid argument for class used '${value}'. Did you mean XCUIElementType${value}?`;
        throw new WdaError('invalid argument', reason);
      }
      return all((element) => type === 'XCUIElementTypeAny' || element.type === type);
    }
    case 'predicate string':
      return all(compilePredicate(value));
    case 'class chain':
      return byClassChain(root, value);
    case 'xpath':
      return byXPath(root, value);
    case 'link text':
    case 'partial link text': {
      const [name = '', ...more] = value.split('=');
      const [property, wanted] = more.length === 0 ? ['name', name] : [name, more.at(-1) ?? ''];
      const literal = wanted.replace(/["\\]/g, '\\$&');
      return all(compilePredicate(`#${property} ${using === 'link text' ? '==' : 'CONTAINS'} "${literal}"`));
    }
  }
  throw new WdaError('invalid argument', `Invalid locator requested: ${using}`);
}
