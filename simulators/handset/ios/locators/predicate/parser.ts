import { SelectorError } from '../error.ts';
import type { CompareOptions, Expression, Operator, Predicate } from './ast.ts';
import { type Token, tokens } from './lexer.ts';

const signs: Readonly<Record<string, Operator>> = {
  '=': '==',
  '==': '==',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '=<': '<=',
  '>': '>',
  '>=': '>=',
  '=>': '>=',
};
const wordOperators = new Set(['BETWEEN', 'IN', 'CONTAINS', 'BEGINSWITH', 'ENDSWITH', 'LIKE', 'MATCHES']);
const constants: Readonly<Record<string, boolean | null>> = {
  TRUE: true,
  YES: true,
  FALSE: false,
  NO: false,
  NIL: null,
  NULL: null,
};
/** Words that a real iPhone understands and this one does not. */
const beyond = new Set(
  'ANY ALL SOME NONE FUNCTION SUBQUERY CAST TERNARY SELF FIRST LAST SIZE ANYKEY BLOCK UNION INTERSECT MINUS'.split(' '),
);
const reserved = new Set(['AND', 'OR', 'NOT', 'TRUEPREDICATE', 'FALSEPREDICATE', ...wordOperators]);
const deepest = 64;

/**
 * Parses the format language of `NSPredicate`: comparisons, string operators with `[c]` and `[d]`, IN, BETWEEN,
 * AND, OR, NOT, parentheses.
 *
 * @throws SelectorError `format`, or `unsupported` for aggregates, functions, variables and arithmetic
 */
export function parsePredicate(source: string): Predicate {
  const input = tokens(source);
  let at = 0;
  let depth = 0;

  const peek = (): Token | undefined => input[at];
  const said = (token: Token | undefined): string => (token ? `"${token.value}"` : 'the end');
  const unexpected = (wanted: string): SelectorError =>
    new SelectorError('format', `${wanted} was expected instead of ${said(peek())}`);
  const unsupported = (what: string): SelectorError =>
    new SelectorError('unsupported', `the simulated iPhone does not support ${what} in predicates`);

  function accept(...wanted: readonly string[]): boolean {
    const token = peek();
    const text = token?.kind === 'sign' ? token.value : token?.kind === 'word' ? token.upper : undefined;
    if (text === undefined || !wanted.includes(text)) return false;
    at++;
    return true;
  }

  function joined(kind: 'and' | 'or', operators: readonly string[], term: () => Predicate): Predicate {
    const first = term();
    const terms = [first];
    while (accept(...operators)) terms.push(term());
    return terms.length === 1 ? first : { kind, terms };
  }

  const disjunction = (): Predicate => joined('or', ['OR', '||'], conjunction);
  const conjunction = (): Predicate => joined('and', ['AND', '&&'], negation);

  function negation(): Predicate {
    if (++depth > deepest) throw unsupported(`more than ${deepest} levels`);
    try {
      if (accept('NOT', '!')) return { kind: 'not', term: negation() };
      if (accept('(')) {
        const inner = disjunction();
        if (!accept(')')) throw unexpected('")"');
        return inner;
      }
      if (accept('TRUEPREDICATE')) return { kind: 'constant', value: true };
      if (accept('FALSEPREDICATE')) return { kind: 'constant', value: false };
      return comparison();
    } finally {
      depth--;
    }
  }

  function comparison(): Predicate {
    const left = expression();
    const operator = readOperator();
    const options = readOptions();
    return { kind: 'compare', left, operator, options, right: expression() };
  }

  function readOperator(): Operator {
    const token = peek();
    if (token?.kind === 'word' && wordOperators.has(token.upper)) {
      at++;
      return token.upper as Operator;
    }
    const operator = token?.kind === 'sign' ? signs[token.value] : undefined;
    if (token?.kind === 'sign' && /^[+\-*/]|^\*\*$/.test(token.value)) throw unsupported('arithmetic');
    if (!operator) throw unexpected('an operator');
    at++;
    return operator;
  }

  function readOptions(): CompareOptions {
    const token = peek();
    if (token?.kind !== 'options') return { ignoreCase: false, ignoreDiacritics: false };
    if (!/^[cdnlw]+$/.test(token.value)) throw new SelectorError('format', `unknown options [${token.value}]`);
    at++;
    return { ignoreCase: token.value.includes('c'), ignoreDiacritics: token.value.includes('d') };
  }

  function expression(): Expression {
    const token = peek();
    if (token?.kind === 'string' || token?.kind === 'number') {
      at++;
      return { kind: 'constant', value: token.value };
    }
    if (accept('{')) return list();
    if (token?.kind === 'name') return key();
    if (token?.kind === 'word' && !reserved.has(token.upper)) {
      if (Object.hasOwn(constants, token.upper)) {
        at++;
        return { kind: 'constant', value: constants[token.upper] ?? null };
      }
      if (beyond.has(token.upper)) throw unsupported(token.upper);
      return key();
    }
    if (token?.kind === 'sign' && token.value === '$') throw unsupported('variables');
    if (token?.kind === 'sign' && token.value === '@') throw unsupported('collection operators');
    if (token?.kind === 'sign' && token.value === '(') throw unsupported('parentheses around a value');
    throw unexpected('a value');
  }

  function list(): Expression {
    const items: Expression[] = [];
    if (accept('}')) return { kind: 'list', items };
    if (++depth > deepest) throw unsupported(`more than ${deepest} levels`);
    do items.push(expression());
    while (accept(','));
    depth--;
    if (!accept('}')) throw unexpected('"}"');
    return { kind: 'list', items };
  }

  function key(): Expression {
    const name = peek()?.value;
    at++;
    if (peek()?.kind === 'sign' && peek()?.value === '(') throw unsupported(`the function ${name}()`);
    if (!accept('.')) return { kind: 'key', name: String(name) };
    const member = peek();
    if (member?.kind !== 'word' && member?.kind !== 'name') throw unexpected('a name');
    at++;
    if (accept('.')) throw unsupported('key paths of more than two parts');
    return { kind: 'key', name: String(name), member: member.value };
  }

  const predicate = disjunction();
  if (at < input.length) throw unexpected('the end, AND or OR');
  return predicate;
}
