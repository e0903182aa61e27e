import type { FileStore } from '../device/files.ts';
import type { Word } from './token.ts';

/** The word's text with its variables filled in. */
export const plainText = (word: Word, variable: (name: string) => string): string =>
  word.map((part) => (part.kind === 'text' ? part.text : variable(part.name))).join('');

/** One character of a file pattern: itself, any one, or any number of any. */
type PatternItem = { readonly is: 'char'; readonly char: string } | { readonly is: 'one' } | { readonly is: 'many' };

function patternOf(word: Word, variable: (name: string) => string): PatternItem[] {
  return word.flatMap((part): PatternItem[] => {
    const text = part.kind === 'text' ? part.text : variable(part.name);
    const wild = part.kind === 'text' && part.pattern;
    return [...text].map((char) =>
      wild && char === '*' ? { is: 'many' } : wild && char === '?' ? { is: 'one' } : { is: 'char', char },
    );
  });
}

/** Greedy matching that backs up to the last `*` only: never slower than pattern times text. */
function matches(pattern: readonly PatternItem[], text: readonly string[]): boolean {
  let at = 0;
  let star = -1;
  let retry = 0;
  for (let index = 0; index < text.length; ) {
    const item = pattern[at];
    if (item?.is === 'many') {
      star = at++;
      retry = index;
    } else if (item && (item.is === 'one' || item.char === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++retry;
    } else return false;
  }
  return pattern.slice(at).every((item) => item.is === 'many');
}

/**
 * What a word becomes: its text, or, when it has `*` or `?` outside quotes in the last name of a path, the files that
 * match. What matches nothing stays as it is. Variables are not split into words.
 */
export function expandWord(word: Word, variable: (name: string) => string, files: FileStore): readonly string[] {
  const text = plainText(word, variable);
  const slash = text.lastIndexOf('/');
  if (slash < 0 || !word.some((part) => part.kind === 'text' && part.pattern)) return [text];
  const folder = text.slice(0, slash + 1);
  const pattern = patternOf(word, variable);
  const found = (files.names(folder) ?? []).map((name) => folder + name);
  const matching = found.filter((path) => matches(pattern, [...path]));
  return matching.length > 0 ? matching : [text];
}
