import { SelectorError } from '../error.ts';
import type { CompareOptions } from './ast.ts';

/** A text as an operator with these options sees it. */
export function folded(text: string, { ignoreCase, ignoreDiacritics }: CompareOptions): string {
  const plain = ignoreDiacritics ? text.normalize('NFD').replace(/\p{M}+/gu, '') : text;
  return ignoreCase ? plain.toLowerCase() : plain;
}

/** LIKE: `?` is any one character, `*` any number of them, a backslash makes either literal. Linear but for the last star. */
export function isLike(text: string, pattern: string): boolean {
  const wanted: { readonly any?: 'one' | 'many'; readonly character?: string }[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '*') wanted.push({ any: 'many' });
    else if (character === '?') wanted.push({ any: 'one' });
    else wanted.push({ character: character === '\\' ? pattern.charAt(++at) : character });
  }
  let star: { readonly at: number; text: number } | undefined;
  let [position, step] = [0, 0];
  while (position < text.length) {
    const next = wanted[step];
    if (next?.any === 'many') {
      star = { at: step++, text: position };
    } else if (next && (next.any === 'one' || next.character === text.charAt(position))) {
      position++;
      step++;
    } else if (star) {
      position = ++star.text;
      step = star.at + 1;
    } else return false;
  }
  return wanted.slice(step).every(({ any }) => any === 'many');
}

/**
 * An ICU regular expression as one of JavaScript's. They share all that selectors use, but for flags at the start. What
 * it costs to apply is up to whoever wrote it: do that within `bounded`.
 *
 * @param whole the whole text must fit, not a part of it
 * @throws SelectorError when it is malformed
 */
export function regularExpression(pattern: string, ignoreCase: boolean, whole: boolean): RegExp {
  const [, letters = '', rest = ''] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(pattern) ?? [];
  const flags = [...new Set(`${letters}${ignoreCase ? 'i' : ''}`)].join('');
  const source = whole ? `^(?:${rest})$` : rest;
  try {
    new RegExp(rest, flags);
  } catch {
    throw new SelectorError('evaluation', `Can't do regex matching, reason: Can't open pattern (pattern ${pattern})`);
  }
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    return new RegExp(source, flags); // escapes that are harmless in ICU, but not in Unicode mode
  }
}
