import { descendants, type Element, withDescendants } from '../wda/element.ts';
import { locatedType } from '../wda/element-type.ts';
import { SelectorError } from './error.ts';
import { compilePredicate, type ElementTest } from './predicate/evaluate.ts';

/** One step of a class chain: a type, tests in brackets, a position. */
interface Link {
  /** Undefined: any. */
  readonly type: string | undefined;
  /** At any depth below, or only right below. */
  readonly descendant: boolean;
  readonly filters: readonly Filter[];
  /** From 1, or from the end when negative; undefined takes all. */
  readonly position: number | undefined;
}

interface Filter {
  readonly test: ElementTest;
  /** `$..$`: something below the element must pass, not the element. */
  readonly ofDescendants: boolean;
}

/** Characters of the longest chain that is read. */
const longestChain = 16_384;

/**
 * Finds elements by a class chain below `root`, in document order.
 *
 * @throws SelectorError with WebDriverAgent's reasons
 */
export function byClassChain(root: Element, query: string): Element[] {
  let found: Element[] = [root];
  for (const link of parsed(query)) found = below(found, link);
  return found;
}

function below(roots: readonly Element[], link: Link): Element[] {
  const candidates = new Set<Element>();
  for (const root of roots) {
    for (const element of link.descendant ? descendants(root) : root.children) {
      if (link.type === undefined || element.type === link.type) candidates.add(element);
    }
  }
  const passed = [...candidates].filter((element) => link.filters.every((filter) => passes(filter, element)));
  if (link.position === undefined) return passed;
  const chosen = passed.at(link.position > 0 ? link.position - 1 : link.position);
  return chosen ? [chosen] : [];
}

function passes({ test, ofDescendants }: Filter, element: Element): boolean {
  if (!ofDescendants) return test(element);
  for (const inner of withDescendants(element)) if (inner !== element && test(inner)) return true;
  return false;
}

function parsed(query: string): Link[] {
  if (query.length > longestChain) {
    throw new SelectorError('unsupported', `a class chain of more than ${longestChain} characters`);
  }
  const refused = (why: string): SelectorError =>
    new SelectorError('syntax', `Cannot parse class chain query '${query}'. ${why}`);
  let at = 0;
  const unexpected = (): SelectorError => {
    const index = Math.min(at, Math.max(query.length - 1, 0));
    return refused(`Unexpected character detected at position ${index + 1}:\n${query.slice(0, index + 1)} <----`);
  };
  const accept = (text: string): boolean => {
    if (!query.startsWith(text, at)) return false;
    at += text.length;
    return true;
  };

  function typeName(): string | undefined {
    if (accept('*')) return undefined;
    const name = /^\p{L}+/u.exec(query.slice(at))?.[0];
    if (name === undefined) throw unexpected();
    at += name.length;
    const type = locatedType(name);
    if (type === undefined) throw refused(`'${name}' class name is unknown to WDA`);
    return type === 'XCUIElementTypeAny' ? undefined : type;
  }

  /** A predicate between two of the same marks; the mark doubled is the mark itself. */
  function enclosed(mark: string): string {
    let text = '';
    for (;;) {
      const end = query.indexOf(mark, at);
      if (end < 0) throw refused(`Cannot find the end of '${text}${query.slice(at)}' predicate value.`);
      text += query.slice(at, end);
      at = end + 1;
      if (!accept(mark)) return text;
      text += mark;
    }
  }

  function link(): Link {
    const descendant = accept('**/');
    if (descendant && at === query.length) {
      throw refused("Descendants lookup modifier '**/' should be followed with the actual element type");
    }
    const type = typeName();
    const filters: Filter[] = [];
    let position: number | undefined;
    while (accept('[')) {
      const mark = query.charAt(at);
      if (mark === '`' || mark === '$') {
        at++;
        const text = enclosed(mark);
        if (position !== undefined) throw refused(`Predicate value '${text}' must be set before position value.`);
        filters.push({ test: compilePredicate(text), ofDescendants: mark === '$' });
      } else {
        const digits = /^[-\d]+/.exec(query.slice(at))?.[0];
        if (digits === undefined) throw unexpected();
        at += digits.length;
        if (position !== undefined) throw refused(`Position value '${digits}' is expected to be set only once.`);
        position = Number(digits);
        if (!Number.isSafeInteger(position) || position === 0) {
          throw refused(`Position value '${digits}' is expected to be a valid integer number not equal to zero.`);
        }
      }
      if (!accept(']')) throw unexpected();
    }
    return { type, descendant, filters, position };
  }

  const links = [link()];
  while (at < query.length) {
    if (!accept('/')) throw unexpected();
    links.push(link());
  }
  return links;
}
