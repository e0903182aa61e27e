import { invalidSelector } from '../../uiautomator2/error.ts';

/** One call in a Java expression: `.text("ok")`, its arguments still as written. */
export interface MethodCall {
  readonly name: string;
  readonly args: readonly string[];
}

const maxExpressionLength = 16_384;
const maxNesting = 24;

const syntaxError = (expression: string, what: string): Error =>
  invalidSelector(`Could not parse selector expression \`${expression.slice(0, 500)}\`: ${what}`);

/** Where the quoted string that opens at `at` has closed. */
function endOfString(expression: string, at: number): number {
  for (let end = at + 1; end < expression.length; end++) {
    if (expression[end] === '\\') end++;
    else if (expression[end] === '"') return end;
  }
  throw syntaxError(expression, 'A string is not closed');
}

/** Splits at a character that stands outside strings and parentheses. */
function split(expression: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < expression.length; at++) {
    const char = expression[at];
    if (char === '"') at = endOfString(expression, at);
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === separator && depth === 0) {
      parts.push(expression.slice(from, at));
      from = at + 1;
    }
    if (depth < 0) throw syntaxError(expression, 'A parenthesis is closed that was never opened');
    if (depth > maxNesting) throw syntaxError(expression, 'It is nested too deep');
  }
  if (depth > 0) throw syntaxError(expression, 'Unclosed paren in expression');
  parts.push(expression.slice(from));
  return parts;
}

/** The statements of a `-android uiautomator` selector: several may stand in a row, with semicolons. */
export function statements(text: string): readonly string[] {
  if (text.length > maxExpressionLength) throw syntaxError(text, `It is ${text.length} characters long`);
  const found = split(text.trim(), ';').map((statement) => statement.trim());
  if (found.at(-1) === '') found.pop();
  if (found.length === 0 || found.includes('')) {
    throw syntaxError(text, 'Tried to parse an empty string. Expected to see UiAutomator java code');
  }
  return found;
}

function argumentsOf(expression: string, inside: string): readonly string[] {
  if (inside.trim() === '') return [];
  const args = split(inside, ',').map((argument) => argument.trim());
  if (args.includes('')) throw syntaxError(expression, 'Missing argument');
  return args;
}

/** A chain of calls from `at` on: `.a(..).b(..)`. */
function calls(expression: string, from: number): readonly MethodCall[] {
  const found: MethodCall[] = [];
  let at = from;
  while (at < expression.length) {
    const head = /^\s*\.\s*([A-Za-z_]\w*)\s*\(/.exec(expression.slice(at, at + 200));
    if (!head) throw syntaxError(expression, `Expected "." and a method name at position ${at}`);
    const open = at + head[0].length;
    let depth = 1;
    let end = open;
    for (; end < expression.length && depth > 0; end++) {
      if (expression[end] === '"') end = endOfString(expression, end);
      else if (expression[end] === '(') depth++;
      else if (expression[end] === ')') depth--;
    }
    if (depth > 0) throw syntaxError(expression, 'Unclosed paren in expression');
    found.push({ name: head[1] ?? '', args: argumentsOf(expression, expression.slice(open, end - 1)) });
    at = end;
    if (expression.slice(at).trim() === '') break;
  }
  return found;
}

/** Whether a statement makes a `className` object. */
export const constructs = (statement: string, className: string): boolean =>
  new RegExp(`^(?:new\\s+)?${className}\\s*\\(`).test(statement);

/**
 * Reads `new UiSelector().text("ok")`: the constructor's arguments and the calls on it. `new` may be left out, and for
 * UiSelector the constructor too (`text("ok")`).
 */
export function parseExpression(
  statement: string,
  className: string,
): { readonly constructorArgs: readonly string[]; readonly methods: readonly MethodCall[] } {
  const expression = statement.trim();
  if (expression === '') throw syntaxError(statement, 'It is empty');
  if (!constructs(expression, className)) {
    const chain = expression.startsWith('.') ? expression : `.${expression}`;
    return { constructorArgs: [], methods: calls(chain, 0) };
  }
  const dotted = `.${expression.replace(/^new\s+/, '')}`;
  const [made, ...methods] = calls(dotted, 0);
  return { constructorArgs: made?.args ?? [], methods };
}

/** An argument that must be a Java string. Only `\"` is unescaped, as the server does it. */
export function stringArgument(expression: string, argument: string): string {
  if (!/^"[\s\S]*"$/.test(argument) || argument.length < 2)
    throw syntaxError(expression, `${argument} is not a string`);
  return argument.slice(1, -1).replace(/\\"/g, '"');
}

/** An argument that must be `true` or `false`. */
export function booleanArgument(expression: string, argument: string): boolean {
  if (argument !== 'true' && argument !== 'false') throw syntaxError(expression, `${argument} is not a boolean`);
  return argument === 'true';
}

/** An argument that must be a Java int. */
export function intArgument(expression: string, argument: string): number {
  if (!/^[+-]?\d{1,10}$/.test(argument)) throw syntaxError(expression, `${argument} is not a integer`);
  return Number(argument);
}

/** An argument that must be a Java double. */
export function doubleArgument(expression: string, argument: string): number {
  const value = Number(argument.replace(/[dDfF]$/, ''));
  if (!Number.isFinite(value) || argument === '') throw syntaxError(expression, `${argument} is not a double`);
  return value;
}

/** The error for a method that the class does not have, or not with these arguments. */
export const noSuchMethod = (expression: string, className: string, { name, args }: MethodCall): Error =>
  syntaxError(expression, `${className} has no \`${name}\` method that takes ${args.length} arguments here`);
