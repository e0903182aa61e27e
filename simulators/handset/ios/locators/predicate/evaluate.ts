import { type AttributeValue, attributeGetter, type Element, unknownAttribute } from '../../wda/element.ts';
import { SelectorError } from '../error.ts';
import type { CompareOptions, Comparison, Constant, Expression, Predicate } from './ast.ts';
import { parsePredicate } from './parser.ts';
import { folded, isLike, regularExpression } from './text-match.ts';

export type ElementTest = (element: Element) => boolean;
type Value = Constant | readonly Value[] | { readonly [key: string]: number };

/**
 * A test of elements from the text of a predicate. Attributes are checked now, values when it is applied.
 *
 * @throws SelectorError from here and from the test
 */
export function compilePredicate(source: string): ElementTest {
  try {
    return compiled(parsePredicate(source));
  } catch (error) {
    if (!(error instanceof SelectorError) || error.cause !== 'format') throw error;
    throw new SelectorError('format', `Unable to parse the format string "${source}": ${error.message}`);
  }
}

function compiled(predicate: Predicate): ElementTest {
  switch (predicate.kind) {
    case 'constant':
      return () => predicate.value;
    case 'not': {
      const term = compiled(predicate.term);
      return (element) => !term(element);
    }
    case 'and': {
      const terms = predicate.terms.map(compiled);
      return (element) => terms.every((term) => term(element));
    }
    case 'or': {
      const terms = predicate.terms.map(compiled);
      return (element) => terms.some((term) => term(element));
    }
    case 'compare':
      return comparison(predicate);
  }
}

function comparison({ left, operator, options, right }: Comparison): ElementTest {
  const [leftOf, rightOf] = [reader(left), reader(right)];
  const test = operators[operator];
  return (element) => test(leftOf(element), rightOf(element), options);
}

function reader(expression: Expression): (element: Element) => Value {
  switch (expression.kind) {
    case 'constant':
      return () => expression.value;
    case 'list': {
      const items = expression.items.map(reader);
      return (element) => items.map((item) => item(element));
    }
    case 'key': {
      const { name, member } = expression;
      const getter = attributeGetter(name);
      if (!getter) throw new SelectorError('attribute', unknownAttribute(name));
      if (member === undefined) return getter;
      return (element) => memberOf(getter(element), member);
    }
  }
}

function memberOf(value: AttributeValue, member: string): Value {
  if (value === null) return null;
  if (typeof value === 'object') return Object.hasOwn(value, member) ? (value[member] ?? null) : null;
  if (typeof value === 'string' && member === 'length') return value.length;
  throw new SelectorError('evaluation', `${JSON.stringify(value)} is not key value coding-compliant for ${member}`);
}

const isText = (value: Value): value is string => typeof value === 'string';
const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

function equal(a: Value, b: Value, options: CompareOptions): boolean {
  if (isText(a) && isText(b)) return folded(a, options) === folded(b, options);
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((item, at) => equal(item, b[at] ?? null, options));
  const [left, right] = [numeric(a), numeric(b)];
  if (left !== undefined || right !== undefined) return left === right; // a number is never equal to a text
  return a === b;
}

const numeric = (value: Value): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : undefined;

/** Less, equal or more as a number's sign; undefined when nil is involved, which compares with nothing. */
function order(a: Value, b: Value, options: CompareOptions): number | undefined {
  if (a === null || b === null) return undefined;
  if (isText(a) && isText(b)) {
    const [left, right] = [folded(a, options), folded(b, options)];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  const [left, right] = [numeric(a), numeric(b)];
  if (left === undefined || right === undefined) {
    throw new SelectorError('evaluation', `Can't compare ${JSON.stringify(a)} with ${JSON.stringify(b)}`);
  }
  return left - right;
}

type Test = (left: Value, right: Value, options: CompareOptions) => boolean;

const ordered =
  (holds: (sign: number) => boolean): Test =>
  (left, right, options) => {
    const sign = order(left, right, options);
    return sign !== undefined && holds(sign);
  };

const textual =
  (holds: (text: string, wanted: string) => boolean): Test =>
  (left, right, options) => {
    if (left === null || right === null) return false;
    if (isText(left) && isText(right)) return holds(folded(left, options), folded(right, options));
    throw new SelectorError(
      'evaluation',
      `Can't do a substring operation with something that isn't a string (lhs = ${JSON.stringify(left)} rhs = ${JSON.stringify(right)})`,
    );
  };

const contains: Test = (collection, item, options) => {
  if (collection === null || item === null) return isList(collection) && collection.includes(null);
  if (isList(collection)) return collection.some((member) => equal(member, item, options));
  if (isText(collection) && isText(item)) return folded(collection, options).includes(folded(item, options));
  throw new SelectorError(
    'evaluation',
    `Can't use in/contains operator with collection ${JSON.stringify(collection)} (not a collection)`,
  );
};

const operators: Readonly<Record<Comparison['operator'], Test>> = {
  '==': equal,
  '!=': (left, right, options) => !equal(left, right, options),
  '<': ordered((sign) => sign < 0),
  '<=': ordered((sign) => sign <= 0),
  '>': ordered((sign) => sign > 0),
  '>=': ordered((sign) => sign >= 0),
  BETWEEN(value, range, options) {
    if (!isList(range) || range.length !== 2) {
      throw new SelectorError('evaluation', 'BETWEEN needs a list of two values');
    }
    const [low = null, high = null] = range;
    const [fromLow, toHigh] = [order(value, low, options), order(value, high, options)];
    return fromLow !== undefined && toHigh !== undefined && fromLow >= 0 && toHigh <= 0;
  },
  IN: (item, collection, options) => contains(collection, item, options),
  CONTAINS: contains,
  BEGINSWITH: textual((text, start) => text.startsWith(start)),
  ENDSWITH: textual((text, end) => text.endsWith(end)),
  LIKE: textual(isLike),
  MATCHES(left, right, options) {
    if (left === null) return false;
    if (!isText(left) || !isText(right)) {
      throw new SelectorError('evaluation', `Can't do regex matching on object ${JSON.stringify(left)}`);
    }
    const fold = { ...options, ignoreCase: false };
    return regularExpression(folded(right, fold), options.ignoreCase, true).test(folded(left, fold));
  },
};
