import { SelectorError } from '../error.ts';

/** A piece of a predicate. Words keep their spelling; `upper` is for comparing keywords. */
export type Token =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'word'; readonly value: string; readonly upper: string }
  /** A word that `#` protects from being a keyword. */
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string }
  /** Letters in brackets right after an operator. */
  | { readonly kind: 'options'; readonly value: string };

/** Characters of the longest predicate that is read. */
const longestPredicate = 16_384;

const pieces =
  /\s+|(?<options>\[[a-zA-Z]*\])|(?<number>0[xX][0-9a-fA-F]+|-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>#[A-Za-z_]\w*)|(?<word>[A-Za-z_]\w*)|(?<sign>==|=<|=>|=|!=|!|<>|<=|<|>=|>|&&|\|\||:=|\*\*|[(){},.$@%+\-*/[\]])/y;

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0' };

/** @throws SelectorError on a character that begins nothing, or a string without an end */
export function tokens(source: string): Token[] {
  if (source.length > longestPredicate) {
    throw new SelectorError('unsupported', `a predicate of more than ${longestPredicate} characters`);
  }
  const found: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const quote = source.charAt(at);
    if (quote === '"' || quote === "'") {
      const { value, end } = quoted(source, at, quote);
      found.push({ kind: 'string', value });
      at = end;
      continue;
    }
    pieces.lastIndex = at;
    const groups = pieces.exec(source)?.groups;
    if (pieces.lastIndex === 0) throw new SelectorError('format', `unexpected "${quote}" at character ${at + 1}`);
    at = pieces.lastIndex;
    const token = groups && pieceOf(groups);
    if (token) found.push(token);
  }
  return found;
}

function pieceOf(groups: Readonly<Record<string, string | undefined>>): Token | undefined {
  const { options, number, name, word, sign } = groups;
  if (options !== undefined) return { kind: 'options', value: options.slice(1, -1).toLowerCase() };
  if (number !== undefined) return { kind: 'number', value: Number(number) };
  if (name !== undefined) return { kind: 'name', value: name.slice(1) };
  if (word !== undefined) return { kind: 'word', value: word, upper: word.toUpperCase() };
  return sign === undefined ? undefined : { kind: 'sign', value: sign };
}

function quoted(source: string, start: number, quote: string): { value: string; end: number } {
  let value = '';
  for (let at = start + 1; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === quote) return { value, end: at + 1 };
    if (character !== '\\') {
      value += character;
      continue;
    }
    const next = source.charAt(++at);
    const unicode =
      next === 'u' || next === 'U' ? /^[0-9a-fA-F]{4}/.exec(source.slice(at + 1, at + 5))?.[0] : undefined;
    if (unicode) {
      value += String.fromCharCode(Number.parseInt(unicode, 16));
      at += 4;
    } else value += escapes[next] ?? next;
  }
  throw new SelectorError('format', `the string that starts at character ${start + 1} has no end`);
}
